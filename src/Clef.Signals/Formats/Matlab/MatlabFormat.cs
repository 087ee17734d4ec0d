using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Eeglab;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// Recordings kept as a matrix in a MATLAB file, channel by sample or sample by channel. A MATLAB file says little of itself; what it lacks is taken
/// from, in this order: a layout file beside it (<c>name.json</c>), variables with usual names (<c>fs</c>, <c>labels</c>, ...), and known
/// collections: the <c>seg</c> matrices of IIIC-SPaRCNet (20 rows, 200 Hz). A matrix <c>val</c> with a WFDB header beside it is read through that header.
/// </summary>
public sealed class MatlabFormat : IRecordingFormat
{
    private static readonly string[] RateNames = ["fs", "srate", "sfreq", "samplerate", "sample_rate", "samplingrate", "sampling_rate", "samplefrequency", "sampling_frequency", "freq", "hz"];
    private static readonly string[] LabelNames = ["labels", "channels", "channel_names", "channelnames", "ch_names", "chnames", "leads", "lead_names", "chan_labels", "electrodes"];
    private static readonly string[] UnitNames = ["unit", "units"];
    private static readonly string[] MatrixNames = ["seg", "data", "eeg", "ecg", "signal", "signals", "x", "val", "y"];

    /// <summary>Rows of the IIIC-SPaRCNet segments, in file order (its README).</summary>
    private static readonly string[] IiicRows =
        ["Fp1", "F3", "C3", "P3", "F7", "T3", "T5", "O1", "Fz", "Cz", "Pz", "Fp2", "F4", "C4", "P4", "F8", "T4", "T6", "O2", "EKG"];

    private const double IiicRate = 200;

    /// <inheritdoc/>
    public string Name => "MATLAB";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        fileName.EndsWith(".mat", StringComparison.OrdinalIgnoreCase) && (MatReader.IsVersion5OrLater(head) || Mat4Reader.Recognises(head));

    /// <inheritdoc/>
    public bool BelongsToAnother(SourceFolder folder, string fileName) => HeaderBeside(folder, fileName) is not null;

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        if (HeaderBeside(folder, fileName) is { } header)
        {
            return RecordingFile.Open(folder, header);
        }

        var remarks = new RemarkList();
        SignalLayout? layout = SignalLayout.Beside(folder, fileName, remarks);
        MatFile file = MatReader.Open(folder.Open(fileName), Wanted, remarks);
        try
        {
            return EeglabDataset.Find(file) is { } dataset
                ? EeglabFormat.Open(folder, fileName, file, dataset, remarks)
                : Open(file, layout, remarks);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The WFDB header that describes this matrix, or null.</summary>
    private static string? HeaderBeside(SourceFolder folder, string fileName)
    {
        string header = Path.ChangeExtension(fileName, ".hea");
        using ByteSource? source = folder.TryOpen(header);
        ReadOnlySpan<byte> name = System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(fileName));
        return source is not null && source.SliceUpTo(0, 1 << 16).IndexOf(name) >= 0 ? header : null;
    }

    /// <summary>Top-level values, the cells of labels, and what an EEGLAB dataset needs.</summary>
    private static bool Wanted(string path) => !path.Contains('.') || EeglabDataset.Wanted(path);

    private static SampledRecording Open(MatFile file, SignalLayout? layout, RemarkList remarks)
    {
        (string variable, MatNumbers matrix) = FindMatrix(file, layout);
        bool iiic = layout is null && variable == "seg" && matrix.Rows == IiicRows.Length;
        double rate = layout?.SampleRate
            ?? FirstNumber(file, RateNames)
            ?? (iiic ? IiicRate : throw new ClefException(
                file.Name, "sampling rate", null, $"a number in a variable such as 'fs', or \"sampleRate\" in {Path.GetFileNameWithoutExtension(file.Name)}.json"));
        if (!(rate >= SignalLayout.MinimumRate && rate <= SignalLayout.MaximumRate))
        {
            throw new ClefException(file.Name, "sampling rate", rate, $"at least {SignalLayout.MinimumRate} and at most {SignalLayout.MaximumRate} Hz");
        }

        string[]? labels = layout?.Labels ?? FindLabels(file) ?? (iiic ? IiicRows : null);
        if (iiic && labels == IiicRows)
        {
            remarks.Add("layout-from-collection", "a 20-row matrix 'seg' says nothing of rate, rows and unit; read as an IIIC-SPaRCNet segment (200 Hz, uV)");
        }

        // Time runs along the longer side unless the labels or the layout say otherwise.
        bool byColumn = layout?.ChannelsAre is { } stated ? stated == ChannelAxis.Columns
            : labels is not null && labels.Length == matrix.Columns && labels.Length != matrix.Rows ? true
            : labels is not null && labels.Length == matrix.Rows ? false
            : matrix.Rows > matrix.Columns;
        long count = byColumn ? matrix.Columns : matrix.Rows;
        long samples = byColumn ? matrix.Rows : matrix.Columns;
        if (count > SignalLayout.MaximumChannels)
        {
            throw new ClefException(file.Name, variable, $"{matrix.Rows} x {matrix.Columns}", $"at most {SignalLayout.MaximumChannels} channels");
        }

        if (labels is not null && labels.Length != count)
        {
            remarks.Add("label-count-wrong", $"{labels.Length} labels for {count} channels; the channels were numbered");
            labels = null;
        }

        if (matrix.IsComplex)
        {
            remarks.Add("imaginary-part-ignored", $"'{variable}' is complex; its real part was read");
        }

        string unit = layout?.Unit ?? FirstText(file, UnitNames) ?? (iiic ? "uV" : "");
        double scale = layout?.Scale ?? 1;
        var channels = new Channel[count];
        var sources = new SampleSource[count];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new Channel(labels?[c] ?? $"{c + 1}", unit, rate, samples) { Resolution = matrix.Stored.IsFloating() ? double.NaN : scale };
            SampleSource raw = matrix.Open(c, byColumn);
            sources[c] = scale == 1 ? raw : new GainSamples(raw, scale);
        }

        remarks.CheckLabels(channels);
        return new SampledRecording(sources, null, file)
        {
            Name = file.Name,
            Format = file.Version,
            Channels = channels,
            DurationSeconds = count == 0 ? 0 : samples / rate,
            Start = layout?.Start,
            Remarks = remarks.ToList(),
        };
    }

    private static (string Name, MatNumbers Matrix) FindMatrix(MatFile file, SignalLayout? layout)
    {
        if (layout?.Variable is { } wanted)
        {
            return file.Variables.TryGetValue(wanted, out MatValue? value) && value is MatNumbers numbers && numbers.Dimensions.Length == 2
                ? (wanted, numbers)
                : throw new ClefException(file.Name, "variable", wanted, $"a numeric matrix among: {string.Join(", ", file.Variables.Keys)}");
        }

        var matrices = file.Variables
            .Where(v => v.Value is MatNumbers { Dimensions.Length: 2 } n && n.Count > 1 && !LabelNames.Contains(v.Key.ToLowerInvariant()))
            .Select(v => (v.Key, Value: (MatNumbers)v.Value))
            .OrderByDescending(v => Array.IndexOf(MatrixNames, v.Key.ToLowerInvariant()) >= 0)
            .ThenByDescending(v => v.Value.Count)
            .ThenBy(v => v.Key, StringComparer.Ordinal)
            .ToArray();
        return matrices.Length > 0
            ? matrices[0]
            : throw new ClefException(file.Name, "variables", string.Join(", ", file.Variables.Keys), "a numeric matrix of more than one sample");
    }

    private static double? FirstNumber(MatFile file, string[] names) =>
        file.Variables.Where(v => names.Contains(v.Key.ToLowerInvariant())).Select(v => (v.Value as MatNumbers)?.Scalar).FirstOrDefault(n => n is not null);

    private static string? FirstText(MatFile file, string[] names) =>
        file.Variables.Where(v => names.Contains(v.Key.ToLowerInvariant())).Select(v => (v.Value as MatText)?.Text).FirstOrDefault(t => t is not null);

    private static string[]? FindLabels(MatFile file)
    {
        foreach ((string name, MatValue value) in file.Variables)
        {
            if (LabelNames.Contains(name.ToLowerInvariant()))
            {
                switch (value)
                {
                    case MatCell cell:
                        return cell.Values.Select(v => (v as MatText)?.Text.Trim() ?? "").ToArray();
                    case MatText text:
                        return text.Text.Split('\n').Select(t => t.Trim()).ToArray();
                    default:
                        break;
                }
            }
        }

        return null;
    }
}
