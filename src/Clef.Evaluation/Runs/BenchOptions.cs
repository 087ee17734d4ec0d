using Clef.Core;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>How a benchmark is run.</summary>
public sealed record BenchOptions
{
    /// <summary>The probes that there are.</summary>
    public static IReadOnlyList<string> KnownProbes { get; } = ["logistic", "mlp", "token-mlp", "knn"];

    /// <summary>Probes to fit; the first is the one that rankings use. Regression tasks have ridge regression in place of <c>logistic</c>, and no
    /// other.</summary>
    public IReadOnlyList<string> Probes { get; init; } = ["logistic"];

    /// <summary>
    /// How many seeds. Seed 0 uses the split as it is; any other deals the patients of training and validation anew (the test part never changes), initialises
    /// networks otherwise and draws other few-shot samples.
    /// </summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Shares of the training and validation labels, for label efficiency; 1 is always among them.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [1];

    /// <summary>How the networks of <c>mlp</c> and <c>token-mlp</c> train; the seed is the run's.</summary>
    public MlpProbeOptions Mlp { get; init; } = new();

    /// <summary>Refuses what cannot be run.</summary>
    public BenchOptions Checked()
    {
        if (Probes.Count == 0 || Probes.Distinct().Count() != Probes.Count || Probes.FirstOrDefault(p => !KnownProbes.Contains(p)) is not null)
        {
            throw new ClefException("bench", "probes", string.Join(", ", Probes), $"any of {string.Join(", ", KnownProbes)}, each once");
        }

        if (Seeds is < 1 or > 100)
        {
            throw new ClefException("bench", "seeds", Seeds, "1 to 100");
        }

        return Fractions.FirstOrDefault(f => !(f > 0 && f <= 1), double.NaN) is double odd && !double.IsNaN(odd)
            ? throw new ClefException("bench", "fractions", odd, "shares above 0 and at most 1")
            : this with { Fractions = Fractions.Append(1).Distinct().OrderDescending().ToArray() };
    }
}
