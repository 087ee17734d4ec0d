using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/shape.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_reshape")]
    internal static partial nint Reshape(nint t, long* sizes, long count);

    [LibraryImport(Library, EntryPoint = "clef_permute")]
    internal static partial nint Permute(nint t, long* axes, long count);

    [LibraryImport(Library, EntryPoint = "clef_transpose")]
    internal static partial nint Transpose(nint t, long a, long b);

    [LibraryImport(Library, EntryPoint = "clef_expand")]
    internal static partial nint Expand(nint t, long* sizes, long count);

    [LibraryImport(Library, EntryPoint = "clef_squeeze")]
    internal static partial nint Squeeze(nint t, long axis);

    [LibraryImport(Library, EntryPoint = "clef_unsqueeze")]
    internal static partial nint Unsqueeze(nint t, long axis);

    [LibraryImport(Library, EntryPoint = "clef_slice")]
    internal static partial nint Slice(nint t, long axis, long start, long end, long step);

    [LibraryImport(Library, EntryPoint = "clef_select")]
    internal static partial nint Select(nint t, long axis, long index);

    [LibraryImport(Library, EntryPoint = "clef_unfold")]
    internal static partial nint Unfold(nint t, long axis, long size, long step);

    [LibraryImport(Library, EntryPoint = "clef_cat")]
    internal static partial nint Cat(nint* tensors, long count, long axis);

    [LibraryImport(Library, EntryPoint = "clef_stack")]
    internal static partial nint Stack(nint* tensors, long count, long axis);

    [LibraryImport(Library, EntryPoint = "clef_flip")]
    internal static partial nint Flip(nint t, long* axes, long count);

    [LibraryImport(Library, EntryPoint = "clef_roll")]
    internal static partial nint Roll(nint t, long shift, long axis);

    [LibraryImport(Library, EntryPoint = "clef_repeat")]
    internal static partial nint Repeat(nint t, long* repeats, long count);

    [LibraryImport(Library, EntryPoint = "clef_repeat_interleave")]
    internal static partial nint RepeatInterleave(nint t, long repeats, long axis);

    [LibraryImport(Library, EntryPoint = "clef_pad", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Pad(nint t, long* amounts, long count, string mode, double value);

    [LibraryImport(Library, EntryPoint = "clef_tril")]
    internal static partial nint Tril(nint t, long diagonal);

    [LibraryImport(Library, EntryPoint = "clef_triu")]
    internal static partial nint Triu(nint t, long diagonal);

    [LibraryImport(Library, EntryPoint = "clef_diagonal")]
    internal static partial nint Diagonal(nint t, long offset, long a, long b);
}
