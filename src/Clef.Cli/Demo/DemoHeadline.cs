using System.Globalization;

namespace Clef.Cli.Demo;

/// <summary>One result of the demo in a line, as it came out.</summary>
/// <param name="Better">Whether it is better than all that it is measured by, beyond doubt.</param>
/// <param name="Text">What was measured beside what.</param>
internal sealed record DemoHeadline(bool Better, string Text)
{
    /// <summary>What stands before a line.</summary>
    public string Word => Better ? "better" : "not shown";

    /// <summary>The results, those that hold first.</summary>
    public static IReadOnlyList<DemoHeadline> Of(DemoResults results)
    {
        var lines = new List<DemoHeadline>();
        foreach (BenchOutcome bench in results.Benches.Where(b => b.Ours is not null && b.Models.Any(m => m.Baseline)))
        {
            ModelRow ours = bench.Models.First(m => m.Name == bench.Ours), best = bench.Models.First(m => m.Baseline);
            string tasks = bench.Tasks.Count == 1 ? "task" : "tasks";
            lines.Add(new(bench.Better, string.Create(CultureInfo.InvariantCulture,
                $"{bench.Kind}, {bench.Tasks.Count} {tasks} of {bench.Suite}: {ours.Name} {ours.Auroc.Value:0.000}, best baseline " +
                $"{best.Auroc.Value:0.000} ({best.Name})")));
        }

        if (results.ZeroShot is { } asked)
        {
            lines.Add(new(asked.Better, string.Create(CultureInfo.InvariantCulture,
                $"EEG, {asked.Rows.Count} findings asked for in words: {asked.Auroc.Value:0.000}, chance 0.500")));
        }

        return [.. lines.OrderByDescending(l => l.Better)];
    }
}
