using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>
/// EEG During Mental Arithmetic Tasks (Zyma et al., 2019): 36 persons at rest (_1, 3 min) and counting backwards (_2, 1 min), 500 Hz.
/// </summary>
public sealed class EegMat() : DescribedDataset(new DatasetFacts(
    "eegmat",
    "EEG During Mental Arithmetic Tasks 1.0.0",
    "EEG",
    "https://physionet.org/content/eegmat/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["subject-info.csv"])
{
    Root = "https://physionet.org/files/eegmat/1.0.0/",
    Tasks = [
        new("arithmetic", TaskKind.Binary, "1 while counting, 0 at rest"),
        new("performance", TaskKind.Binary, "1 where the person counts well, from the counting recording")],
    Defects = [new("length-gives-away", "resting recordings last 3 min and counting ones 1 min", "the first 60 s of each are named")],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable table = CsvTable.Read(folder, "subject-info.csv");
        int subject =
            table.Column("Subject"), age = table.Column("Age"), sex = table.Column("Gender"), quality = table.Column("Count quality");
        items.Classes = ["0", "1"];
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string person = table.Rows[row][subject].Trim();
            foreach (string state in (ReadOnlySpan<string>)["1", "2"])
            {
                string name = $"{person}_{state}.edf";
                string? file = folder.FileNames.FirstOrDefault(f => f == name || f.EndsWith("/" + name, StringComparison.Ordinal));
                double? good = table.Number(row, quality);
                if (file is null || (task == "performance" && (state == "1" || good is null)))
                {
                    if (file is null)
                    {
                        items.Leave("no recording");
                    }

                    continue;
                }

                items.Correct("length-gives-away");
                items.Add(new DatasetItem($"{person}_{state}", person, file, Support.HashSplit(Name, person))
                {
                    Classes = [task == "arithmetic" ? (state == "2" ? "1" : "0") : good == 1 ? "1" : "0"],
                    Seconds = 60,
                    Age = table.Number(row, age),
                    Sex = Support.Sex(table.Rows[row][sex]),
                });
            }
        }
    }
}
