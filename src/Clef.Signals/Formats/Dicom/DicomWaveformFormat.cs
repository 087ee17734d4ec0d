using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Dicom;

/// <summary>
/// DICOM waveform objects (PS3.3, C.10.9): 12-lead, general, ambulatory and other ECG, routine scalp and other EEG, and any other object with a
/// Waveform Sequence. Each multiplex group contributes its channels at its own rate and time offset. A group that was derived from the others
/// (a median beat) is left out where an original one is present, with a remark.
/// Physical value = stored value x sensitivity x correction factor + baseline (PS3.3, C.10.9.1.4; the baseline is in the sensitivity's unit).
/// </summary>
public sealed class DicomWaveformFormat : IRecordingFormat
{
    private const uint WaveformSequence = 0x5400_0100;

    /// <inheritdoc/>
    public string Name => "DICOM waveform";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) => head.Length > 132 && head[128..132].SequenceEqual("DICM"u8);

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        ByteSource source = folder.Open(fileName);
        ByteSource? data = null;
        try
        {
            (DicomItem set, data) = DicomReader.Read(source, remarks);
            return Open(source, data, set, remarks);
        }
        catch
        {
            data?.Dispose();
            source.Dispose();
            throw;
        }
    }

    private static SampledRecording Open(ByteSource source, ByteSource data, DicomItem set, RemarkList remarks)
    {
        IReadOnlyList<DicomItem> items = set.Items(WaveformSequence);
        if (items.Count == 0)
        {
            throw new ClefException(source.Name, "Waveform Sequence (5400,0100)", set.Text(0x0008_0016), "at least one multiplex group; this object holds no waveform");
        }

        DicomMultiplexGroup[] groups = items.Select((item, i) => DicomMultiplexGroup.Read(source.Name, data, item, i + 1, remarks)).ToArray();
        bool[] kept = groups.Select(g => !g.IsDerived || groups.All(o => o.IsDerived)).ToArray();
        if (kept.Contains(false))
        {
            remarks.Add("derived-group-skipped", $"{kept.Count(k => !k)} of {groups.Length} groups were derived from the others (an averaged beat) and were left out");
        }

        // Offsets count from the acquisition's start; the earliest group kept starts the recording.
        double earliest = groups.Where((_, g) => kept[g]).Min(g => g.OffsetSeconds);
        var channels = new List<Channel>();
        var sources = new List<SampleSource>();
        double duration = 0;
        for (int g = 0; g < groups.Length; g++)
        {
            if (!kept[g])
            {
                continue;
            }

            long delay = (long)Math.Round((groups[g].OffsetSeconds - earliest) * groups[g].SampleRate);
            foreach ((Channel channel, SampleSource samples) in groups[g].Channels)
            {
                channels.Add(channel with { SampleCount = channel.SampleCount + delay });
                sources.Add(delay == 0 ? samples : new DelayedSamples(samples, delay));
            }

            duration = Math.Max(duration, (delay + groups[g].SampleCount) / groups[g].SampleRate);
        }

        remarks.CheckLabels(channels);
        return new SampledRecording(sources, () => DicomAnnotations.Read(set, groups, kept, earliest), data, source)
        {
            Name = source.Name,
            Format = "DICOM waveform",
            Channels = channels,
            Subject = ReadSubject(set),
            Start = HeaderText.Timestamp(set.Text(0x0008_002A)) ?? set.DateAndTime(0x0008_0022, 0x0008_0032)
                ?? set.DateAndTime(0x0008_0023, 0x0008_0033) ?? set.DateAndTime(0x0008_0020, 0x0008_0030),
            DurationSeconds = duration,
            Remarks = remarks.ToList(),
        };
    }

    private static Subject ReadSubject(DicomItem set)
    {
        string? name = set.Text(0x0010_0010)?.Split('=')[0];
        string? age = set.Text(0x0010_1010);
        double? years = age is { Length: 4 } && int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? age[3] switch { 'Y' => number, 'M' => number / 12.0, 'W' => number / 52.1775, 'D' => number / 365.2425, _ => null }
            : null;
        return new Subject(
            set.Text(0x0010_0020),
            HeaderText.OrNull(name?.Replace('^', ' ')),
            set.Text(0x0010_0040) is "F" or "M" ? set.Text(0x0010_0040) : null,
            HeaderText.Date(set.Text(0x0010_0030)),
            years,
            HeaderText.OrNull(string.Join('\n', new[] { set.Text(0x0010_21B0), set.Text(0x0010_4000) }.OfType<string>())));
    }
}
