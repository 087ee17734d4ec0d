using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The PhysioNet/CinC Challenge 2017 (Clifford et al.): 8,528 single-lead strips of a hand-held recorder, 300 Hz, 9 to 61 s.
/// </summary>
public sealed class CinC2017() : DescribedDataset(new DatasetFacts(
    "cinc2017",
    "AF Classification from a Short Single Lead ECG Recording: the PhysioNet/CinC Challenge 2017",
    "ECG",
    "https://physionet.org/content/challenge-2017/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["REFERENCE-v3.csv|training2017/REFERENCE-v3.csv", "training2017/"])
{
    Root = "https://physionet.org/files/challenge-2017/1.0.0/",
    Tasks = [
        new("rhythm", TaskKind.MultiClass, "N normal, A atrial fibrillation, O other, ~ too noisy"),
        new("af", TaskKind.Binary, "atrial fibrillation, noisy strips left out")],
    Defects =
    [
        new("old-references", "the labels were revised twice; many copies hold the first version", "only REFERENCE-v3.csv is read"),
        new("validation-copies", "the published validation set repeats 300 training strips", "only training2017/ is read"),
    ],
    Remark = "persons are not named: each strip counts as one",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        string reference = Support.First(folder, "REFERENCE-v3.csv", "training2017/REFERENCE-v3.csv");
        using ByteSource source = folder.Open(reference);
        CsvTable table = CsvTable.Read(source, ["record", "label"]);
        items.Classes = task == "af" ? ["0", "1"] : ["N", "A", "O", "~"];
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string id = table.Rows[row][0].Trim(), label = table.Rows[row][1].Trim();
            if (label is not ("N" or "A" or "O" or "~"))
            {
                throw new Core.ClefException(table.Name, $"row {row + 1}", label, "N, A, O or ~");
            }

            if (task == "af" && label == "~")
            {
                items.Leave("noisy");
                continue;
            }

            items.Add(new DatasetItem(
                id, id, $"training2017/{id}.hea",
                Support.HashSplit(Name, id)) { Classes = [task == "af" ? (label == "A" ? "1" : "0") : label] });
        }
    }
}
