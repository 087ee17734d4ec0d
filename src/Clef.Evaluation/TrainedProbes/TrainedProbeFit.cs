using Clef.Datasets;
using Clef.Evaluation.Conformal;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;

namespace Clef.Evaluation.TrainedProbes;

/// <summary>A person's facts beside a row.</summary>
/// <param name="Age">Years; null where not known.</param>
/// <param name="Sex"><c>F</c>, <c>M</c> or null.</param>
public readonly record struct ProbePerson(double? Age, string? Sex);

/// <summary>Fits a probe that can be kept: the penalty, temperature and conformal limits from the validation part, the figures from the test part.</summary>
public static class TrainedProbeFit
{
    /// <summary>How often conformal sets and intervals are to hold the truth.</summary>
    public const double Coverage = 0.9;

    private const int FewestOfClass = 5; // of each, for a figure within a subgroup

    /// <summary>Fits.</summary>
    /// <param name="features">(row, feature): the model's vectors, all finite.</param>
    /// <param name="truth">The labels of the same rows.</param>
    /// <param name="people">The people of the same rows.</param>
    /// <param name="task">The task's name.</param>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="model">The model.</param>
    /// <param name="simulated">Whether the rows are simulated.</param>
    /// <param name="replicates">Draws behind the intervals.</param>
    /// <param name="stop">Stops.</param>
    public static TrainedProbe Fit(
        DenseMatrix features, TaskTruth truth, IReadOnlyList<ProbePerson> people, string task, string source, ProbeModel model, bool simulated,
            int replicates, CancellationToken stop) =>
        Of(FrozenProbe.FitWeights(features, truth, stop), truth, people, task, source, model, simulated, replicates);

    /// <summary>Keeps what was fitted. A class that could not be fitted is left out.</summary>
    public static TrainedProbe Of(
        IReadOnlyList<ProbeResult> results, TaskTruth truth, IReadOnlyList<ProbePerson> people, string task, string source, ProbeModel model,
            bool simulated, int replicates)
    {
        int[] validation = truth.RowsOf(Part.Validation), test = truth.RowsOf(Part.Test), train = truth.RowsOf(Part.Train);
        IReadOnlyList<TaskFigure> figures = test.Length == 0 ? [] : TaskFigures.Of(truth, [.. results.Select(r => r.Scores)], Part.Test, replicates);
        var outputs = new List<ProbeOutput>();
        for (int c = 0; c < results.Count; c++)
        {
            ProbeResult result = results[c];
            if (!double.IsFinite(result.Intercept))
            {
                continue;
            }

            string name = truth.Kind == TaskKind.Regression ? "" : truth.Classes[c];
            ProbeFigure[] own = [.. figures.Where(f => (f.Class.Length == 0 || f.Class == name) && double.IsFinite(f.Interval.Value))
                .Select(f => new ProbeFigure(f.Metric, f.Interval.Value, f.Interval.Low, f.Interval.High))];
            outputs.Add(truth.Kind == TaskKind.Regression
                ? new ProbeOutput("", result.Weights, result.Intercept, result.Penalty, 1,
                    Interval([.. validation.Where(i => double.IsFinite(truth.Values[i])).Select(i => Math.Abs(result.Scores[i] - truth.Values[i]))]), own)
                : Class(name, result, [.. validation.Where(i => truth.Labels[c][i] >= 0).Select(i => (truth.Labels[c][i] == 1, result.Scores[i]))], own));
        }

        int patients = train.Select(i => truth.Patients[i]).Distinct(StringComparer.Ordinal).Count();
        return new TrainedProbe(1, task, source, truth.Kind, model, outputs,
            new ProbeTraining(train.Length, validation.Length, test.Length, patients, simulated), Groups(results, truth, people, train, test));
    }

    private static ProbeOutput Class(string name, ProbeResult result, (bool Label, double Logit)[] held, ProbeFigure[] figures)
    {
        TemperatureScaling scaling = TemperatureScaling.Fit([.. held.Select(h => h.Logit)], [.. held.Select(h => h.Label)]);
        var sets = new ConformalSets([.. held.Select(h => (h.Label, scaling.Probability(h.Logit)))], Coverage);
        // Limits that hold everything say nothing: there were too few held-out rows of one class or of both.
        ProbeConformal? conformal = double.IsFinite(sets.NegativeLimit) && double.IsFinite(sets.PositiveLimit)
            ? new ProbeConformal(Coverage, sets.NegativeLimit, sets.PositiveLimit, 0, held.Length) : null;
        return new ProbeOutput(name, result.Weights, result.Intercept, result.Penalty, scaling.Temperature, conformal, figures);
    }

    /// <summary>Half the width of an interval around a number: the ceil((n + 1) coverage)-th smallest error of n held-out rows (split conformal
    /// prediction); null where n is too small.</summary>
    private static ProbeConformal? Interval(double[] errors)
    {
        int rank = (int)Math.Ceiling(((errors.Length + 1) * Coverage) - 1e-9);
        return rank > errors.Length ? null : new ProbeConformal(Coverage, 0, 0, errors.Order().ElementAt(rank - 1), errors.Length);
    }

    private static ProbeGroup[] Groups(IReadOnlyList<ProbeResult> results, TaskTruth truth, IReadOnlyList<ProbePerson> people, int[] train, int[] test)
    {
        (string Attribute, string Level, Func<ProbePerson, string?> Of)[] groups =
        [
            .. AgeBands.Names.Select(b => ("age", b, (Func<ProbePerson, string?>)(p => p.Age is { } years ? AgeBands.NameOf(years) : null))),
            .. new[] { "F", "M" }.Select(s => ("sex", s, (Func<ProbePerson, string?>)(p => p.Sex))),
        ];
        return [.. groups.Where(g => train.Any(i => g.Of(people[i]) is not null)).Select(g =>
        {
            int[] inside = [.. test.Where(i => g.Of(people[i]) == g.Level)], outside = [.. test.Where(i => g.Of(people[i]) is { } level && level != g.Level)];
            (double? here, double? elsewhere) = truth.Kind == TaskKind.Regression ? (null, null)
                : (Mean(results, truth, inside), Mean(results, truth, outside));
            return new ProbeGroup(g.Attribute, g.Level, train.Count(i => g.Of(people[i]) == g.Level), inside.Length, elsewhere is null ? null : here,
                here is null ? null : elsewhere);
        })];
    }

    /// <summary>The mean AUROC over the classes that have enough cases of both kinds among the rows.</summary>
    private static double? Mean(IReadOnlyList<ProbeResult> results, TaskTruth truth, int[] rows)
    {
        double[] areas = [.. Enumerable.Range(0, results.Count)
            .Where(c => double.IsFinite(results[c].Intercept) && rows.Count(i => truth.Labels[c][i] == 1) >= FewestOfClass
                && rows.Count(i => truth.Labels[c][i] == 0) >= FewestOfClass)
            .Select(c => new Auroc([.. rows.Select(i => results[c].Scores[i])], [.. rows.Select(i => truth.Labels[c][i] == 1)]).Value())];
        return areas.Length == 0 ? null : areas.Average();
    }
}
