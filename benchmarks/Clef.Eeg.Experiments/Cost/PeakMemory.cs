using System.Globalization;

namespace Clef.Eeg.Experiments.Cost;

/// <summary>The most memory that the process held during an action, beyond what it held before; Linux only, NaN elsewhere.</summary>
internal static class PeakMemory
{
    /// <summary>Mebibytes of resident memory at the peak, less those at the start.</summary>
    public static double Of(Action action)
    {
        GC.Collect();
        if (!File.Exists("/proc/self/clear_refs"))
        {
            action();
            return double.NaN;
        }

        double before = Read("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5"); // resets the peak (proc(5))
        action();
        return Math.Max(0, Read("VmHWM:") - before) / 1024;
    }

    private static double Read(string key) =>
        double.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
