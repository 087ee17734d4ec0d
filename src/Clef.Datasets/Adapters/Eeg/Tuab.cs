using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>The TUH Abnormal EEG Corpus 3.0.x (Lopez et al., 2015): 2,993 sessions labelled normal or abnormal.</summary>
public sealed class Tuab() : DescribedDataset(new DatasetFacts(
    "tuab",
    "TUH Abnormal EEG Corpus 3.0.1",
    "EEG",
    "https://isip.piconepress.com/projects/nedc/html/tuh_eeg/",
    "TUH data use agreement",
    DatasetAccess.OnRequest,
    ["edf/train/normal/", "edf/train/abnormal/", "edf/eval/normal/", "edf/eval/abnormal/"])
{
    Tasks = [new("abnormal", TaskKind.Binary, "1 where the session is abnormal")],
    Defects = [new(
        "patient-in-both-classes", "some patients of the training set have normal and abnormal sessions",
        "validation is split off by patient, not by session")],
    Remark = "the layout is that of the published documentation; it was tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["0", "1"];
        foreach (string file in folder.FileNames.Where(
            f => f.StartsWith("edf/", StringComparison.Ordinal) && f.EndsWith(".edf", StringComparison.Ordinal)))
        {
            string[] parts = file.Split('/');
            if (parts.Length < 4 || parts[1] is not ("train" or "eval") || parts[2] is not ("normal" or "abnormal"))
            {
                items.Leave("outside train and eval");
                continue;
            }

            string id = Support.Stem(file), patient = id.Split('_')[0];
            string split = parts[1] == "eval" ? "test" : Support.HashSplit(Name, patient, 0.9, 0.1);
            items.Add(new DatasetItem(id, patient, file, split) { Classes = [parts[2] == "abnormal" ? "1" : "0"] });
        }

        items.Correct(
            "patient-in-both-classes", items.Items.GroupBy(i => i.Patient).Count(g => g.Select(i => i.Classes[0]).Distinct().Count() > 1));
    }
}
