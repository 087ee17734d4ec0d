using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>ECG-ID (Lugovaya, 2005): 310 recordings of 90 persons, one lead, 20 s, 500 Hz.</summary>
public sealed class EcgId() : DescribedDataset(new DatasetFacts(
    "ecg-id",
    "ECG-ID Database 1.0.0",
    "ECG",
    "https://physionet.org/content/ecgiddb/1.0.0/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["Person_01/|records/Person_01/"])
{
    Root = "https://physionet.org/files/ecgiddb/1.0.0/",
    Tasks = [new("sex", TaskKind.Binary, "1 where female"), new("age", TaskKind.Regression, "age in years")],
    Defects = [new(
        "filtered-copy", "the second signal is a filtered copy of the first, not a second lead", "only the first signal, ECG I, is named")],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = task == "sex" ? ["0", "1"] : [];
        foreach (string file in folder.FileNames.Where(
            f => f.EndsWith(".hea", StringComparison.Ordinal) && f.Contains("Person_", StringComparison.Ordinal)))
        {
            string[] parts = file.Split('/');
            string person = parts[^2];
            string[] comments = Support.Comments(folder, file).ToArray();
            double? age = Support.Number(Support.Comment(comments, "Age"));
            string? sex = Support.Sex(Support.Comment(comments, "Sex"));
            if (task == "sex" ? sex is null : age is null)
            {
                items.Leave($"no {task} in the header");
                continue;
            }

            items.Correct("filtered-copy");
            items.Add(new DatasetItem(
                $"{person}/{Support.Stem(file)}", person, file, Support.HashSplit(Name, person)) { Classes = task == "sex"
                ? [sex == "F" ? "1" : "0"]
                : [], Value = task == "age"
                ? age
                : null, Channel = "ECG I", Age = age, Sex = sex });
        }
    }
}
