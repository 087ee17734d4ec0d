using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/norm.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_batch_norm")]
    internal static partial nint BatchNorm(nint t, nint weight, nint bias, nint mean, nint variance, int training, double momentum, double epsilon);

    [LibraryImport(Library, EntryPoint = "clef_layer_norm")]
    internal static partial nint LayerNorm(nint t, long* shape, long count, nint weight, nint bias, double epsilon);

    [LibraryImport(Library, EntryPoint = "clef_group_norm")]
    internal static partial nint GroupNorm(nint t, long groups, nint weight, nint bias, double epsilon);

    [LibraryImport(Library, EntryPoint = "clef_dropout")]
    internal static partial nint Dropout(nint t, double probability);

    [LibraryImport(Library, EntryPoint = "clef_embedding")]
    internal static partial nint Embedding(nint weight, nint indices, long paddingIndex);
}
