using Clef.Signals.Formats.Edf;
using Clef.Signals.Tests;

namespace Clef.Eeg.Tests.Sessions;

/// <summary>Small made recordings: sums of sines with a little noise from a counter.</summary>
internal static class TestRecordings
{
    public const double Rate = 200;

    /// <summary>A recording whose channels beat at 10 Hz, each with its own phase.</summary>
    public static MemoryRecording Make(double seconds, params string[] labels) => MemoryRecording.Of(
        Rate, "uV", [.. labels.Select((label, c) => (label, Sine(seconds, 10, 40, c)))]);

    public static float[] Sine(double seconds, double hertz, double microvolts, int phase)
    {
        var random = new Clef.Core.CounterRandom((ulong)phase + 1);
        return [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (float)((microvolts * Math.Sin((2 * Math.PI * hertz * i / Rate) + phase)) + random.Normal(0, 5)))];
    }

    public static void WriteEdf(string path, double seconds, params string[] labels) => EdfWriter.Write(path, Make(seconds, labels));
}
