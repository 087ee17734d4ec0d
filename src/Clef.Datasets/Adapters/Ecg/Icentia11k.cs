using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// Icentia11k (Tan et al., 2019): 11,000 patients, single lead, 250 Hz, segments of 70 minutes with beat and rhythm annotations. At most
/// one example of each class a patient, of 2,500 samples, chosen by hash.
/// </summary>
public sealed class Icentia11k : Dataset
{
    /// <summary>2,500 samples at 250 Hz.</summary>
    private const double WindowSeconds = 10;

    /// <inheritdoc/>
    public override string Name => "icentia11k";

    /// <inheritdoc/>
    public override string Title => "Icentia11k 1.0";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/icentia11k-continuous-ecg/1.0/";

    /// <inheritdoc/>
    public override string Licence => "CC BY-NC-SA 4.0";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Open;

    /// <inheritdoc/>
    public override Uri? Root => new("https://physionet.org/files/icentia11k-continuous-ecg/1.0/");

    /// <inheritdoc/>
    public override string Remark => "the layout is that of the published documentation; tried on a replica only";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["p00/"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("beat", TaskKind.MultiClass, "the beat in the middle of 10 s: N normal, S supraventricular, V ventricular"),
        new("rhythm", TaskKind.MultiClass, "the rhythm that begins a window of 10 s: normal, fibrillation, flutter"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
        [new(
            "window-outside", "an example whose window leaves the segment is dropped, yet its class counts as found",
            "only windows inside the segment, and for rhythms inside the rhythm, are candidates")];

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = task == "beat" ? ["N", "S", "V"] : ["N", "AFIB", "AFL"];
        foreach (IGrouping<string, string> patient in folder.FileNames.Where(
            IsHeader).GroupBy(f => f.Split('/')[1], StringComparer.Ordinal))
        {
            var best = new Dictionary<string, (ulong Hash, DatasetItem Item)>(StringComparer.Ordinal);
            bool outside = false;
            foreach (string file in patient)
            {
                using Recording recording = RecordingFile.Open(folder, file);
                foreach ((string name, double from, bool fits) in task == "beat" ? Beats(recording) : Rhythms(recording))
                {
                    outside |= !fits;
                    string id = FormattableString.Invariant($"{Support.Stem(file)}-{name}-{from:F3}");
                    ulong hash = StableHash.Of("icentia", id);
                    if (fits && (!best.TryGetValue(name, out var known) || hash < known.Hash))
                    {
                        best[name] = (
                            hash,
                            new DatasetItem(
                                id, patient.Key, file,
                                Support.HashSplit(Name, patient.Key)) { Classes = [name], FromSeconds = from, Seconds = WindowSeconds });
                    }
                }
            }

            items.Correct("window-outside", outside ? 1 : 0);
            foreach (string name in items.Classes.Where(best.ContainsKey))
            {
                items.Add(best[name].Item);
            }
        }
    }

    private static bool IsHeader(string file)
    {
        string[] parts = file.Split('/');
        return parts.Length == 3 && parts[0].StartsWith('p') && file.EndsWith(".hea", StringComparison.Ordinal);
    }

    private static IEnumerable<(string, double, bool)> Beats(Recording recording)
    {
        foreach (Annotation beat in recording.Annotations)
        {
            string symbol = beat.Text.Split(' ')[0];
            if (symbol is "N" or "S" or "V")
            {
                double from = beat.OnsetSeconds - (WindowSeconds / 2);
                yield return (symbol, from, from >= 0 && from + WindowSeconds <= recording.DurationSeconds);
            }
        }
    }

    /// <summary>A rhythm lasts from its opening mark to its closing mark <c>)</c> or the next opening one.</summary>
    private static IEnumerable<(string, double, bool)> Rhythms(Recording recording)
    {
        (string Name, double From)? open = null;
        foreach (Annotation mark in recording.Annotations.Append(new Annotation(recording.DurationSeconds, null, "+ )")))
        {
            int bracket = mark.Text.IndexOfAny(['(', ')']);
            if (bracket < 0)
            {
                continue;
            }

            if (open is { } rhythm)
            {
                yield return (
                    rhythm.Name, rhythm.From,
                    rhythm.From >= 0 && rhythm.From + WindowSeconds <= Math.Min(mark.OnsetSeconds, recording.DurationSeconds));
                open = null;
            }

            if (mark.Text[bracket] == '(' && mark.Text[(bracket + 1)..].Trim() is "N" or "AFIB" or "AFL")
            {
                open = (mark.Text[(bracket + 1)..].Trim(), mark.OnsetSeconds);
            }
        }
    }
}
