using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Results;

/// <summary>The result tables of a run as CSV: <c>results.csv</c> (every figure), <c>summary.csv</c> (means by heading), differences of pairs.</summary>
public static class ResultFiles
{
    /// <summary>Writes results and means into a run.</summary>
    public static IReadOnlyList<MacroResult> Write(RunFolder folder, ResultSet set)
    {
        Dictionary<(string, string), StoredTask> tasks = set.Tables.SelectMany(t => t.Tasks.Select(k => (t.Name, k)))
            .ToDictionary(k => (k.Name, k.k.Name), k => k.k);
        folder.WriteCsv("results.csv",
            ["table", "task", "target", "group", "model", "probe", "labels_percent", "part", "positives", "negatives", "metric", "value", "low",
            "high", "delong_low", "delong_high", "seeds", "flag"], set.Results.Select(r =>
        {
            StoredTask task = tasks[(r.Key.Table, r.Key.Task)];
            int at = 2 * (int)r.Key.Part;
            return (IReadOnlyList<string?>)
            [
                r.Key.Table, task.Name, task.Target, task.Group, r.Key.Model, r.Key.Probe, Number(100 * r.Key.Fraction), r.Key.Part.ToString()
                    .ToLowerInvariant(), Whole(task.Counts[at]), Whole(task.Counts[at + 1]),
                r.Metric, .. Ends(r.Interval), Number(r.DeLong?.Low), Number(r.DeLong?.High), string.Join(' ', r.Seeds.Select(s => Number(s))), r.Flag,
            ];
        }));
        IReadOnlyList<MacroResult> macros = MacroResult.Of(set);
        folder.WriteCsv("summary.csv", ["heading", "model", "probe", "labels_percent", "part", "metric", "value", "low", "high", "tasks", "skipped"],
            macros.Select(m => (IReadOnlyList<string?>)
        [
            m.Heading, m.Model, m.Probe, Number(100 * m.Fraction), m.Part.ToString().ToLowerInvariant(), m.Metric, .. Ends(m.Interval), Whole(m.Tasks),
                string.Join(' ', m.Skipped),
        ]));
        return macros;
    }

    /// <summary>Writes every task of every pair.</summary>
    public static void WriteDifferences(string path, IReadOnlyList<ModelComparison> pairs)
    {
        var text = new StringBuilder("first,second,task,difference,low,high,p,p_holm\n");
        foreach (ModelComparison pair in pairs)
        {
            foreach (TaskDifference t in pair.Tasks)
            {
                text.AppendJoin(',', ((IEnumerable<string?>)[pair.First, pair.Second, t.Task, .. Ends(t.Difference.Difference),
                    Number(t.Difference.PValue), Number(t.Adjusted)]).Select(CsvTable.Quote)).Append('\n');
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static IEnumerable<string> Ends(Interval interval) => [Number(interval.Value), Number(interval.Low), Number(interval.High)];

    /// <summary>Empty for a figure that is not defined.</summary>
    private static string Number(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("0.######", CultureInfo.InvariantCulture) : "";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
