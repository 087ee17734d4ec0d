using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>Finds and loads <c>libclef_torch</c>, after the settings that its libraries read while loading have been made.</summary>
internal static unsafe class NativeLoader
{
    private static int s_installed;

    /// <summary>Makes the settings and takes charge of finding the library. Idempotent.</summary>
    internal static void Install()
    {
        if (Interlocked.Exchange(ref s_installed, 1) == 0)
        {
            NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
        }
    }

    /// <summary>The reason the library cannot be loaded, or null where it can.</summary>
    internal static string? Failure()
    {
        try
        {
            NativeMethods.Threads();
            return null;
        }
        catch (TensorException e)
        {
            return Cause((e.InnerException ?? e).Message);
        }
    }

    // The runtime's message lists every place it looked at, a line each; the one that matters names another library that is missing.
    internal static string Cause(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] places = [.. lines.Where(line => line.Contains(".so", StringComparison.Ordinal))];
        return places.FirstOrDefault(line => !line.Contains("cannot open", StringComparison.Ordinal) || !line.Contains("clef_torch", StringComparison.Ordinal))
            ?? (places.Length > 0 ? "libclef_torch.so is not beside the program" : lines.FirstOrDefault() ?? "unknown cause");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        BlasCore.Prepare();
        if (!BlasCore.Agreed)
        {
            // Weights trained on wrong products are worse than none: say so where nobody asked, too.
            Console.Error.WriteLine($"clef: the linear-algebra library ({BlasCore.State}) disagrees with a plain matrix product; see 'clef doctor'");
        }

        try
        {
            nint library = NativeLibrary.Load(name, assembly, path);
            SetThreads(library);
            return library;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new TensorException($"the tensor engine (libclef_torch) does not load: {Cause(e.Message)}; 'clef doctor' says what to do", e);
        }
    }

    // libtorch counts physical cores by a library that does not know every processor and then takes one thread; the environment's
    // word, else the number of processors, is what a user expects.
    private static void SetThreads(nint library)
    {
        string? set = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        int threads = int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0 ? asked : Environment.ProcessorCount;
        var setThreads = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "clef_set_threads");
        _ = setThreads(threads);
    }
}
