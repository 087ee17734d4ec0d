using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/indexing.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_index_select")]
    internal static partial nint IndexSelect(nint t, long axis, nint index);

    [LibraryImport(Library, EntryPoint = "clef_index_add")]
    internal static partial nint IndexAdd(nint t, long axis, nint index, nint source);

    [LibraryImport(Library, EntryPoint = "clef_gather")]
    internal static partial nint Gather(nint t, long axis, nint index);

    [LibraryImport(Library, EntryPoint = "clef_scatter")]
    internal static partial nint Scatter(nint t, long axis, nint index, nint source);

    [LibraryImport(Library, EntryPoint = "clef_scatter_add")]
    internal static partial nint ScatterAdd(nint t, long axis, nint index, nint source);

    [LibraryImport(Library, EntryPoint = "clef_masked_fill")]
    internal static partial nint MaskedFill(nint t, nint mask, double value);

    [LibraryImport(Library, EntryPoint = "clef_masked_fill_")]
    internal static partial int MaskedFillInPlace(nint t, nint mask, double value);

    [LibraryImport(Library, EntryPoint = "clef_masked_select")]
    internal static partial nint MaskedSelect(nint t, nint mask);

    [LibraryImport(Library, EntryPoint = "clef_nonzero")]
    internal static partial nint Nonzero(nint t);

    [LibraryImport(Library, EntryPoint = "clef_one_hot")]
    internal static partial nint OneHot(nint t, long classes);

    [LibraryImport(Library, EntryPoint = "clef_bincount")]
    internal static partial nint Bincount(nint t, long minimum);

    [LibraryImport(Library, EntryPoint = "clef_searchsorted")]
    internal static partial nint Searchsorted(nint sorted, nint values, int right);

    [LibraryImport(Library, EntryPoint = "clef_sort")]
    internal static partial nint Sort(nint t, long axis, int descending, out nint indices);

    [LibraryImport(Library, EntryPoint = "clef_topk")]
    internal static partial nint Topk(nint t, long k, long axis, int largest, out nint indices);
}
