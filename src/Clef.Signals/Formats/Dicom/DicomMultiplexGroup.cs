using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Dicom;

/// <summary>One item of the Waveform Sequence: channels sampled together and stored interleaved.</summary>
internal sealed record DicomMultiplexGroup(
    double SampleRate, long SampleCount, double OffsetSeconds, bool IsDerived, IReadOnlyList<(Channel Channel, SampleSource Samples)> Channels)
{
    private const string Ordinals = "(5400,0100)";

    /// <summary>Reads one group. What is stated beyond the stored bytes is cut off, with a remark.</summary>
    public static DicomMultiplexGroup Read(string file, ByteSource data, DicomItem item, int number, RemarkList remarks)
    {
        string field(uint tag) => $"{DicomItem.Tag(tag)} of group {number} of {Ordinals}";
        int count = (int)(item.Number(0x003A_0005) is >= 1 and <= SignalLayout.MaximumChannels and { } c ? c
            : throw new ClefException(file, field(0x003A_0005), item.Number(0x003A_0005), $"1 to {SignalLayout.MaximumChannels} channels"));
        double rate = item.Decimal(0x003A_001A) ?? double.NaN;
        if (!(rate >= SignalLayout.MinimumRate && rate <= SignalLayout.MaximumRate))
        {
            throw new ClefException(file, field(0x003A_001A), rate, $"a sampling frequency of at least {SignalLayout.MinimumRate} and at most {SignalLayout.MaximumRate} Hz");
        }

        string interpretation = item.Text(0x5400_1006) ?? "SS";
        StoredType type = interpretation switch
        {
            "SB" => StoredType.Int8,
            "UB" => StoredType.UInt8,
            "SS" => StoredType.Int16,
            "US" => StoredType.UInt16,
            "SL" => StoredType.Int32,
            "UL" => StoredType.UInt32,
            _ => throw new ClefException(file, field(0x5400_1006), interpretation, "SB, UB, SS, US, SL or UL (companded sound is no biosignal)"),
        };
        DicomElement samples = item[0x5400_1010] ?? throw new ClefException(file, field(0x5400_1010), null, "waveform data");
        long frame = (long)type.Size() * count;
        long stated = item.Number(0x003A_0010) ?? samples.Length / frame;
        long stored = Math.Min(stated, samples.Length / frame);
        if (stored < stated)
        {
            remarks.Add("sample-count-wrong", $"group {number} states {stated} samples and stores {stored}; what is stored was read");
        }

        double padding = ReadPadding(data, item, type);
        if (padding == 0)
        {
            // Some writers state 0, which is also the commonest true value.
            remarks.Add("padding-value-ignored", "the padding value is 0, which cannot be told from a measured zero; all zeros were read as measured");
            padding = double.NaN;
        }

        IReadOnlyList<DicomItem> definitions = item.Items(0x003A_0200);
        if (definitions.Count != count)
        {
            remarks.Add("channel-definition-missing", $"group {number} has {count} channels and {definitions.Count} definitions");
        }

        var channels = new List<(Channel, SampleSource)>();
        for (int i = 0; i < count; i++)
        {
            DicomItem? definition = i < definitions.Count ? definitions[i] : null;
            (double gain, double shift, string unit) = Scale(definition, number, i + 1, remarks);
            double skew = definition?.Decimal(0x003A_0215) ?? 0;
            if (skew != 0)
            {
                remarks.Add("sample-skew-ignored", $"channel {i + 1} of group {number} is skewed by {skew.ToString(CultureInfo.InvariantCulture)} samples");
            }

            channels.Add((
                new Channel(Label(definition, i + 1), unit, rate, stored) { Resolution = Math.Abs(gain), Prefilter = Filter(definition) },
                new StoredSamples(data, samples.Offset + ((long)i * type.Size()), frame, stored, type, item.BigEndian, gain, shift) { Padding = padding }));
        }

        return new DicomMultiplexGroup(
            rate, stored, (item.Decimal(0x0018_1068) ?? 0) / 1000, string.Equals(item.Text(0x003A_0004), "DERIVED", StringComparison.Ordinal), channels);
    }

    private static double ReadPadding(ByteSource data, DicomItem item, StoredType type) =>
        item[0x5400_100A] is { } padding && padding.Length >= type.Size()
            ? type.Decode(data.Slice(padding.Offset, type.Size()), item.BigEndian) : double.NaN;

    private static (double Gain, double Shift, string Unit) Scale(DicomItem? definition, int group, int channel, RemarkList remarks)
    {
        if (definition?.Decimal(0x003A_0210) is not { } sensitivity)
        {
            remarks.Add("sensitivity-missing", $"channel {channel} of group {group} has no sensitivity; stored values were read as they are");
            return (1, 0, "");
        }

        (string? value, string? meaning) = definition.Items(0x003A_0211) is { Count: > 0 } ? definition.Code(0x003A_0211) : (null, null);
        return (sensitivity * (definition.Decimal(0x003A_0212) ?? 1), definition.Decimal(0x003A_0213) ?? 0, value ?? meaning ?? "");
    }

    /// <summary>The recorder's label; else the source's meaning with the words that every lead shares taken off (<c>Lead II</c>).</summary>
    private static string Label(DicomItem? definition, int number)
    {
        if (definition?.Text(0x003A_0203) is { } label)
        {
            return label;
        }

        (string? value, string? meaning) = definition?.Code(0x003A_0208) ?? (null, null);
        string text = meaning ?? value ?? $"{number}";
        foreach (string shared in (ReadOnlySpan<string>)["Lead ", "lead "])
        {
            text = text.StartsWith(shared, StringComparison.Ordinal) ? text[shared.Length..] : text;
        }

        int comment = text.IndexOf(" (", StringComparison.Ordinal);
        return comment > 0 ? text[..comment] : text;
    }

    private static string Filter(DicomItem? definition)
    {
        string part(string name, uint tag) =>
            definition?.Decimal(tag) is { } hertz ? string.Create(CultureInfo.InvariantCulture, $"{name}:{hertz}Hz ") : "";
        return (part("HP", 0x003A_0220) + part("LP", 0x003A_0221) + part("N", 0x003A_0222)).TrimEnd();
    }
}
