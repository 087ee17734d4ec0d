using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.BrainVision;

/// <summary>
/// BrainVision recordings: a <c>.vhdr</c> header, a <c>.vmrk</c> marker file and a data file (<c>.eeg</c>, <c>.dat</c>, <c>.avg</c>). Read are
/// binary data (INT_16, UINT_16, INT_32, IEEE_FLOAT_32) and text data, multiplexed and vectorised, in the time domain.
/// Samples are the stored values times each channel's resolution, in the channel's unit; an unstated unit is microvolts, as the format has it.
/// </summary>
public sealed class BrainVisionFormat : IRecordingFormat
{
    private const string Common = "Common Infos";

    /// <inheritdoc/>
    public string Name => "BrainVision";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        fileName.EndsWith(".vhdr", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".ahdr", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        using ByteSource headerFile = folder.Open(fileName);
        BrainVisionHeader header = BrainVisionHeader.Read(headerFile, "BrainVisionDataExchangeHeaderFile", remarks);
        string file = headerFile.Name;
        int channelCount = header.Whole(Common, "NumberOfChannels", 1, SignalLayout.MaximumChannels)
            ?? throw new ClefException(file, "[Common Infos] NumberOfChannels", null, "the number of channels");
        string interval = header.Need(Common, "SamplingInterval", "the sampling interval in microseconds");
        if (!HeaderText.TryNumber(interval, out double microseconds) || microseconds < 1 || microseconds > 1e9)
        {
            throw new ClefException(file, "[Common Infos] SamplingInterval", interval, "1 to 1,000,000,000 microseconds");
        }

        if (header[Common, "DataType"] is { } domain && !domain.Equals("TIMEDOMAIN", StringComparison.OrdinalIgnoreCase))
        {
            throw new ClefException(file, "[Common Infos] DataType", domain, "TIMEDOMAIN");
        }

        double rate = 1e6 / microseconds;
        (string Label, double Resolution, string Unit)[] facts = Channels(header, channelCount, remarks);
        ByteSource data = OpenPart(folder, fileName, header.Need(Common, "DataFile", "the name of the data file"), [".eeg", ".dat", ".avg"], remarks)
            ?? throw new ClefException(file, "[Common Infos] DataFile", header[Common, "DataFile"], "a file of that name in the same folder");
        try
        {
            bool vectorised = Choose(file, header, "DataOrientation", "MULTIPLEXED", "VECTORIZED") == "VECTORIZED";
            bool text = Choose(file, header, "DataFormat", "BINARY", "ASCII") == "ASCII";
            double[] gains = facts.Select(f => f.Resolution).ToArray();
            (SampleSource[] sources, bool floating) = text
                ? (BrainVisionText.Read(data, header, gains, vectorised, remarks), true)
                : Binary(file, header, data, gains, vectorised, remarks);
            Channel[] channels = facts.Select((f, i) => new Channel(f.Label, f.Unit, rate, sources[i].Count)
            {
                Resolution = floating ? double.NaN : f.Resolution,
            }).ToArray();
            remarks.CheckLabels(channels);
            BrainVisionMarkers markers = ReadMarkers(folder, fileName, header, rate, channels, remarks);
            return new SampledRecording(sources, () => markers.Annotations, data)
            {
                Name = file,
                Format = "BrainVision",
                Channels = channels,
                DurationSeconds = sources.Max(s => s.Count) / rate,
                Start = markers.Start,
                Remarks = remarks.ToList(),
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static BrainVisionMarkers ReadMarkers(
        SourceFolder folder, string fileName, BrainVisionHeader header, double rate, Channel[] channels, RemarkList remarks)
    {
        if (header[Common, "MarkerFile"] is not { } name)
        {
            return BrainVisionMarkers.None;
        }

        using ByteSource? source = OpenPart(folder, fileName, name, [".vmrk"], remarks);
        if (source is null)
        {
            remarks.Add("marker-file-missing", $"the marker file '{name}' is not there; no markers were read");
            return BrainVisionMarkers.None;
        }

        return BrainVisionMarkers.Read(source, rate, channels, remarks);
    }

    private static (string Label, double Resolution, string Unit)[] Channels(BrainVisionHeader header, int count, RemarkList remarks)
    {
        var facts = new (string, double, string)[count];
        for (int i = 0; i < count; i++)
        {
            facts[i] = ($"{i + 1}", 1, "µV");
        }

        var stated = new HashSet<int>();
        foreach ((int number, string[] fields) in header.Numbered("Channel Infos", "Ch"))
        {
            if (number < 1 || number > count)
            {
                remarks.Add("channel-line-extra", $"line Ch{number} is beyond the {count} channels and was ignored");
                continue;
            }

            double resolution = 1;
            if (fields.Length > 2 && fields[2].Length > 0 && (!HeaderText.TryNumber(fields[2], out resolution) || resolution == 0))
            {
                remarks.Add("resolution-unreadable", $"the resolution '{fields[2]}' of channel {number} was read as 1");
                resolution = 1;
            }

            stated.Add(number);
            facts[number - 1] = (fields[0].Length > 0 ? fields[0] : $"{number}", resolution, fields.Length > 3 && fields[3].Length > 0 ? fields[3] : "µV");
        }

        if (stated.Count < count)
        {
            remarks.Add("channel-line-missing", $"{count - stated.Count} of {count} channels have no line and were numbered");
        }

        return facts;
    }

    private static (SampleSource[] Sources, bool Floating) Binary(
        string file, BrainVisionHeader header, ByteSource data, double[] gains, bool vectorised, RemarkList remarks)
    {
        string stored = header["Binary Infos", "BinaryFormat"]?.ToUpperInvariant() ?? "INT_16";
        StoredType type = stored switch
        {
            "INT_16" => StoredType.Int16,
            "UINT_16" => StoredType.UInt16,
            "INT_32" => StoredType.Int32,
            "IEEE_FLOAT_32" => StoredType.Single,
            _ => throw new ClefException(file, "[Binary Infos] BinaryFormat", stored, "INT_16, UINT_16, INT_32 or IEEE_FLOAT_32"),
        };
        bool big = header["Binary Infos", "UseBigEndianOrder"]?.Equals("YES", StringComparison.OrdinalIgnoreCase) == true;
        long frame = (long)type.Size() * gains.Length;
        long count = data.Length / frame;
        if (data.Length % frame != 0)
        {
            remarks.Add("data-truncated", $"the data end within a time point; the last {data.Length % frame} bytes were not read");
        }

        if (header.Whole(Common, "DataPoints", 0, int.MaxValue) is { } points && points != count)
        {
            remarks.Add("sample-count-wrong", $"{points} data points are stated and {count} are stored; what is stored was read");
        }

        return (gains.Select((gain, c) => (SampleSource)(vectorised
            ? new StoredSamples(data, c * count * type.Size(), type.Size(), count, type, big, gain)
            : new StoredSamples(data, (long)c * type.Size(), frame, count, type, big, gain))).ToArray(), type.IsFloating());
    }

    private static string Choose(string file, BrainVisionHeader header, string key, string first, string second)
    {
        string value = header[Common, key]?.ToUpperInvariant() ?? first;
        return value == first || value == second ? value : throw new ClefException(file, $"[Common Infos] {key}", value, $"{first} or {second}");
    }

    /// <summary>Opens a part by its stated name (where <c>$b</c> stands for the header's own), or, renamed, by the header's name and an ending.</summary>
    private static ByteSource? OpenPart(SourceFolder folder, string fileName, string stated, string[] endings, RemarkList remarks)
    {
        string name = stated.Replace("$b", Path.GetFileNameWithoutExtension(fileName), StringComparison.OrdinalIgnoreCase);
        if (SourceFolder.Sibling(fileName, name) is { } sibling && folder.TryOpen(sibling) is { } found)
        {
            return found;
        }

        foreach (string ending in endings)
        {
            string own = Path.ChangeExtension(fileName, ending);
            if (folder.TryOpen(own) is { } renamed)
            {
                remarks.Add("data-file-renamed", $"the header names '{stated}', which is not there; '{Path.GetFileName(own)}' was read");
                return renamed;
            }
        }

        return null;
    }
}
