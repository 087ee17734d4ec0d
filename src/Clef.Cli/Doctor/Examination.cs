using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Clef.Tensors;

namespace Clef.Cli.Doctor;

/// <summary>Looks at everything that Clef runs on.</summary>
internal static class Examination
{
    /// <summary>All findings, in the order they are shown.</summary>
    public static IReadOnlyList<Finding> Run() => [.. Program(), .. Processor(), .. Engine(), .. Libraries()];

    private static IEnumerable<Finding> Program()
    {
        string version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        yield return new("clef", FindingState.Ok, version);
        yield return new(".NET", FindingState.Ok, RuntimeInformation.FrameworkDescription);
        yield return new("system", FindingState.Ok, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return new("memory", FindingState.Ok, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 20)} MiB");
    }

    private static IEnumerable<Finding> Processor()
    {
        yield return new("processors", FindingState.Ok, FormattableString.Invariant($"{Environment.ProcessorCount}"));
        (string Name, bool Has)[] features =
        [
            ("AVX", Avx.IsSupported),
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX-512 F", Avx512F.IsSupported),
            ("AVX-512 BW", Avx512BW.IsSupported),
            ("AVX-512 DQ", Avx512DQ.IsSupported),
            ("AVX-512 VBMI", Avx512Vbmi.IsSupported),
            ("NEON", System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported),
        ];
        string present = string.Join(", ", features.Where(f => f.Has).Select(f => f.Name));
        yield return new("vector instructions", FindingState.Ok, present.Length == 0 ? "none known" : present);
    }

    private static IEnumerable<Finding> Engine()
    {
        if (TensorRuntime.LoadFailure is { } failure)
        {
            yield return new(
                "tensor engine",
                FindingState.Missing,
                $"libclef_torch does not load: {failure}",
                "apt-get install -y --no-install-recommends cmake make g++ libtorch-dev libgloo-dev libopenblas0-openmp, "
                + "then run build/prepare from the source tree, which builds it");
            yield break;
        }

        yield return new("libtorch", FindingState.Ok, $"{TensorRuntime.TorchVersion}, kernels for {TensorRuntime.CpuCapability}");
        yield return TensorRuntime.OpenBlas is { } openBlas
            ? new("linear algebra", FindingState.Ok, openBlas)
            : new(
                "linear algebra",
                FindingState.Warning,
                "not OpenBLAS: matrix products may run at a thirtieth of the speed",
                "apt-get install -y libopenblas0-openmp");
        yield return new("BLAS core type", FindingState.Ok, $"{TensorRuntime.BlasCoreType ?? "not known"} ({TensorRuntime.BlasChoice})");
        yield return TensorRuntime.BlasAgrees
            ? new("BLAS self-check", FindingState.Ok, "products agree with a plain sum")
            : new(
                "BLAS self-check",
                FindingState.Warning,
                "products disagree with a plain sum: results cannot be trusted",
                "unset OPENBLAS_CORETYPE, or set it to Haswell, or to Prescott, and run clef doctor again");
        yield return new("threads", FindingState.Ok, FormattableString.Invariant($"{TensorRuntime.Threads} (OMP_NUM_THREADS sets them)"));
        yield return new("devices", FindingState.Ok, string.Join(", ", TensorRuntime.Devices));
    }

    private static IEnumerable<Finding> Libraries()
    {
        yield return Library("DuckDB", ["libduckdb.so"], "cohorts, tables, Parquet", "run build/prepare from the source tree, which fetches it (npm is needed)");
        yield return Library("FLAC", ["libFLAC.so.12", "libFLAC.so.8", "libFLAC.so"], "WFDB records stored as FLAC", "apt-get install -y libflac12");
    }

    private static Finding Library(string name, string[] files, string serves, string cure)
    {
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, file), out nint library) || NativeLibrary.TryLoad(file, out library))
            {
                NativeLibrary.Free(library);
                return new(name, FindingState.Ok, file);
            }
        }

        return new(name, FindingState.Warning, $"not found; needed for {serves}", cure);
    }
}
