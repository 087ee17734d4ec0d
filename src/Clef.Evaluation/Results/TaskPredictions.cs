using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Results;

/// <summary>What is predicted for one part of a task: the same rows for every seed.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Values">Labels or true numbers.</param>
/// <param name="Scores">(seed, row): logits or predicted numbers.</param>
public sealed record PartScores(int[] Rows, double[] Values, double[][] Scores)
{
    /// <summary>The labels as truth values.</summary>
    public bool[] Labels { get; } = Values.Select(v => v == 1).ToArray();
}

/// <summary>All predictions of one model, probe and share of labels for one task, with what validation chose: temperature and threshold, seed by
/// seed.</summary>
public sealed class TaskPredictions
{
    private readonly Prediction[][] _seeds;
    private readonly (double Temperature, double Threshold)[] _chosen;

    /// <summary>Gathers the seeds' predictions; a seed without any (its training rows lacked a class) is left out.</summary>
    public TaskPredictions(StoredTask task, IEnumerable<IEnumerable<Prediction>> seeds)
    {
        Task = task;
        _seeds = seeds.Select(s => s.OrderBy(p => p.Row).ToArray()).Where(s => s.Length > 0).ToArray();
        _chosen = _seeds.Select(s => task.Regression ? (1.0, 0.0) : Choose(s.Where(p => p.Part == Part.Validation).ToArray())).ToArray();
    }

    /// <summary>The task.</summary>
    public StoredTask Task { get; }

    /// <summary>How many seeds were fitted.</summary>
    public int Seeds => _seeds.Length;

    /// <summary>Scores of the test or the external part.</summary>
    public PartScores Of(Part part)
    {
        Prediction[][] chosen = _seeds.Select(s => s.Where(p => p.Part == part).ToArray()).ToArray();
        return chosen.Length == 0 ? new([], [], [])
            : new(chosen[0].Select(p => p.Row).ToArray(), chosen[0].Select(p => p.Value).ToArray(),
            chosen.Select(s => s.Select(p => p.Score).ToArray()).ToArray());
    }

    /// <summary>Validation rows of one seed: label and calibrated probability.</summary>
    public IReadOnlyList<(bool Label, double Probability)> Validation(int seed) =>
        _seeds[seed].Where(p => p.Part == Part.Validation).Select(p => (p.Value == 1, Probability(seed, p.Score))).ToArray();

    /// <summary>The calibrated probability of a logit: temperature scaling fitted on the seed's validation rows.</summary>
    public double Probability(int seed, double logit) => new TemperatureScaling(_chosen[seed].Temperature).Probability(logit);

    /// <summary>The decision on a logit: the threshold with the best balanced accuracy on the seed's validation rows.</summary>
    public int Decision(int seed, double logit) => logit >= _chosen[seed].Threshold ? 1 : 0;

    private static (double, double) Choose(Prediction[] validation)
    {
        double[] scores = validation.Select(p => p.Score).ToArray();
        bool[] labels = validation.Select(p => p.Value == 1).ToArray();
        double temperature = TemperatureScaling.Fit(scores, labels).Temperature;

        // Without both classes nothing can be chosen, and a probability of one half parts the classes.
        double threshold = !labels.Contains(true) || !labels.Contains(false) ? 0 : RocCurve.Of(scores, labels).Skip(1)
            .MaxBy(p => p.Sensitivity + p.Specificity).Threshold;
        return (temperature, threshold);
    }
}
