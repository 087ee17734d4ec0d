using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>The TUH EEG Epilepsy Corpus 2.0.x (Veloso et al., 2017): patients with and without epilepsy.</summary>
public sealed class Tuep() : DescribedDataset(new DatasetFacts(
    "tuep",
    "TUH EEG Epilepsy Corpus 2.0.1",
    "EEG",
    "https://isip.piconepress.com/projects/nedc/html/tuh_eeg/",
    "TUH data use agreement",
    DatasetAccess.OnRequest,
    ["00_epilepsy/", "01_no_epilepsy/"])
{
    Tasks = [new("epilepsy", TaskKind.Binary, "1 where the patient has epilepsy, for each recording")],
    Defects = [new(
        "patient-label", "the label is the patient's; recordings of one patient in two splits leak it",
        "the split is by patient (75/25, as the authors, but by hash)")],
    Remark = "the layout is that of the published documentation; it was tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["0", "1"];
        foreach (string file in folder.FileNames.Where(f => f.EndsWith(".edf", StringComparison.Ordinal)))
        {
            string[] parts = file.Split('/');
            if (parts.Length < 3 || parts[0] is not ("00_epilepsy" or "01_no_epilepsy"))
            {
                items.Leave("outside 00_epilepsy and 01_no_epilepsy");
                continue;
            }

            items.Add(new DatasetItem(
                file[..^4], parts[1], file,
                Support.HashSplit(Name, parts[1], 0.75, 0)) { Classes = [parts[0] == "00_epilepsy" ? "1" : "0"] });
        }

        items.Correct("patient-label", items.Items.GroupBy(i => i.Patient).Count(g => g.Count() > 1));
    }
}
