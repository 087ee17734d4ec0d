using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/convolution.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_conv1d")]
    internal static partial nint Conv1d(nint t, nint weight, nint bias, long stride, long padding, long dilation, long groups);

    [LibraryImport(Library, EntryPoint = "clef_conv2d")]
    internal static partial nint Conv2d(nint t, nint weight, nint bias, long* stride, long* padding, long* dilation, long groups);

    [LibraryImport(Library, EntryPoint = "clef_conv_transpose1d")]
    internal static partial nint ConvTranspose1d(nint t, nint weight, nint bias, long stride, long padding, long outputPadding, long groups, long dilation);

    [LibraryImport(Library, EntryPoint = "clef_conv_transpose2d")]
    internal static partial nint ConvTranspose2d(nint t, nint weight, nint bias, long* stride, long* padding, long* outputPadding, long groups, long* dilation);

    [LibraryImport(Library, EntryPoint = "clef_max_pool1d")]
    internal static partial nint MaxPool1d(nint t, long size, long stride, long padding);

    [LibraryImport(Library, EntryPoint = "clef_max_pool2d")]
    internal static partial nint MaxPool2d(nint t, long* size, long* stride, long* padding);

    [LibraryImport(Library, EntryPoint = "clef_avg_pool1d")]
    internal static partial nint AvgPool1d(nint t, long size, long stride, long padding);

    [LibraryImport(Library, EntryPoint = "clef_avg_pool2d")]
    internal static partial nint AvgPool2d(nint t, long* size, long* stride, long* padding);

    [LibraryImport(Library, EntryPoint = "clef_adaptive_avg_pool")]
    internal static partial nint AdaptiveAvgPool(nint t, long* size, long count);

    [LibraryImport(Library, EntryPoint = "clef_interpolate")]
    internal static partial nint Interpolate(nint t, long* size, long count, int mode, int alignCorners);
}
