using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// Lays annotations out over the records' annotation signal: each in the record of its onset, or, where that one is full, in the next with room
/// (a list may stand in any record, EDF+ 2.2.2).
/// </summary>
internal static class EdfAnnotationPacking
{
    /// <summary>Joins an annotation's text and the channel it concerns.</summary>
    public const string ChannelMark = "@@";

    /// <summary>The bytes of the annotation signal of each record, all of one length, which is a multiple of the sample's width.</summary>
    public static byte[][] Pack(Recording recording, EdfPlan plan, double seconds, int width)
    {
        double fraction = recording.Start is { } start ? start.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerSecond : 0;
        byte[][] stamps = [.. plan.Records.Select(r => Encoding.ASCII.GetBytes($"+{Number(r * seconds + fraction)}\u0014\u0014\0"))];
        (double Onset, byte[] Bytes)[] lists =
            [.. recording.Annotations.Concat(plan.Missing).OrderBy(a => a.OnsetSeconds).Select(a => (a.OnsetSeconds, Bytes(a, fraction)))];
        int longest = lists.Select(l => l.Bytes.Length).DefaultIfEmpty(0).Max();
        if (longest > 1 << 16)
        {
            throw new ClefException(recording.Name, "annotation", $"{longest} bytes", "at most 65,536 bytes of text");
        }

        // Room for the stamp, the longest text, and twice the average; doubled until all fit.
        int room = stamps.Max(s => s.Length) + Math.Max(longest, (int)Math.Min(1 << 20, 2 * lists.Sum(l => (long)l.Bytes.Length) / stamps.Length));
        while (true)
        {
            int size = (room + width - 1) / width * width;
            if (TryPack(stamps, lists, plan, seconds, size) is { } packed)
            {
                return packed;
            }

            room *= 2;
        }
    }

    private static byte[][]? TryPack(byte[][] stamps, (double Onset, byte[] Bytes)[] lists, EdfPlan plan, double seconds, int size)
    {
        var packed = new byte[stamps.Length][];
        var used = new int[stamps.Length];
        for (int r = 0; r < packed.Length; r++)
        {
            packed[r] = new byte[size];
            stamps[r].CopyTo(packed[r], 0);
            used[r] = stamps[r].Length;
        }

        int at = 0;
        foreach ((double onset, byte[] bytes) in lists)
        {
            while (at + 1 < packed.Length && ((seconds > 0 && plan.Records[at + 1] * seconds <= onset) || used[at] + bytes.Length > size))
            {
                at++;
            }

            if (used[at] + bytes.Length > size)
            {
                return null;
            }

            bytes.CopyTo(packed[at], used[at]);
            used[at] += bytes.Length;
        }

        return packed;
    }

    private static byte[] Bytes(Annotation mark, double fraction)
    {
        double onset = mark.OnsetSeconds + fraction;
        string duration = mark.DurationSeconds is { } seconds ? $"\u0015{Number(Math.Max(0, seconds))}" : "";
        string text = mark.Channel is null ? mark.Text : mark.Text + ChannelMark + EdfHeaderText.Spelt(mark.Channel, EdfLimits.LabelWidth).Trim();
        string clean = string.Concat(text.Select(c => c is '\0' or '\u0014' or '\u0015' ? ' ' : c));
        return Encoding.UTF8.GetBytes($"{(onset < 0 ? "" : "+")}{Number(onset)}{duration}\u0014{(clean.Length == 0 ? " " : clean)}\u0014\0");
    }

    // Seconds to the tenth of a microsecond, never in exponent form.
    private static string Number(double seconds) => seconds.ToString("0.#######", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;
}
