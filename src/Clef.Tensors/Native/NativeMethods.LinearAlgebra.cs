using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/linear_algebra.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_matmul")]
    internal static partial nint Matmul(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_linear")]
    internal static partial nint Linear(nint t, nint weight, nint bias, nint residual);

    [LibraryImport(Library, EntryPoint = "clef_rfft")]
    internal static partial nint Rfft(nint t, long length, long axis);

    [LibraryImport(Library, EntryPoint = "clef_irfft")]
    internal static partial nint Irfft(nint spectrum, long length, long axis);
}
