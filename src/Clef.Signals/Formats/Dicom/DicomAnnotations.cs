using System.Globalization;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Dicom;

/// <summary>
/// The Waveform Annotation Sequence (PS3.3, C.10.10). Positions are sample numbers from 1 of the group that the annotation refers to, or
/// offsets in seconds from the acquisition's start; an annotation without either concerns the whole recording and stands at 0.
/// </summary>
internal static class DicomAnnotations
{
    private const int Maximum = 1_000_000;

    public static IEnumerable<Annotation> Read(DicomItem set, DicomMultiplexGroup[] groups, bool[] kept, double earliest) =>
        set.Items(0x0040_B020).SelectMany(item => One(item, groups, kept, earliest)).Take(Maximum);

    private static IEnumerable<Annotation> One(DicomItem item, DicomMultiplexGroup[] groups, bool[] kept, double earliest)
    {
        long[] channels = item.Numbers(0x0040_A0B0);
        int group = channels.Length >= 2 ? (int)channels[0] - 1 : 0;
        if (group < 0 || group >= groups.Length || !kept[group])
        {
            yield break;
        }

        // Channel 0 means every channel of the group.
        long number = channels.Length >= 2 ? channels[1] : 0;
        string? label = number >= 1 && number <= groups[group].Channels.Count ? groups[group].Channels[(int)number - 1].Channel.Label : null;
        string text = Text(item);
        double start = groups[group].OffsetSeconds - earliest, rate = groups[group].SampleRate;
        double[] times = item.Numbers(0x0040_A132).Select(p => start + ((p - 1) / rate)).ToArray();
        if (times.Length == 0)
        {
            times = item.Decimals(0x0040_A138).Select(t => t - earliest).ToArray();
        }

        string range = item.Text(0x0040_A130) ?? "POINT";
        if (times.Length == 0)
        {
            yield return new Annotation(0, null, text, label);
        }
        else if (range is "SEGMENT" or "MULTISEGMENT")
        {
            for (int i = 0; i + 1 < times.Length; i += 2)
            {
                yield return new Annotation(times[i], Math.Max(0, times[i + 1] - times[i]), text, label);
            }
        }
        else
        {
            foreach (double time in times)
            {
                yield return new Annotation(time, null, text, label);
            }
        }
    }

    /// <summary>Free text, or a concept with its coded or numeric value.</summary>
    private static string Text(DicomItem item)
    {
        if (item.Text(0x0070_0006) is { } free)
        {
            return free;
        }

        (string? value, string? meaning) = item.Code(0x0040_A043);
        string concept = meaning ?? value ?? "";
        (string? codedValue, string? coded) = item.Code(0x0040_A168);
        string? number = item.Decimals(0x0040_A30A) is [double first, ..] ? first.ToString(CultureInfo.InvariantCulture) : null;
        string? unit = item.Code(0x0040_08EA).Value;
        string detail = coded ?? codedValue ?? (number is null ? "" : unit is null ? number : $"{number} {unit}");
        return detail.Length == 0 ? concept : concept.Length == 0 ? detail : $"{concept}: {detail}";
    }
}
