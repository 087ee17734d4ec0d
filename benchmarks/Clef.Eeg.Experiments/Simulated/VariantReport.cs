using System.Text;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>
/// The tables of the experiment from a run of <c>clef bench run</c>: mean AUROC by group, paired differences between variants, tasks whose codes were
/// held out of alignment, the external site. All models are drawn together, 1,000 draws of patients.
/// </summary>
internal sealed class VariantReport(string folder, string heldOutFile)
{
    /// <summary>Which variants are compared, the first less the second; a pair of which one is missing is left out.</summary>
    private static readonly (string First, string Second)[] Pairs =
    [
        ("reconstruction", "random"), ("reconstruction", "short-window"), ("report", "reconstruction"), ("record", "reconstruction"),
        ("both", "reconstruction"), ("both", "report"),
        ("both", "record"), ("both", "band-power"), ("both", "spectrogram"), ("both", "demographics"),
        ("both", "random"), ("both", "supervised"), ("held-out", "reconstruction"), ("both", "held-out"),
        ("both", "both-60s"), ("reconstruction", "reconstruction-60s"),
        .. Lengths("both"), .. Lengths("reconstruction"), .. Lengths("spectrogram"), .. Lengths("band-power"),
        ("both-1280s", "spectrogram-1280s"), ("both-1280s", "band-power-1280s"), ("both-1280s", "reconstruction-1280s"),
    ];

    /// <summary>Whole sessions against shorter parts of them.</summary>
    private static (string First, string Second)[] Lengths(string name) =>
        [(name + "-320s", name + "-60s"), (name + "-1280s", name + "-60s"), (name + "-1280s", name + "-320s")];

    private readonly ResultSet _set = ResultSet.Compute(new RunFolder(folder));

    /// <summary>The report.</summary>
    public string Write(string title)
    {
        var text = new StringBuilder($"# {title}\n\n");
        StoredTask[] scored = [.. _set.Tables.SelectMany(t => t.Tasks).Where(t => t.Skipped is null)];
        text.Append($"{_set.Tables.Sum(t => t.Tasks.Count)} tasks, {scored.Length} scored. Rows: {Rows(Part.Train)} training, ");
        text.Append($"{Rows(Part.Validation)} validation, {Rows(Part.Test)} test, {Rows(Part.External)} external.\n");
        foreach (Part part in (Part[])[Part.Test, Part.External])
        {
            Means(text, part, scored);
        }

        foreach (Part part in (Part[])[Part.Test, Part.External])
        {
            Differences(text, part, scored);
        }

        if (heldOutFile.Length > 0)
        {
            HeldOut(text, scored);
        }

        Tasks(text, scored);
        return text.ToString();
    }

    private int Rows(Part part) => _set.Tables.Sum(t => t.Rows.Count(r => r.Part == part));

    private void Means(StringBuilder text, Part part, StoredTask[] tasks)
    {
        string[] groups = Groups(tasks);
        text.Append($"\n## Mean AUROC, {Name(part)}\n\n");
        text.Append($"| simulated sessions | {string.Join(" | ", groups.Select(g => $"{g} ({Defined(g, part, tasks)})"))} |\n");
        text.Append($"|---|{string.Concat(groups.Select(_ => "---:|"))}\n");
        var rows = _set.Description.Models.Select(m => (m.Name, Cells: groups.Select(g => Mean(m.Name, part, Of(g, tasks))).ToArray()));
        foreach ((string model, Interval?[] cells) in rows.OrderByDescending(m => m.Cells[0]?.Value ?? 0))
        {
            text.Append($"| {model} | {string.Join(" | ", cells.Select(c => Text(c)))} |\n");
        }
    }

    private void Differences(StringBuilder text, Part part, StoredTask[] tasks)
    {
        string[] groups = Groups(tasks);
        text.Append($"\n## Differences in AUROC points, {Name(part)}\n\n| simulated sessions: first less second | {string.Join(" | ", groups)} ");
        text.Append($"| tasks won by the first |\n|---|{string.Concat(groups.Select(_ => "---:|"))}---:|\n");
        foreach ((string first, string second) in Present())
        {
            string[] cells = [.. groups.Select(g => Points(Difference(first, second, part, Of(g, tasks))))];
            text.Append($"| {first} less {second} | {string.Join(" | ", cells)} | {Wins(first, second, part, tasks)} |\n");
        }
    }

    private void HeldOut(StringBuilder text, StoredTask[] tasks)
    {
        IReadOnlyList<string> seen = HeldOutConcepts.Read(heldOutFile);
        StoredTask[] coded = [.. tasks.Where(t => t.Group != "finding")];
        (string Name, StoredTask[] Tasks)[] halves =
        [
            ("held out", [.. coded.Where(t => HeldOutConcepts.IsHeldOut(t.Concepts, seen))]),
            ("seen", [.. coded.Where(t => !HeldOutConcepts.IsHeldOut(t.Concepts, seen))]),
        ];
        text.Append("\n## Codes held out of alignment, test\n\n");
        text.Append($"| simulated sessions | {string.Join(" | ", halves.Select(h => $"{h.Name} ({h.Tasks.Length})"))} |\n|---|---:|---:|\n");
        foreach (string model in _set.Description.Models.Select(m => m.Name))
        {
            text.Append($"| {model} | {string.Join(" | ", halves.Select(h => Text(Mean(model, Part.Test, h.Tasks))))} |\n");
        }

        text.Append("\n| first less second, points | held out | seen |\n|---|---:|---:|\n");
        foreach ((string first, string second) in Present())
        {
            text.Append($"| {first} less {second} | {string.Join(" | ", halves.Select(h => Points(Difference(first, second, Part.Test, h.Tasks))))} |\n");
        }
    }

    private void Tasks(StringBuilder text, StoredTask[] tasks)
    {
        string[] models = [.. _set.Description.Models.Select(m => m.Name)];
        text.Append("\n## Every scored task, test\n\n");
        text.Append($"| task | positives | {string.Join(" | ", models)} |\n|---|---:|{string.Concat(models.Select(_ => "---:|"))}\n");
        foreach (StoredTask task in tasks)
        {
            string Cell(string model) => Figure(model, Part.Test, task) is { } r ? FormattableString.Invariant($"{100 * r.Interval.Value:0.0}") : "";
            text.Append($"| {task.Name} | {task.Counts[4]} | {string.Join(" | ", models.Select(Cell))} |\n");
        }
    }

    private string[] Groups(StoredTask[] tasks) => ["all", .. tasks.Select(t => t.Group).Distinct()];

    private static StoredTask[] Of(string group, StoredTask[] tasks) => group == "all" ? tasks : [.. tasks.Where(t => t.Group == group)];

    private int Defined(string group, Part part, StoredTask[] tasks) =>
        Of(group, tasks).Count(t => Figure(_set.Description.Models[0].Name, part, t) is not null);

    private IEnumerable<(string, string)> Present()
    {
        HashSet<string> models = [.. _set.Description.Models.Select(m => m.Name)];
        return Pairs.Where(p => models.Contains(p.First) && models.Contains(p.Second));
    }

    private Result? Figure(string model, Part part, StoredTask task)
    {
        string table = _set.Tables.First(t => t.Tasks.Contains(task)).Name;
        return _set.Primary(new ResultKey(table, model, _set.Probe, 1, task.Name, part)) is { } r && double.IsFinite(r.Interval.Value) ? r : null;
    }

    private Interval? Mean(string model, Part part, StoredTask[] tasks)
    {
        (double, double[])[] found = [.. tasks.Select(t => Figure(model, part, t)).OfType<Result>().Select(r => (r.Interval.Value, r.Replicates!))];
        return found.Length == 0 ? null : PatientBootstrap.Percentile(found.Average(f => f.Item1), MacroResult.MeanReplicates(found));
    }

    /// <summary>The difference of two means over the tasks that both have, under the same draws of patients.</summary>
    private Interval? Difference(string first, string second, Part part, StoredTask[] tasks)
    {
        (Result First, Result Second)[] found = Both(first, second, part, tasks);
        if (found.Length == 0)
        {
            return null;
        }

        double[] a = MacroResult.MeanReplicates([.. found.Select(f => (f.First.Interval.Value, f.First.Replicates!))]);
        double[] b = MacroResult.MeanReplicates([.. found.Select(f => (f.Second.Interval.Value, f.Second.Replicates!))]);
        return PatientBootstrap.Percentile(found.Average(f => f.First.Interval.Value - f.Second.Interval.Value), [.. a.Zip(b, (x, y) => x - y)]);
    }

    /// <summary>The figures of the tasks that both have.</summary>
    private (Result First, Result Second)[] Both(string first, string second, Part part, StoredTask[] tasks) =>
        [.. tasks.Select(t => (First: Figure(first, part, t), Second: Figure(second, part, t))).Where(p => p.First is not null && p.Second is not null)
            .Select(p => (p.First!, p.Second!))];

    private string Wins(string first, string second, Part part, StoredTask[] tasks)
    {
        double[] differences = [.. Both(first, second, part, tasks).Select(p => p.First.Interval.Value - p.Second.Interval.Value)];
        return $"{differences.Count(d => d > 0)} of {differences.Length}";
    }

    private static string Name(Part part) => part == Part.Test ? "test" : "external site";

    private static string Text(Interval? interval) => interval is { } i
        ? FormattableString.Invariant($"{100 * i.Value:0.0} ({100 * i.Low:0.0} to {100 * i.High:0.0})")
        : "";

    private static string Points(Interval? interval) => interval is { } i
        ? FormattableString.Invariant($"{100 * i.Value:+0.0;-0.0;0.0} ({100 * i.Low:+0.0;-0.0;0.0} to {100 * i.High:+0.0;-0.0;0.0})")
        : "";
}
