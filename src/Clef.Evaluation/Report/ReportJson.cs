using System.Text.Json.Nodes;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Report;

/// <summary>The data of a report as JSON for the page. Figures that are not defined are null; curves are thinned and rounded to what a screen shows,
/// figures to six digits so that the page rounds them as the tables do.</summary>
internal static class ReportJson
{
    private const int CurvePoints = 40;

    public static JsonObject Of(ReportData data)
    {
        RunDescription d = data.Set.Description;
        return new JsonObject
        {
            ["title"] = data.Title,
            ["summary"] = Array(data.Sentences(), s => s),
            ["suite"] = d.Suite,
            ["description"] = d.SuiteDescription,
            ["probe"] = data.Set.Probe,
            ["seeds"] = d.Seeds,
            ["models"] = Array(d.Models, m => new JsonObject { ["name"] = m.Name, ["kind"] = m.Kind.ToString(), ["width"] = m.Width, ["digest"] = m.Digest }),
            ["macros"] = Array(data.Macros,
                m => With(new JsonObject { ["model"] = m.Model, ["probe"] = m.Probe, ["labels"] = 100 * m.Fraction, ["part"] = m.Part.ToString(),
                ["heading"] = m.Heading, ["metric"] = m.Metric, ["tasks"] = m.Tasks }, m.Interval)),
            ["pairs"] = Array(data.Pairs, p => With(
                new JsonObject
                {
                    ["first"] = p.First, ["second"] = p.Second, ["tasks"] = p.Tasks.Count, ["wins"] = Round(p.Wins.Value),
                        ["winsLow"] = Round(p.Wins.Low), ["winsHigh"] = Round(p.Wins.High),
                    ["significantWins"] = p.SignificantWins, ["significantLosses"] = p.SignificantLosses, ["wilcoxon"] = Round(p.Wilcoxon, 6),
                }, p.MeanDifference)),
            ["tasks"] = Array(data.Set.Tables.SelectMany(t => t.Tasks.Select(k => (t, k))), k => Task(data.Set, k.t, k.k)),
            ["curves"] = Curves(data.Set),
            ["subgroups"] = Array(data.Subgroups,
                s => With(new JsonObject { ["model"] = s.Model, ["attribute"] = s.Attribute, ["level"] = s.Level, ["sessions"] = s.Sessions,
                ["tasks"] = s.Tasks, ["gap"] = Round(s.Gap.Value), ["gapLow"] = Round(s.Gap.Low), ["gapHigh"] = Round(s.Gap.High) }, s.Auroc)),
            ["conformal"] = Array(data.Conformal.GroupBy(c => c.Model),
                g => new JsonObject { ["model"] = g.Key, ["tasks"] = g.Count(), ["stated"] = g.First().Stated,
                ["covered"] = Round(g.Average(c => c.Covered)), ["least"] = Round(g.Min(c => c.Covered)),
                ["positives"] = Round(g.Where(c => double.IsFinite(c.CoveredPositives)).Select(c => c.CoveredPositives).DefaultIfEmpty(double.NaN)
                .Average()), ["single"] = Round(g.Average(c => c.Single)) }),
            ["drift"] = Array(data.Drift, x =>
                With(new JsonObject { ["model"] = x.Model, ["table"] = x.Table, ["part"] = x.Group, ["first"] = x.Test.First,
                ["second"] = x.Test.Second, ["differ"] = x.Test.Differ }, x.Test.Auroc)),
            ["shifts"] = Array(data.Shifts,
                s => new JsonObject { ["model"] = s.Model, ["tasks"] = s.Tasks, ["testError"] = Round(s.TestError),
                ["externalError"] = Round(s.ExternalError), ["testExcess"] = Round(s.TestExcess), ["externalExcess"] = Round(s.ExternalExcess) }),
            ["heldOut"] = Array(data.HeldOut, m => With(new JsonObject { ["model"] = m.Model, ["heading"] = m.Heading, ["tasks"] = m.Tasks }, m.Interval)),
            ["maps"] = data.Maps(),
            ["card"] = Card(data.Set),
            ["leakage"] = Array(data.Leakage,
                c => new JsonObject { ["check"] = c.Check, ["level"] = c.Level.ToString(), ["text"] = c.Text, ["items"] = Array(c.Items, i => i) }),
            ["commands"] = Array(d.Commands, c => c),
            ["program"] = d.Program,
            ["digests"] = new JsonObject { ["suite"] = d.SuiteDigest, ["rows and labels"] = d.LabelsDigest },
        };
    }

    private static JsonObject Task(ResultSet set, StoredTable table, StoredTask task)
    {
        var results = new JsonObject();
        foreach (ModelDescription model in set.Description.Models)
        {
            Result? r = set.Primary(new(table.Name, model.Name, set.Probe, 1, task.Name, Part.Test)),
                e = set.Primary(new(table.Name, model.Name, set.Probe, 1, task.Name, Part.External));
            if (r is not null)
            {
                results[model.Name] = With(new JsonObject { ["flag"] = r.Flag, ["external"] = e is null ? null : Round(e.Interval.Value) }, r.Interval);
            }
        }

        return new JsonObject
        {
            ["table"] = table.Name, ["task"] = task.Name, ["group"] = task.Group, ["metric"] = TaskMetrics.Primary(task.Regression),
                ["candidates"] = task.Candidates, ["skipped"] = task.Skipped,
            ["counts"] = Array(task.Counts, c => c), ["results"] = results,
        };
    }

    /// <summary>Curves of the first seed on the test part, by task and model.</summary>
    private static JsonObject Curves(ResultSet set)
    {
        var curves = new JsonObject();
        foreach (StoredTable table in set.Tables.Where(t => t.Tasks.Any(k => k.Skipped is null)))
        {
            foreach (ModelDescription model in set.Description.Models)
            {
                foreach (TaskPredictions task in set.Predictions(table.Name, model.Name, set.Probe, 1).Values.Where(t => !t.Task.Regression && t.Seeds > 0))
                {
                    PartScores test = task.Of(Part.Test);
                    if (!test.Labels.Contains(true) || !test.Labels.Contains(false))
                    {
                        continue;
                    }

                    OperatingPoint[] points = Thin(RocCurve.Of(test.Scores[0], test.Labels));
                    double[] probabilities = test.Scores[0].Select(s => task.Probability(0, s)).ToArray();
                    double[] ones = Enumerable.Repeat(1.0, probabilities.Length).ToArray();
                    JsonObject of = curves[task.Task.Name] as JsonObject ?? [];
                    curves[task.Task.Name] ??= of;
                    of[model.Name] = new JsonObject
                    {
                        ["roc"] = Array(points, p => Pair(1 - p.Specificity, p.Sensitivity)),
                        ["pr"] = Array(points, p => Pair(p.Sensitivity, p.Precision)),
                        ["rel"] = Array(Calibration.Reliability(probabilities, test.Labels, ones, 5).Where(b => b.Weight > 0),
                            b => Pair(b.MeanProbability, b.Frequency, b.Weight)),
                    };
                }
            }
        }

        return curves;
    }

    private static JsonArray Card(ResultSet set) =>
        Array(set.Tables.Where(t => t.Rows.Count > 0).SelectMany(t => t.Rows.GroupBy(r => r.Part).OrderBy(g => g.Key).Select(g => (t, g))), x => new JsonObject
    {
        ["table"] = x.t.Name, ["part"] = x.g.Key.ToString(), ["sessions"] = x.g.Count(), ["patients"] = x.g.Select(r => r.Patient).Distinct().Count(),
        ["female"] = x.g.Count(r => r.Sex == "F"), ["male"] = x.g.Count(r => r.Sex == "M"),
            ["age"] = Round(x.g.Where(r => r.Age is not null).Select(r => r.Age!.Value).DefaultIfEmpty(double.NaN).Average(), 1),
        ["sites"] = string.Join(", ", x.g.GroupBy(r => r.Site ?? "not known").OrderByDescending(s => s.Count()).Take(6).Select(s => $"{s.Key} {s.Count()}")),
    });

    private static OperatingPoint[] Thin(IReadOnlyList<OperatingPoint> points) => points.Count <= CurvePoints ? points.ToArray()
        : Enumerable.Range(0, CurvePoints).Select(i => points[(int)Math.Round(i * (points.Count - 1.0) / (CurvePoints - 1))]).ToArray();

    private static JsonObject With(JsonObject item, Interval interval)
    {
        (item["value"], item["low"], item["high"]) = (Round(interval.Value), Round(interval.Low), Round(interval.High));
        return item;
    }

    private static JsonArray Pair(params ReadOnlySpan<double> values)
    {
        var pair = new JsonArray();
        foreach (double value in values)
        {
            pair.Add(Round(value, 3));
        }

        return pair;
    }

    private static JsonNode? Round(double value, int digits = 6) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, digits)) : null;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> make) => new(items.Select(make).ToArray());
}
