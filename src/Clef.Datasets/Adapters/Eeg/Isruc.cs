using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>ISRUC-Sleep, subgroup 1 (Khalighi et al., 2016): polysomnographies of 100 persons, scored by two experts.</summary>
public sealed class Isruc() : DescribedDataset(new DatasetFacts(
    "isruc",
    "ISRUC-Sleep, subgroup 1",
    "EEG",
    "https://sleeptight.isr.uc.pt/",
    "free for research; cite Khalighi et al., 2016",
    DatasetAccess.Open,
    ["1/1.rec|1/1/1.rec"])
{
    Tasks = [new("stage", TaskKind.MultiClass, "the sleep stage of 30 s on which both experts agree: W, N1, N2, N3 or R")],
    Defects =
    [
        new(
            "experts-differ", "the two experts differ on many epochs; usually the first alone is believed",
            "epochs on which they differ are left out"),
        new("epochs-beyond-the-end", "the lists of stages may be longer than the recording", "epochs outside the recording are left out"),
    ],
    Remark = "tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["W", "N1", "N2", "N3", "R"];
        foreach (string file in folder.FileNames.Where(f => f.EndsWith(".rec", StringComparison.Ordinal)))
        {
            string patient = Support.Stem(file), root = file[..^(patient.Length + 4)];
            if (!folder.FileNames.Contains($"{root}{patient}_1.txt") || !folder.FileNames.Contains($"{root}{patient}_2.txt"))
            {
                items.Leave("not scored by both experts");
                continue;
            }

            string[] first = Stages(folder, $"{root}{patient}_1.txt"), second = Stages(folder, $"{root}{patient}_2.txt");
            using Recording recording = RecordingFile.Open(folder, file);
            for (int epoch = 0; epoch < Math.Min(first.Length, second.Length); epoch++)
            {
                bool outside = (epoch + 1) * 30.0 > recording.DurationSeconds;
                if (outside || first[epoch] != second[epoch])
                {
                    items.Leave(outside ? "an epoch outside the recording" : "the experts differ");
                    items.Correct(outside ? "epochs-beyond-the-end" : "experts-differ");
                    continue;
                }

                items.Add(new DatasetItem(
                    $"{patient}@{epoch * 30}", patient, file,
                    Support.HashSplit(Name, patient, 0.75, 0)) { Classes = [first[epoch]], FromSeconds = epoch * 30, Seconds = 30 });
            }
        }
    }

    private static string[] Stages(SourceFolder folder, string file) =>
        Support.Text(folder, file)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line switch
    {
        "0" => "W",
        "1" => "N1",
        "2" => "N2",
        "3" => "N3",
        "5" => "R",
        _ => throw new Core.ClefException($"{folder.Name}/{file}", "stage", line, "0, 1, 2, 3 or 5"),
    }).ToArray();
}
