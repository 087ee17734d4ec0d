using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The PAF Prediction Challenge database (Moody et al., 2001): half-hour two-lead recordings, 128 Hz, of persons with paroxysmal atrial
/// fibrillation (p) and without (n).
/// </summary>
public sealed class Afpdb() : DescribedDataset(new DatasetFacts(
    "afpdb",
    "PAF Prediction Challenge Database 1.0.0",
    "ECG",
    "https://physionet.org/content/afpdb/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["n01.hea"])
{
    Root = "https://physionet.org/files/afpdb/1.0.0/",
    Tasks = [new("paf", TaskKind.Binary, "1 where the person has paroxysmal atrial fibrillation")],
    Defects = [new(
        "pairs",
        "records come in pairs of one person (n01 and n02, p01 and p02, ...), so that a split by record puts a person on both sides",
        "the pair is the person")],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["0", "1"];
        foreach (string file in folder.FileNames.Where(f => f.EndsWith(".hea", StringComparison.Ordinal)))
        {
            string id = Support.Stem(file);
            if (id.Length != 3
                || id[0] is not ('n' or 'p')
                || !int.TryParse(
                    id[1..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number))
            {
                items.Leave(id.EndsWith('c') ? "a continuation record" : "a record of the test set, whose labels are not published");
                continue;
            }

            items.Correct("pairs");
            string person = $"{id[0]}{(number + 1) / 2:00}";
            items.Add(new DatasetItem(id, person, file, Support.HashSplit(Name, person)) { Classes = [id[0] == 'p' ? "1" : "0"] });
        }
    }
}
