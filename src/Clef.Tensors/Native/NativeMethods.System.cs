using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/system.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_torch_version")]
    internal static partial nint TorchVersion();

    [LibraryImport(Library, EntryPoint = "clef_cpu_capability")]
    internal static partial nint CpuCapability();

    [LibraryImport(Library, EntryPoint = "clef_openblas_config")]
    internal static partial nint OpenblasConfig();

    [LibraryImport(Library, EntryPoint = "clef_openblas_core")]
    internal static partial nint OpenblasCore();

    [LibraryImport(Library, EntryPoint = "clef_threads")]
    [SuppressGCTransition]
    internal static partial int Threads();

    [LibraryImport(Library, EntryPoint = "clef_set_threads")]
    internal static partial int SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "clef_cuda_devices")]
    internal static partial int CudaDevices();

    [LibraryImport(Library, EntryPoint = "clef_set_deterministic")]
    internal static partial int SetDeterministic(int on);

    [LibraryImport(Library, EntryPoint = "clef_autocast")]
    internal static partial int Autocast(int kind, int dtype);
}
