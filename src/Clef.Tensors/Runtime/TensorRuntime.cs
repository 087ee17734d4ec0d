using System.Runtime.InteropServices;
using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>What runs below the tensors: versions, threads, devices, and the linear-algebra library with the outcome of its check.</summary>
public static class TensorRuntime
{
    /// <summary>The reason the native library cannot be loaded, or null where it can. Everything else here needs it loaded.</summary>
    public static string? LoadFailure => NativeLoader.Failure();

    /// <summary>libtorch's version.</summary>
    public static string TorchVersion => Text(NativeMethods.TorchVersion()) ?? "unknown";

    /// <summary>The vector instructions of libtorch's own kernels: DEFAULT, AVX2, AVX512.</summary>
    public static string CpuCapability => Text(NativeMethods.CpuCapability()) ?? "unknown";

    /// <summary>OpenBLAS's account of itself, or null where another library serves.</summary>
    public static string? OpenBlas => Text(NativeMethods.OpenblasConfig());

    /// <summary>The kernels that OpenBLAS runs, as it names them; null where another library serves.</summary>
    public static string? BlasCoreType => Text(NativeMethods.OpenblasCore());

    /// <summary>How the kernels were chosen.</summary>
    public static string BlasChoice
    {
        get
        {
            _ = TorchVersion;
            return BlasCore.State;
        }
    }

    /// <summary>Whether the linear-algebra library's products agreed with a plain sum when it was loaded.</summary>
    public static bool BlasAgrees
    {
        get
        {
            _ = TorchVersion;
            return BlasCore.Agreed;
        }
    }

    /// <summary>The threads of one operation. The same number, and the same seed, give the same bytes.</summary>
    public static int Threads
    {
        get => NativeMethods.Threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            NativeMethods.Check(NativeMethods.SetThreads(value));
        }
    }

    /// <summary>The devices that tensors can lie on.</summary>
    public static IReadOnlyList<Device> Devices => [Device.Cpu, .. Enumerable.Range(0, NativeMethods.CudaDevices()).Select(Device.Cuda)];

    /// <summary>Refuses, when on, operations that cannot give the same bytes twice (some on a GPU).</summary>
    public static void RequireDeterminism(bool on = true) => NativeMethods.Check(NativeMethods.SetDeterministic(on ? 1 : 0));

    private static string? Text(nint text) => Marshal.PtrToStringUTF8(text);
}
