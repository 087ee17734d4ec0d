using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>The TUH EEG Slowing Corpus 2.0.x (von Weltin et al., 2017): 10-s stretches of seizure, slowing and background.</summary>
public sealed class Tusl() : DescribedDataset(new DatasetFacts(
    "tusl",
    "TUH EEG Slowing Corpus 2.0.1",
    "EEG",
    "https://isip.piconepress.com/projects/nedc/html/tuh_eeg/",
    "TUH data use agreement",
    DatasetAccess.OnRequest,
    ["edf/"])
{
    Tasks = [new("event", TaskKind.MultiClass, "seizure, slowing or background")],
    Remark = "the layout is that of the published documentation; it was tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["bckg", "seiz", "slow"];
        foreach (string file in folder.FileNames.Where(
            f => f.StartsWith("edf/", StringComparison.Ordinal) && f.EndsWith(".tse_agg", StringComparison.Ordinal)))
        {
            string edf = file[..^8] + ".edf";
            if (!folder.FileNames.Contains(edf))
            {
                items.Leave("marks without a recording");
                continue;
            }

            string patient = file.Split('/') is { Length: > 2 } parts ? parts[1] : Support.Stem(file).Split('_')[0];
            foreach (string line in Support.Text(
                folder, file).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length < 3 || Support.Number(fields[0]) is not { } from || Support.Number(fields[1]) is not { } to)
                {
                    // The first line names the version.
                    continue;
                }

                if (!items.Classes.Contains(fields[2]) || to <= from)
                {
                    items.Leave($"a stretch called {fields[2]}");
                    continue;
                }

                items.Add(new DatasetItem(
                    FormattableString.Invariant($"{Support.Stem(file)}@{from:F3}"), patient, edf,
                    Support.HashSplit(Name, patient)) { Classes = [fields[2]], FromSeconds = from, Seconds = to - from });
            }
        }
    }
}
