using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>
/// EEG of children with ADHD and healthy children (Nasrabadi et al., IEEE DataPort 2020): 19 channels, 128 Hz, during a task of attention.
/// </summary>
public sealed class AdhdChildren() : DescribedDataset(new DatasetFacts(
    "adhd-children",
    "EEG data for ADHD / control children, as EDF with labels.csv",
    "EEG",
    "https://ieee-dataport.org/open-access/eeg-data-adhd-control-children",
    "CC BY 4.0",
    DatasetAccess.Open,
    ["labels.csv", "edf/"])
{
    Tasks = [new("adhd", TaskKind.Binary, "1 for a child with ADHD")],
    Defects = [new(
        "length-gives-away", "the recording lasts as long as the child needs, which tells the groups apart",
        "the first 60 s of each are named; shorter recordings are left out by whoever reads them")],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable table = CsvTable.Read(folder, "labels.csv");
        int session = table.Column("session"), patient = table.Column("patient"), diagnosis = table.Column("diagnosis");
        items.Classes = ["0", "1"];
        foreach (string[] row in table.Rows)
        {
            if (row[diagnosis] is not ("ADHD" or "Control"))
            {
                throw new Core.ClefException(table.Name, $"diagnosis of {row[session]}", row[diagnosis], "ADHD or Control");
            }

            items.Correct("length-gives-away");
            items.Add(new DatasetItem(
                row[session], row[patient], $"edf/{row[session]}.edf",
                Support.HashSplit(Name, row[patient])) { Classes = [row[diagnosis] == "ADHD" ? "1" : "0"], Seconds = 60 });
        }
    }
}
