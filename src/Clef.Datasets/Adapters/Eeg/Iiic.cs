using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>
/// Samples of IIIC-SPaRCNet (Jing et al., Neurology 2023): 50-s segments of the ictal-interictal-injury continuum, 200 Hz, with the
/// experts' pattern in the name.
/// </summary>
public sealed class Iiic() : DescribedDataset(new DatasetFacts(
    "iiic",
    "IIIC-SPaRCNet samples",
    "EEG",
    "https://github.com/bdsp-core/IIIC-SPaRCNet",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["GPD_sample1.mat", "SZ_sample1.mat"])
{
    Tasks = [new("pattern", TaskKind.MultiClass, "seizure, LPD, GPD, LRDA, GRDA or other")],
    Remark = "twelve samples, for trying code; each counts as a person",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["SZ", "LPD", "GPD", "LRDA", "GRDA", "Other"];
        foreach (string file in folder.FileNames.Where(f => f.EndsWith(".mat", StringComparison.Ordinal)))
        {
            string id = Support.Stem(file), name = id.Split('_')[0];
            if (items.Classes.Contains(name))
            {
                items.Add(new DatasetItem(id, id, file, "all") { Classes = [name] });
            }
            else
            {
                items.Leave("a name of another form");
            }
        }
    }
}
