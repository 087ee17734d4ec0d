using System.Globalization;
using Clef.Core.Tables;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Drift;

/// <summary>Whether a model's vectors tell the sessions that were fitted on from those of another part, or early ones from late ones, by
/// <see cref="TwoSampleTest"/>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Model">The model.</param>
/// <param name="Group">The second group: <c>test</c>, where no difference is expected, <c>external</c>, or <c>later half</c>, the half of all other
/// sessions that was recorded later, against the earlier.</param>
/// <param name="Test">The outcome.</param>
public sealed record DriftResult(string Table, string Model, string Group, TwoSampleTest Test)
{
    internal static string Name(string table, string model) => Path.Combine("drift", $"{table}-{model}.csv");

    internal static void Write(RunFolder folder, BenchTable table, ModelVectors vectors)
    {
        DenseMatrix pooled = vectors.Pooled();
        var rows = new List<IReadOnlyList<string?>>();
        void Add(string group, Func<BenchRow, bool?> second)
        {
            int[] both = Enumerable.Range(0, table.Rows.Count).Where(i => second(table.Rows[i]) is not null).ToArray();
            bool[] labels = both.Select(i => second(table.Rows[i])!.Value).ToArray();
            if (labels.Contains(true))
            {
                TwoSampleTest test = TwoSampleTest.Of(pooled.Select(both), both.Select(i => table.Rows[i].Patient).ToArray(), labels);
                rows.Add([group, Text(test.Auroc.Value), Text(test.Auroc.Low), Text(test.Auroc.High),
                    test.First.ToString(CultureInfo.InvariantCulture), test.Second.ToString(CultureInfo.InvariantCulture)]);
            }
        }

        foreach (Part part in (Part[])[Part.Test, Part.External])
        {
            Add(part.ToString().ToLowerInvariant(), r => r.Part == part ? true : r.Part is Part.Train or Part.Validation ? false : null);
        }

        // The external part is another place as well as another time, and stays out.
        if (BenchTable.MiddleStart(table.Rows.Where(r => r.Part != Part.External)) is { } middle)
        {
            Add("later half", r => r.Part == Part.External || r.Start is null ? null : r.Start >= middle);
        }

        Directory.CreateDirectory(folder.File("drift"));
        folder.WriteCsv(Name(table.Name, vectors.Name), ["group", "auroc", "low", "high", "first", "second"], rows);
    }

    /// <summary>Reads every outcome of a run.</summary>
    public static IReadOnlyList<DriftResult> Read(RunFolder folder, ResultSet set) =>
        (from table in set.Tables
         from model in set.Description.Models
         let path = folder.File(Name(table.Name, model.Name))
         where File.Exists(path)
         from row in CsvTable.Read(path).Rows
         select new DriftResult(table.Name, model.Name, row[0],
             new TwoSampleTest(new Interval(Number(row[1]), Number(row[2]), Number(row[3])), (int)Number(row[4]), (int)Number(row[5])))).ToArray();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>How far calibration moves from the test part to the external one, as means over the binary tasks that have both.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tasks">How many tasks.</param>
/// <param name="TestError">Expected calibration error on the test part.</param>
/// <param name="ExternalError">The same on the external part.</param>
/// <param name="TestExcess">Mean probability minus the share of positives on the test part.</param>
/// <param name="ExternalExcess">The same on the external part.</param>
public sealed record CalibrationShift(string Model, int Tasks, double TestError, double ExternalError, double TestExcess, double ExternalExcess)
{
    /// <summary>Every model that was scored on an external part.</summary>
    public static IReadOnlyList<CalibrationShift> Of(ResultSet set)
    {
        var shifts = new List<CalibrationShift>();
        foreach (ModelDescription model in set.Description.Models)
        {
            (double Error, double Excess)[][] both = set.Tables.Where(t => t.Tasks.Any(k => k.Skipped is null))
                .SelectMany(t => set.Predictions(t.Name, model.Name, set.Probe, 1).Values).Where(t => !t.Task.Regression && t.Seeds > 0)
                .Select(t => new[] { Measure(t, Part.Test), Measure(t, Part.External) }).Where(m => m.All(x => double.IsFinite(x.Error))).ToArray();
            if (both.Length > 0)
            {
                shifts.Add(new(model.Name, both.Length, both.Average(m => m[0].Error), both.Average(m => m[1].Error), both.Average(m => m[0].Excess),
                    both.Average(m => m[1].Excess)));
            }
        }

        return shifts;
    }

    private static (double Error, double Excess) Measure(TaskPredictions task, Part part)
    {
        PartScores scores = task.Of(part);
        if (scores.Rows.Length == 0)
        {
            return (double.NaN, double.NaN);
        }

        double[] probabilities = scores.Scores[0].Select(s => task.Probability(0, s)).ToArray();
        return (Calibration.ExpectedError(probabilities, scores.Labels, 10).Value(), probabilities.Average() - scores.Labels.Average(l => l ? 1.0 : 0.0));
    }
}
