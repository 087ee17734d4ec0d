using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/reduction.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_sum")]
    internal static partial nint Sum(nint t, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_mean")]
    internal static partial nint Mean(nint t, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_amax")]
    internal static partial nint Amax(nint t, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_amin")]
    internal static partial nint Amin(nint t, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_logsumexp")]
    internal static partial nint Logsumexp(nint t, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_var")]
    internal static partial nint Var(nint t, long* axes, long count, long correction, int keep);

    [LibraryImport(Library, EntryPoint = "clef_std")]
    internal static partial nint Std(nint t, long* axes, long count, long correction, int keep);

    [LibraryImport(Library, EntryPoint = "clef_norm")]
    internal static partial nint Norm(nint t, double order, long* axes, long count, int keep);

    [LibraryImport(Library, EntryPoint = "clef_prod")]
    internal static partial nint Prod(nint t, long axis, int keep);

    [LibraryImport(Library, EntryPoint = "clef_max")]
    internal static partial nint Max(nint t, long axis, int keep, out nint indices);

    [LibraryImport(Library, EntryPoint = "clef_min")]
    internal static partial nint Min(nint t, long axis, int keep, out nint indices);

    [LibraryImport(Library, EntryPoint = "clef_median")]
    internal static partial nint Median(nint t, long axis, int keep);

    [LibraryImport(Library, EntryPoint = "clef_argmax")]
    internal static partial nint Argmax(nint t, long axis, int keep);

    [LibraryImport(Library, EntryPoint = "clef_argmin")]
    internal static partial nint Argmin(nint t, long axis, int keep);

    [LibraryImport(Library, EntryPoint = "clef_any")]
    internal static partial nint Any(nint t);

    [LibraryImport(Library, EntryPoint = "clef_all")]
    internal static partial nint All(nint t);

    [LibraryImport(Library, EntryPoint = "clef_cumsum")]
    internal static partial nint Cumsum(nint t, long axis);

    [LibraryImport(Library, EntryPoint = "clef_softmax")]
    internal static partial nint Softmax(nint t, long axis);

    [LibraryImport(Library, EntryPoint = "clef_log_softmax")]
    internal static partial nint LogSoftmax(nint t, long axis);
}
