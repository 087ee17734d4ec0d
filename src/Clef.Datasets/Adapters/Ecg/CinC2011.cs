using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The PhysioNet/CinC Challenge 2011 (Silva et al.), set a: twelve-lead ECGs of 10 s, 500 Hz, taken with mobile phones, judged acceptable
/// or not.
/// </summary>
public sealed class CinC2011() : DescribedDataset(new DatasetFacts(
    "cinc2011",
    "Improving the Quality of ECGs Collected using Mobile Phones: the PhysioNet/CinC Challenge 2011, set a",
    "ECG",
    "https://physionet.org/content/challenge-2011/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["labels.csv|RECORDS-acceptable|set-a/RECORDS-acceptable"])
{
    Root = "https://physionet.org/files/challenge-2011/1.0.0/",
    Tasks = [new("quality", TaskKind.Binary, "1 where the recording is unacceptable")],
    Defects = [new("indeterminate", "a few records of set a are in neither list", "they are left out")],
    Remark = "persons are not named: each recording counts as one. 'clef cohort check' finds recordings without any signal that are alike",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["0", "1"];
        if (folder.FileNames.Contains("labels.csv"))
        {
            CsvTable table = CsvTable.Read(folder, "labels.csv");
            int record = table.Column("record"), quality = table.Column("quality");
            foreach (string[] row in table.Rows)
            {
                Add(items, row[record] + ".hea", row[quality] == "unacceptable");
            }

            return;
        }

        string root = folder.FileNames.Contains("RECORDS-acceptable") ? "" : "set-a/";
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string list, bool bad) in (ReadOnlySpan<(string, bool)>)[("RECORDS-acceptable", false), ("RECORDS-unacceptable", true)])
        {
            foreach (string name in Support.Text(
                folder, root + list).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                listed.Add($"{root}{name}.hea");
                Add(items, $"{root}{name}.hea", bad);
            }
        }

        foreach (string other in folder.FileNames.Where(
            f => f.StartsWith(root, StringComparison.Ordinal) && f.EndsWith(".hea", StringComparison.Ordinal) && !listed.Contains(f)))
        {
            items.Leave($"in neither list: {Support.Stem(other)}");
            items.Correct("indeterminate");
        }
    }

    private void Add(DatasetItems items, string file, bool bad)
    {
        string id = Support.Stem(file);
        items.Add(new DatasetItem(id, id, file, Support.HashSplit(Name, id)) { Classes = [bad ? "1" : "0"] });
    }
}
