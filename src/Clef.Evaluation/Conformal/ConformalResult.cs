using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Conformal;

/// <summary>How conformal prediction sets do on a task's test rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Model">The model.</param>
/// <param name="Task">The task.</param>
/// <param name="Stated">The coverage asked for.</param>
/// <param name="Covered">The share of test rows whose set has the true label.</param>
/// <param name="CoveredPositives">The same among positives.</param>
/// <param name="Single">The share of test rows whose set is one label, which is what a reader can act on.</param>
/// <param name="Rows">Test rows, over all seeds.</param>
public sealed record ConformalResult(string Table, string Model, string Task, double Stated, double Covered, double CoveredPositives, double Single, int Rows)
{
    /// <summary>Every binary task of a run, with all labels and the first probe.</summary>
    public static IReadOnlyList<ConformalResult> Of(ResultSet set, double coverage = 0.9) =>
        (from table in set.Tables
         where table.Tasks.Any(t => t.Skipped is null)
         from model in set.Description.Models
         from task in set.Predictions(table.Name, model.Name, set.Probe, 1).Values
         where !task.Task.Regression && task.Seeds > 0
         select Of(table.Name, model, task, coverage)).ToArray();

    private static ConformalResult Of(string table, ModelDescription model, TaskPredictions task, double coverage)
    {
        PartScores test = task.Of(Part.Test);
        int covered = 0, positives = 0, coveredPositives = 0, single = 0, rows = 0;
        for (int seed = 0; seed < task.Seeds; seed++)
        {
            var sets = new ConformalSets(task.Validation(seed), coverage);
            for (int i = 0; i < test.Rows.Length; i++)
            {
                (bool negative, bool positive) = sets.Of(task.Probability(seed, test.Scores[seed][i]));
                bool hit = test.Labels[i] ? positive : negative;
                covered += hit ? 1 : 0;
                positives += test.Labels[i] ? 1 : 0;
                coveredPositives += hit && test.Labels[i] ? 1 : 0;
                single += negative != positive ? 1 : 0;
                rows++;
            }
        }

        return new(table, model.Name, task.Task.Name, coverage, covered / (double)rows, positives == 0 ? double.NaN
            : coveredPositives / (double)positives, single / (double)rows, rows);
    }
}

/// <summary>
/// Split conformal prediction, class by class (Vovk's Mondrian form): a label is in the set where its nonconformity, one minus its probability, is at most the
/// ceil((n + 1) coverage)-th smallest among the n calibration rows of that label. Each class is then covered at least as often as stated, whatever
/// the model, as long as calibration and test rows are exchangeable. Too few calibration rows put the label into every set.
/// </summary>
public sealed class ConformalSets
{
    private readonly double _negative;
    private readonly double _positive;

    /// <summary>Calibrates.</summary>
    /// <param name="calibration">Labels and probabilities of held-out rows.</param>
    /// <param name="coverage">The coverage asked for, above 0 and below 1.</param>
    public ConformalSets(IReadOnlyList<(bool Label, double Probability)> calibration, double coverage)
    {
        if (!(coverage is > 0 and < 1))
        {
            throw new Core.ClefException("conformal", "coverage", coverage, "a number above 0 and below 1");
        }

        _negative = Limit(calibration.Where(c => !c.Label).Select(c => c.Probability), coverage);
        _positive = Limit(calibration.Where(c => c.Label).Select(c => 1 - c.Probability), coverage);
    }

    /// <summary>Up to this probability the label "no" is in the set; infinite where there were too few calibration rows.</summary>
    public double NegativeLimit => _negative;

    /// <summary>From one less this probability on, the label "yes" is in the set; infinite where there were too few calibration rows.</summary>
    public double PositiveLimit => _positive;

    /// <summary>Which labels are in the set of a row.</summary>
    public (bool Negative, bool Positive) Of(double probability) => (probability <= _negative, 1 - probability <= _positive);

    private static double Limit(IEnumerable<double> nonconformity, double coverage)
    {
        double[] sorted = nonconformity.Order().ToArray();
        int rank = (int)Math.Ceiling(((sorted.Length + 1) * coverage) - 1e-9);
        return rank > sorted.Length ? double.PositiveInfinity : sorted[rank - 1];
    }
}
