using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The MIT-BIH Arrhythmia Database (Moody and Mark, 2001): 48 two-lead recordings of 30 min, 360 Hz, every beat annotated.
/// </summary>
public sealed class MitBih() : DescribedDataset(new DatasetFacts(
    "mit-bih",
    "MIT-BIH Arrhythmia Database 1.0.0",
    "ECG",
    "https://physionet.org/content/mitdb/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["100.hea|100.dat"])
{
    Root = "https://physionet.org/files/mitdb/1.0.0/",
    Tasks = [new(
        "beat", TaskKind.MultiClass,
        "the beat in the middle of 1 s: N, S, V, F or Q of ANSI/AAMI EC57, between patients (de Chazal et al., 2004)")],
    Defects =
    [
        new(
            "one-person-two-sets", "records 201 and 202 are of one person, yet the usual division trains on 201 and tests on 202",
            "202 is left out of the test set"),
        new("paced", "records 102, 104, 107 and 217 are paced; EC57 leaves them out", "they are left out"),
        new("swapped-leads", "the first signal of record 114 is V5, not MLII", "the channel is chosen by its label"),
    ],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["N", "S", "V", "F", "Q"];
        foreach (string file in folder.FileNames.Where(
            f => f.EndsWith(".hea", StringComparison.Ordinal) && !f.Contains('/', StringComparison.Ordinal)))
        {
            string id = Support.Stem(file);
            string? reason = Paced.Contains(id)
                ? "paced"
                : id == "202"
                ? "the person of 201, which is in the training set"
                : Train.Contains(id) || Test.Contains(id)
                ? null
                : "not a record of the database";
            if (reason is not null)
            {
                items.Leave(reason);
                items.Correct("paced", Paced.Contains(id) ? 1 : 0);
                items.Correct("one-person-two-sets", id == "202" ? 1 : 0);
                continue;
            }

            using Recording recording = RecordingFile.Open(folder, file);
            string channel = recording.Channels.FirstOrDefault(c => c.Label == "MLII")?.Label ?? recording.Channels[0].Label;
            items.Correct("swapped-leads", recording.Channels[0].Label != channel ? 1 : 0);
            string patient = id == "201" ? "201/202" : id;
            foreach (Annotation beat in recording.Annotations)
            {
                if (Aami(beat.Text.Split(' ')[0]) is { } name
                    && beat.OnsetSeconds >= 0.5
                    && beat.OnsetSeconds + 0.5 <= recording.DurationSeconds)
                {
                    items.Add(new DatasetItem(
                        FormattableString.Invariant($"{id}@{beat.OnsetSeconds:F4}"), patient, file,
                        Train.Contains(id)
                            ? "train"
                            : "test") { Classes = [name], Channel = channel, FromSeconds = beat.OnsetSeconds - 0.5, Seconds = 1 });
                }
            }
        }
    }

    private static readonly HashSet<string> Paced = ["102", "104", "107", "217"];

    private static readonly HashSet<string> Train =
        [
            "101", "106", "108", "109", "112", "114", "115", "116", "118", "119", "122", "124", "201", "203", "205", "207", "208", "209",
            "215", "220", "223", "230"];

    private static readonly HashSet<string> Test =
        [
            "100", "103", "105", "111", "113", "117", "121", "123", "200", "202", "210", "212", "213", "214", "219", "221", "222", "228",
            "231", "232", "233", "234"];

    /// <summary>The class of EC57 for an annotation's mnemonic; null for what is no beat.</summary>
    private static string? Aami(string symbol) => symbol switch
    {
        "N" or "L" or "R" or "e" or "j" or "B" => "N",
        "A" or "a" or "J" or "S" or "n" => "S",
        "V" or "E" or "r" => "V",
        "F" => "F",
        "/" or "f" or "Q" or "?" => "Q",
        _ => null,
    };
}
