using Clef.Core.Sources;
using System.Text.RegularExpressions;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>Mumtaz (2016): EEG of 34 patients with depression and 30 healthy persons, eyes closed, eyes open and during a task.</summary>
public sealed class Mumtaz() : DescribedDataset(new DatasetFacts(
    "mumtaz",
    "MDD Patients and Healthy Controls EEG Data (Mumtaz)",
    "EEG",
    "https://figshare.com/articles/dataset/EEG_Data_New/4244171",
    "CC BY 4.0",
    DatasetAccess.Open,
    ["MDD S1 EC.edf|MDD S1  EC.edf|MDD S2 EC.edf|MDD S2  EC.edf|MDD S10 EC.edf"])
{
    Tasks = [new("depression", TaskKind.Binary, "1 for a patient with major depression, for each recording")],
    Defects = [new(
        "file-names", "names have stray blanks and numbers in front (6921143_H S15 EO.edf)",
        "names are read by a pattern; two files of one person and state are one recording twice, of which the plainly named is kept")],
    Remark = "the layout is that of the published documentation; it was tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        items.Classes = ["0", "1"];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in folder.FileNames.Where(f => f.EndsWith(".edf", StringComparison.OrdinalIgnoreCase))
            .OrderBy(f => f.Length)
            .ThenBy(f => f, StringComparer.Ordinal))
        {
            Match match = Regex.Match(
                file[(file.LastIndexOf('/') + 1)..],
                "^(?<stray>[0-9]+_)?(?<group>H|MDD) +S ?(?<number>[0-9]+) +(?<state>EC|EO|TASK)\\.edf$",
                RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
            if (!match.Success)
            {
                items.Leave("a name of another form");
                continue;
            }

            string person = $"{match.Groups["group"].Value.ToUpperInvariant()} S{match.Groups["number"].Value}";
            string id = $"{person} {match.Groups["state"].Value.ToUpperInvariant()}";
            items.Correct("file-names", match.Groups["stray"].Success || match.Value.Contains("  ", StringComparison.Ordinal) ? 1 : 0);
            if (!seen.Add(id))
            {
                items.Leave("a second file of the same person and state");
                continue;
            }

            items.Add(new DatasetItem(
                id, person, file, Support.HashSplit(Name, person, 0.75, 0)) { Classes = [person.StartsWith('M') ? "1" : "0"] });
        }
    }
}
