using Clef.Core.Sources;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>The TUH EEG Events Corpus 2.0.x (Harati et al., 2015): events of six kinds, marked on single channels.</summary>
public sealed class Tuev() : DescribedDataset(new DatasetFacts(
    "tuev",
    "TUH EEG Events Corpus 2.0.1",
    "EEG",
    "https://isip.piconepress.com/projects/nedc/html/tuh_eeg/",
    "TUH data use agreement",
    DatasetAccess.OnRequest,
    ["edf/train/", "edf/eval/"])
{
    Tasks = [new("event", TaskKind.MultiClass, "the event in the middle of 5 s: SPSW, GPED, PLED, EYEM, ARTF or BCKG")],
    Defects = [new(
        "repeated-windows",
        "an event marked on many channels is commonly cut out once for each, so that the same window counts many times, at times with two labels",
        "a window counts once; one with two labels is left out")],
    Remark = "the layout is that of the published documentation; it was tried on replicas only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        string[] names = ["SPSW", "GPED", "PLED", "EYEM", "ARTF", "BCKG"];
        items.Classes = names;
        foreach (string file in folder.FileNames.Where(
            f => f.StartsWith("edf/", StringComparison.Ordinal) && f.EndsWith(".rec", StringComparison.Ordinal)))
        {
            string edf = file[..^4] + ".edf";
            if (!folder.FileNames.Contains(edf))
            {
                items.Leave("marks without a recording");
                continue;
            }

            var windows = new SortedDictionary<(double, double), HashSet<int>>();
            int marks = 0;
            foreach (string line in Support.Text(
                folder, file).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string[] fields = line.Split(',');
                double? from = fields.Length == 4
                    ? Support.Number(fields[1])
                    : null, to = fields.Length == 4
                    ? Support.Number(fields[2])
                    : null, code = fields.Length == 4
                    ? Support.Number(fields[3])
                    : null;
                if (from is null || to is null || code is not (>= 1 and <= 6))
                {
                    throw new Core.ClefException($"{folder.Name}/{file}", "line", line, "channel, start, end and a code from 1 to 6");
                }

                marks++;
                (windows.TryGetValue((from.Value, to.Value), out HashSet<int>? codes) ? codes : windows[(from.Value, to.Value)] = [])
                    .Add((int)code.Value);
            }

            items.Correct("repeated-windows", marks - windows.Count);
            string id = Support.Stem(file);
            string[] parts = file.Split('/');
            bool eval = parts[1] == "eval";

            // Training files are named by patient; evaluation files by their folder, which is the patient.
            string patient = parts.Length > 3 ? $"{(eval ? "eval-" : "")}{parts[2]}" : id.Split('_')[0];
            foreach (((double from, double to), HashSet<int> codes) in windows)
            {
                if (codes.Count > 1)
                {
                    items.Leave("a window with two labels");
                    continue;
                }

                double start = Math.Max(0, ((from + to) / 2) - 2.5);
                items.Add(new DatasetItem(
                    FormattableString.Invariant($"{id}@{from:F3}-{to:F3}"), patient, edf,
                    eval
                        ? "test"
                        : Support.HashSplit(Name, patient, 0.8, 0.2)) { Classes =
                            [names[codes.First() - 1]], FromSeconds = start, Seconds = 5 });
            }
        }
    }
}
