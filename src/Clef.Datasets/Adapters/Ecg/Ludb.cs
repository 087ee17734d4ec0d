using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The Lobachevsky University database (Kalyakulina et al., 2020): 200 twelve-lead ECGs, 10 s, 500 Hz, with diagnoses and waves marked in
/// each lead.
/// </summary>
public sealed class Ludb() : DescribedDataset(new DatasetFacts(
    "ludb",
    "Lobachevsky University Electrocardiography Database 1.0.1",
    "ECG",
    "https://physionet.org/content/ludb/1.0.1/",
    "ODC-By 1.0",
    DatasetAccess.Open,
    ["data/"])
{
    Root = "https://physionet.org/files/ludb/1.0.1/",
    Tasks =
    [
        new("rhythm", TaskKind.MultiClass, "the rhythm"),
        new("diagnosis", TaskKind.MultiLabel, "the diagnoses beside rhythm and axis, each up to its colon"),
        new("sex", TaskKind.Binary, "1 where female"),
        new("age", TaskKind.Regression, "age in years"),
    ],
    Defects = [new("age-over-89", "an age above 89 is written '>89'", "it is given as 90")],
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in folder.FileNames.Where(
            f => f.StartsWith("data/", StringComparison.Ordinal) && f.EndsWith(".hea", StringComparison.Ordinal)))
        {
            string[] comments = Support.Comments(folder, file).ToArray();
            string? ageText = comments.FirstOrDefault(c => c.StartsWith("<age>:", StringComparison.Ordinal))?[6..].Trim();
            double? age = ageText?.StartsWith('>') == true || ageText == "89+" ? 90 : Support.Number(ageText);
            items.Correct("age-over-89", age == 90 && Support.Number(ageText) is null ? 1 : 0);
            string? sex = Support.Sex(Support.Comment(comments, "sex"));
            string[] stated = comments.SkipWhile(c => !c.StartsWith("<diagnoses>", StringComparison.Ordinal))
                .Skip(1)
                .Select(c => c.TrimEnd('.', ' '))
                .Where(c => c.Length > 0)
                .ToArray();
            string[] found = task switch
            {
                "rhythm" =>
                    stated.Where(s => s.StartsWith("Rhythm: ", StringComparison.Ordinal))
                        .Select(s => s[8..].TrimEnd('.'))
                        .Take(1)
                        .ToArray(),
                "diagnosis" =>
                    stated.Where(
                        s => !s.StartsWith("Rhythm", StringComparison.Ordinal) && !s.StartsWith("Electric axis", StringComparison.Ordinal))
                        .Select(s => s.Split(':')[0].Trim())
                        .Distinct()
                        .ToArray(),
                "sex" => sex is null ? [] : [sex == "F" ? "1" : "0"],
                _ => [],
            };
            if (task == "age" ? age is null : found.Length == 0)
            {
                items.Leave($"no {task} in the header");
                continue;
            }

            all.UnionWith(found);
            string id = Support.Stem(file);
            items.Add(new DatasetItem(
                id, id, file, Support.HashSplit(Name, id)) { Classes = found, Value = task == "age" ? age : null, Age = age, Sex = sex });
        }

        items.Classes = all.ToArray();
    }
}
