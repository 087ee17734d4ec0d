using System.Globalization;
using Clef.Ecg.Pretraining;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>One row of the comparison under one seed.</summary>
/// <param name="Model">The row: an objective with its condition, <c>supervised</c>, <c>random</c>, <c>demographics</c>, <c>heart-rate</c>.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Objective">What it is pretrained with; null for the others.</param>
/// <param name="Condition">Which metadata guide it; null where none does.</param>
internal sealed record ExperimentRun(string Model, int Seed, PretrainObjective? Objective = null, string? Condition = null)
{
    /// <summary>The three algorithms without guidance.</summary>
    public static IReadOnlyList<PretrainObjective> Algorithms { get; } = [PretrainObjective.Simclr, PretrainObjective.Byol, PretrainObjective.Moco];

    /// <summary>The guided modes.</summary>
    public static IReadOnlyList<PretrainObjective> Guided { get; } = [PretrainObjective.GuidedReference, PretrainObjective.GuidedPaper, PretrainObjective.GuidedExpected];

    /// <summary>The run's folder.</summary>
    public string Name => FormattableString.Invariant($"{Model}-seed{Seed}");

    /// <summary>The row of an objective.</summary>
    public static string ModelOf(PretrainObjective objective, string? condition) => objective switch
    {
        PretrainObjective.Simclr => "simclr",
        PretrainObjective.Byol => "byol",
        PretrainObjective.Moco => "moco",
        // With complete metadata the expected difference is the difference, and the two losses are one but for the factor 2, which AdamW takes out.
        PretrainObjective.GuidedExpected when condition == "0" => "reference-0",
        PretrainObjective.GuidedReference => $"reference-{condition}",
        PretrainObjective.GuidedPaper => $"paper-{condition}",
        _ => $"expected-{condition}",
    };

    /// <summary>The name of a share of incomplete patients.</summary>
    public static string ConditionOf(double fraction) => (100 * fraction).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>All runs in order: the main comparison, seed by seed, then the shares of missing metadata, seed by seed, so that what is done is whole.</summary>
    public static IEnumerable<ExperimentRun> All(SimulatedDesign design)
    {
        foreach (int seed in design.Seeds)
        {
            foreach (PretrainObjective objective in Algorithms)
            {
                yield return new(ModelOf(objective, null), seed, objective);
            }

            foreach (PretrainObjective objective in Guided)
            {
                yield return new(ModelOf(objective, "natural"), seed, objective, "natural");
            }

            yield return new("random", seed);
            yield return new("supervised", seed);
            if (seed == design.Seeds[0])
            {
                yield return new("demographics", seed);
                yield return new("heart-rate", seed);
            }
        }

        foreach (int seed in design.Seeds)
        {
            // The ends first, then the middle, so that a stopped call has the widest contrast.
            foreach (double fraction in design.Fractions.OrderBy(f => f is 0 or 1 ? f - 2 : Math.Abs(f - 0.5)))
            {
                foreach (PretrainObjective objective in Guided.Where(o => o != PretrainObjective.GuidedExpected || fraction > 0))
                {
                    string condition = ConditionOf(fraction);
                    yield return new(ModelOf(objective, condition), seed, objective, condition);
                }
            }
        }
    }
}
