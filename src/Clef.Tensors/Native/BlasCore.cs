using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Clef.Tensors.Native;

/// <summary>
/// Chooses the kernels of OpenBLAS by the processor's features, before libtorch loads it. OpenBLAS goes by a list of processors it knew
/// when it was released and takes its oldest kernels for any other: an eighth of the speed, without a word.
/// Each choice is proved on a product before it is kept.
/// </summary>
internal static unsafe partial class BlasCore
{
    internal const string Variable = "OPENBLAS_CORETYPE";

    private static string s_state = "not loaded";

    /// <summary>What was chosen, and what the check said.</summary>
    internal static string State => s_state;

    /// <summary>Whether the product in use agreed with the reference.</summary>
    internal static bool Agreed { get; private set; } = true;

    /// <summary>The kernels that the environment, or else the processor, asks for; null leaves the choice to OpenBLAS.</summary>
    internal static string? Wanted() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : ForProcessor().FirstOrDefault();

    /// <summary>OpenBLAS's names of kernels that this processor can run, best first.</summary>
    internal static IEnumerable<string> ForProcessor()
    {
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512CD.IsSupported && Avx512F.VL.IsSupported)
        {
            yield return "SkylakeX";
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            yield return "Haswell";
        }

        if (Avx.IsSupported)
        {
            yield return "Sandybridge";
        }
    }

    /// <summary>Loads the BLAS that libtorch will use, with the best kernels whose product is right.</summary>
    internal static void Prepare()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            s_state = "left as the system has it";
            return;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
        {
            // The user's word stands; it is only checked.
            Agreed = TryLoad(keep: true) ?? true;
            s_state = $"{set}, set by {Variable}";
            return;
        }

        List<string> refused = [];
        foreach (string core in ForProcessor())
        {
            SetEnvironment(Variable, core, 1);
            switch (TryLoad(keep: false))
            {
                case true:
                    TryLoad(keep: true);
                    s_state = refused.Count == 0 ? $"{core}, by the processor's features" : $"{core}, since {string.Join(" and ", refused)} gave a wrong product";
                    Agreed = true;
                    return;
                case null:
                    UnsetEnvironment(Variable);
                    s_state = "left as the system has it";
                    return;
                default:
                    refused.Add(core);
                    break;
            }
        }

        UnsetEnvironment(Variable);
        Agreed = TryLoad(keep: true) ?? true;
        s_state = refused.Count == 0 ? "chosen by the library" : $"chosen by the library, since {string.Join(" and ", refused)} gave a wrong product";
    }

    /// <summary>Loads the system's BLAS and tries a product: null where there is none to try.</summary>
    private static bool? TryLoad(bool keep)
    {
        if (!NativeLibrary.TryLoad("libblas.so.3", out nint library))
        {
            return null;
        }

        bool agrees = !NativeLibrary.TryGetExport(library, "sgemm_", out nint sgemm)
            || (NativeLibrary.TryGetExport(library, "dgemm_", out nint dgemm) && BlasCheck.Agrees(sgemm, dgemm));
        if (!keep)
        {
            NativeLibrary.Free(library);
        }

        return agrees;
    }

    // .NET keeps its own copy of the environment, which native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
