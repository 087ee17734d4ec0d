using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/same_conv.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_same_conv1d")]
    internal static partial nint SameConv1d(nint t, nint weight, nint bias, long stride, long groups, int swish, int general);

    [LibraryImport(Library, EntryPoint = "clef_same_conv_generation")]
    internal static partial int SameConvGeneration(int most);

    [LibraryImport(Library, EntryPoint = "clef_excite_shortcut")]
    internal static partial nint ExciteShortcut(nint h, nint w1, nint b1, nint w2, nint b2, nint x, int pool, int general);
}
