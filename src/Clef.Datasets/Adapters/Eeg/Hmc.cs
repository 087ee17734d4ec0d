using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>HMC (Alvarez-Estevez and Rijsman, 2021): 151 polysomnographies of the Haaglanden Medisch Centrum, with sleep stages.</summary>
public sealed class Hmc() : DescribedDataset(new DatasetFacts(
    "hmc",
    "Haaglanden Medisch Centrum sleep staging database 1.1",
    "EEG",
    "https://physionet.org/content/hmc-sleep-staging/1.1/",
    "CC BY 4.0",
    DatasetAccess.Open,
    ["recordings/"])
{
    Root = "https://physionet.org/files/hmc-sleep-staging/1.1/",
    Tasks = [new("stage", TaskKind.MultiClass, "the sleep stage of 30 s: W, N1, N2, N3 or R")],
    Remark = "tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["W", "N1", "N2", "N3", "R"];
        foreach (string file in folder.FileNames.Where(f => f.EndsWith("_sleepscoring.edf", StringComparison.Ordinal)))
        {
            string edf = file.Replace("_sleepscoring.edf", ".edf", StringComparison.Ordinal);
            string patient = Support.Stem(edf);
            if (!folder.FileNames.Contains(edf))
            {
                items.Leave("stages without a recording");
                continue;
            }

            using Recording scoring = RecordingFile.Open(folder, file);
            using Recording recording = RecordingFile.Open(folder, edf);
            foreach (Annotation stage in scoring.Annotations.Where(a => a.Text.StartsWith("Sleep stage ", StringComparison.Ordinal)))
            {
                string name = stage.Text["Sleep stage ".Length..].Trim();
                for (double from = stage.OnsetSeconds; items.Classes.Contains(name)
                    && from + 30 <= stage.OnsetSeconds + (stage.DurationSeconds ?? 30) + 0.5; from += 30)
                {
                    if (from < 0 || from + 30 > recording.DurationSeconds)
                    {
                        items.Leave("an epoch outside the recording");
                        continue;
                    }

                    items.Add(new DatasetItem(
                        FormattableString.Invariant($"{patient}@{from:F0}"), patient, edf,
                        Support.HashSplit(Name, patient, 0.75, 0)) { Classes = [name], FromSeconds = from, Seconds = 30 });
                }
            }
        }
    }
}
