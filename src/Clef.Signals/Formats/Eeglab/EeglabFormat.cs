using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Matlab;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Eeglab;

/// <summary>
/// EEGLAB datasets: a <c>.set</c> file (MATLAB version 5 or 7.3) that holds the samples itself or names a <c>.fdt</c> file beside it, of
/// 32-bit little-endian floats, channel by channel within each time point. EEGLAB keeps microvolts. The epochs of a segmented dataset follow
/// each other; the time between them is not in the file, so each epoch's start is an annotation and the recording has a remark.
/// </summary>
public sealed class EeglabFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "EEGLAB";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        fileName.EndsWith(".set", StringComparison.OrdinalIgnoreCase) && MatReader.IsVersion5OrLater(head);

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        MatFile file = MatReader.Open(folder.Open(fileName), EeglabDataset.Wanted, remarks);
        try
        {
            EeglabDataset dataset = EeglabDataset.Find(file)
                ?? throw new ClefException(file.Name, "variables", string.Join(", ", file.Variables.Keys), "a struct 'EEG', or the fields 'srate', 'nbchan', 'pnts' and 'data'");
            return Open(folder, fileName, file, dataset, remarks);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static Recording Open(SourceFolder folder, string fileName, MatFile file, EeglabDataset dataset, RemarkList remarks)
    {
        double rate = dataset.Number("srate") ?? double.NaN;
        if (!(rate >= SignalLayout.MinimumRate && rate <= SignalLayout.MaximumRate))
        {
            throw new ClefException(file.Name, "srate", rate, $"at least {SignalLayout.MinimumRate} and at most {SignalLayout.MaximumRate} Hz");
        }

        int channelCount = Whole(file, dataset, "nbchan", 0, SignalLayout.MaximumChannels);
        int points = Whole(file, dataset, "pnts", 0, int.MaxValue - 1);
        int trials = dataset["trials"] is null ? 1 : Math.Max(1, Whole(file, dataset, "trials", 0, 10_000_000));
        long samples = (long)points * trials;
        var owned = new List<IDisposable> { file };
        SampleSource[] sources = OpenSamples(folder, fileName, file, dataset, channelCount, ref samples, remarks, owned, out double resolution);
        string[] labels = Labels(dataset, channelCount, remarks);
        Channel[] channels = labels.Select((label, i) => new Channel(label, "uV", rate, samples)
        {
            Resolution = resolution,
            Transducer = Inner(dataset["chanlocs"], "type", i) ?? "",
        }).ToArray();
        remarks.CheckLabels(channels);
        // An epoch that is stated but of which no sample is stored is no epoch: their number may be anything.
        trials = points == 0 ? 1 : (int)Math.Clamp((samples + points - 1) / points, 1, trials);
        if (trials > 1)
        {
            remarks.Add("epochs-concatenated", $"{trials} epochs of {points} samples follow each other without the time between them");
        }

        return new SampledRecording(sources, () => Annotations(dataset, rate, points, trials), owned)
        {
            Name = file.Name,
            Format = "EEGLAB",
            Channels = channels,
            Subject = dataset.Text("subject") is { } code ? Subject.Unknown with { Code = code } : Subject.Unknown,
            DurationSeconds = channelCount == 0 ? 0 : samples / rate,
            Remarks = remarks.ToList(),
        };
    }

    private static SampleSource[] OpenSamples(
        SourceFolder folder, string fileName, MatFile file, EeglabDataset dataset, int channelCount, ref long samples, RemarkList remarks,
        List<IDisposable> owned, out double resolution)
    {
        resolution = double.NaN;
        if (dataset["data"] is MatNumbers numbers)
        {
            long frames = numbers.Columns;
            if (numbers.Rows != channelCount && numbers.Count > 0)
            {
                throw new ClefException(file.Name, "data", string.Join(" x ", numbers.Dimensions), $"{channelCount} rows, as nbchan states");
            }

            samples = Agree(frames, samples, remarks);
            resolution = numbers.Stored.IsFloating() ? double.NaN : 1;
            return Enumerable.Range(0, channelCount).Select(c => numbers.Count == 0 ? new ArraySamples([]) : numbers.Open(c, false)).ToArray();
        }

        (ByteSource data, string name) = OpenDataFile(folder, fileName, file, dataset, remarks);
        owned.Add(data);
        bool transposed = name.EndsWith(".dat", StringComparison.OrdinalIgnoreCase);
        long stored = channelCount == 0 ? 0 : data.Length / (4L * channelCount);
        samples = Agree(stored, samples, remarks);
        long count = samples;
        return Enumerable.Range(0, channelCount)
            .Select(c => transposed
                ? new StoredSamples(data, 4L * c * stored, 4, count, StoredType.Single, false, 1)
                : (SampleSource)new StoredSamples(data, 4L * c, 4L * channelCount, count, StoredType.Single, false, 1)).ToArray();
    }

    /// <summary>Opens the <c>.fdt</c> file: the one that is named, or, where the dataset was renamed, the one of the same name as the <c>.set</c>.</summary>
    private static (ByteSource Data, string Name) OpenDataFile(
        SourceFolder folder, string fileName, MatFile file, EeglabDataset dataset, RemarkList remarks)
    {
        string stated = dataset.Text("data") ?? dataset.Text("datfile")
            ?? throw new ClefException(file.Name, "data", null, "numbers, or the name of a .fdt file");
        if (SourceFolder.Sibling(fileName, stated) is { } sibling && folder.TryOpen(sibling) is { } named)
        {
            return (named, sibling);
        }

        string own = Path.ChangeExtension(fileName, ".fdt");
        if (folder.TryOpen(own) is { } renamed)
        {
            remarks.Add("data-file-renamed", $"the dataset names '{stated}', which is not there; '{Path.GetFileName(own)}' was read");
            return (renamed, own);
        }

        throw new ClefException(file.Name, "data", stated, "a file of that name, or a .fdt file of the dataset's own name, in the same folder");
    }

    private static long Agree(long stored, long stated, RemarkList remarks)
    {
        if (stored != stated)
        {
            remarks.Add("sample-count-wrong", $"{stated} samples are stated and {stored} are stored; the smaller number was read");
        }

        return Math.Min(stored, stated);
    }

    private static string[] Labels(EeglabDataset dataset, int count, RemarkList remarks)
    {
        var labels = new string[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = Inner(dataset["chanlocs"], "labels", i) ?? "";
            if (labels[i].Length == 0)
            {
                labels[i] = $"{i + 1}";
                remarks.Add("label-missing", $"channel {i + 1} has no label and was numbered");
            }
        }

        return labels;
    }

    private static string? Inner(MatValue? value, string field, int element) => (value as MatStruct)?[field, element] switch
    {
        MatText text => HeaderText.OrNull(text.Text),
        MatNumbers { Scalar: { } number } => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Latencies count samples from 1, over all epochs; durations are in samples.</summary>
    private static IEnumerable<Annotation> Annotations(EeglabDataset dataset, double rate, int points, int trials)
    {
        for (int e = 0; trials > 1 && e < trials; e++)
        {
            yield return new Annotation(e * (double)points / rate, points / rate, $"epoch {e + 1}");
        }

        if (dataset["event"] is not MatStruct events || !events.Fields.TryGetValue("latency", out MatValue?[]? latencies))
        {
            yield break;
        }

        for (int i = 0; i < latencies.Length; i++)
        {
            if (latencies[i] is MatNumbers { Scalar: { } latency } && double.IsFinite(latency))
            {
                double? duration = (events["duration", i] as MatNumbers)?.Scalar;
                yield return new Annotation((latency - 1) / rate, duration >= 0 ? duration / rate : null, Inner(events, "type", i) ?? "");
            }
        }
    }

    private static int Whole(MatFile file, EeglabDataset dataset, string field, int minimum, int maximum)
    {
        double value = dataset.Number(field) ?? double.NaN;
        return value >= minimum && value <= maximum && value == Math.Floor(value)
            ? (int)value
            : throw new ClefException(file.Name, field, value, $"a whole number of {minimum} to {maximum}");
    }
}
