using Clef.Signals.Formats.Matlab;

namespace Clef.Signals.Formats.Eeglab;

/// <summary>
/// The fields of an EEGLAB dataset (its scripting guide, "EEG structure"), which are either those of a struct named <c>EEG</c> or, since EEGLAB 2021,
/// the variables of the file themselves.
/// </summary>
internal sealed class EeglabDataset
{
    private static readonly HashSet<string> Fields =
        ["setname", "subject", "comments", "nbchan", "trials", "pnts", "srate", "xmin", "data", "datfile", "chanlocs", "event", "epoch"];

    private static readonly HashSet<string> Inner =
        ["chanlocs.labels", "chanlocs.type", "chanlocs.unit", "event.type", "event.latency", "event.duration", "event.epoch"];

    private readonly Func<string, MatValue?> _field;

    private EeglabDataset(Func<string, MatValue?> field) => _field = field;

    /// <summary>The value of a field, or null.</summary>
    public MatValue? this[string field] => _field(field);

    /// <summary>True for the values that reading needs; all others are passed over.</summary>
    public static bool Wanted(string path)
    {
        string inner = path.StartsWith("EEG.", StringComparison.Ordinal) ? path[4..] : path;
        return path == "EEG" || Fields.Contains(inner) || Inner.Contains(inner);
    }

    /// <summary>The dataset of a file, or null where the file holds none.</summary>
    public static EeglabDataset? Find(MatFile file)
    {
        if (file.Variables.TryGetValue("EEG", out MatValue? value) && value is MatStruct structure && structure["srate"] is MatNumbers)
        {
            return new EeglabDataset(name => structure[name]);
        }

        return file.Variables.GetValueOrDefault("srate") is MatNumbers
            && file.Variables.ContainsKey("nbchan") && file.Variables.ContainsKey("pnts") && file.Variables.ContainsKey("data")
            ? new EeglabDataset(name => file.Variables.GetValueOrDefault(name))
            : null;
    }

    /// <summary>A number, or null where the field is absent or no number.</summary>
    public double? Number(string field) => (this[field] as MatNumbers)?.Scalar;

    /// <summary>A text, or null.</summary>
    public string? Text(string field) => (this[field] as MatText)?.Text is { Length: > 0 } text ? text : null;
}
