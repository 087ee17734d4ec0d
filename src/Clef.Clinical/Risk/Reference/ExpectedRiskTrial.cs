using Clef.Core;

namespace Clef.Clinical.Risk.Reference;

/// <summary>How expected risks agree with the scores that were hidden. All risks are fractions.</summary>
/// <param name="MeanTrue">Mean of the hidden scores.</param>
/// <param name="Bias">Mean of expected less true.</param>
/// <param name="RootMeanSquare">Root of the mean squared difference.</param>
/// <param name="Slope">Of the regression of true on expected: 1 where calibrated.</param>
/// <param name="Explained">1 less the mean squared difference over the variance of the true scores.</param>
/// <param name="Spread">Mean of squared difference over stated variance: 1 where the stated variance is right.</param>
/// <param name="Fifths">Mean expected and mean true in fifths of the people by expected risk.</param>
public sealed record ExpectedRiskAgreement(
    double MeanTrue, double Bias, double RootMeanSquare, double Slope, double Explained, double Spread,
    IReadOnlyList<(double Expected, double True)> Fifths)
{
    internal static ExpectedRiskAgreement Of(IReadOnlyList<(double True, ExpectedRisk Expected)> pairs)
    {
        double meanTrue = pairs.Average(p => p.True), meanExpected = pairs.Average(p => p.Expected.Mean);
        double square = pairs.Average(p => Math.Pow(p.Expected.Mean - p.True, 2));
        double covariance = pairs.Average(p => (p.True - meanTrue) * (p.Expected.Mean - meanExpected));
        var byExpected = pairs.OrderBy(p => p.Expected.Mean).ToList();
        return new(
            meanTrue,
            meanExpected - meanTrue,
            Math.Sqrt(square),
            covariance / pairs.Average(p => Math.Pow(p.Expected.Mean - meanExpected, 2)),
            1 - (square / pairs.Average(p => Math.Pow(p.True - meanTrue, 2))),
            pairs.Where(p => p.Expected.Variance > 0).Average(p => Math.Pow(p.Expected.Mean - p.True, 2) / p.Expected.Variance),
            [.. Enumerable.Range(0, 5)
                .Select(f => byExpected[(f * byExpected.Count / 5)..((f + 1) * byExpected.Count / 5)])
                .Select(f => (f.Average(p => p.Expected.Mean), f.Average(p => p.True)))]);
    }
}

/// <summary>
/// A trial of the expected score on people whose score is known: every second person of a table is the reference; of the others, inputs are
/// hidden at random and the expected score is compared with the score. Age and sex are never hidden, nor is diabetes, which decides which
/// score applies.
/// </summary>
/// <param name="People">How many times a person had something hidden and got an expected score.</param>
/// <param name="Reference">How many people the reference has.</param>
/// <param name="Hidden">How often each attribute was hidden.</param>
/// <param name="KnownInputs">Agreement where donors are near in all known inputs.</param>
/// <param name="AgeAndSex">Agreement where donors are near in age.</param>
public sealed record ExpectedRiskTrial(
    int People, int Reference, IReadOnlyDictionary<RiskAttribute, int> Hidden, ExpectedRiskAgreement KnownInputs,
        ExpectedRiskAgreement AgeAndSex)
{
    /// <summary>Runs the trial; fails where fewer than ten people could take part.</summary>
    /// <param name="score">The score.</param>
    /// <param name="people">The people, in the order of their table.</param>
    /// <param name="hide">The probability with which each input is hidden, between 0 and 1.</param>
    /// <param name="seed">Which inputs are hidden of whom.</param>
    /// <param name="repeats">How often inputs are hidden anew; all are counted together, at least 1.</param>
    public static ExpectedRiskTrial Run(RiskScore score, IReadOnlyList<RiskInputs> people, double hide, int seed, int repeats = 5)
    {
        if (!(hide > 0 && hide < 1))
        {
            throw new ClefException(null, "hide", hide, "a probability between 0 and 1");
        }

        var reference = new ReferencePopulation("every second person", people.Where((_, i) => i % 2 == 1));
        RiskAttribute[] hideable =
            [.. score.Attributes.Where(a => a is not (RiskAttribute.Age or RiskAttribute.Sex or RiskAttribute.Diabetes))];
        var random = new Random(seed);
        var hidden = hideable.ToDictionary(a => a, _ => 0);
        List<(double, ExpectedRisk)> near = [], byAge = [];
        for (int turn = 0; turn < repeats * ((people.Count + 1) / 2); turn++)
        {
            int i = 2 * (turn % ((people.Count + 1) / 2));
            RiskAttribute[] away = [.. hideable.Where(_ => random.NextDouble() < hide)];
            if (away.Length == 0 || score.Evaluate(people[i]).Risk is not { } risk)
            {
                continue;
            }

            RiskInputs left = people[i].With(away, new RiskInputs());
            if (ExpectedRisk.Of(score, left, reference) is { } expected
                && ExpectedRisk.Of(score, left, reference, choice: DonorChoice.AgeAndSex) is { } plain)
            {
                near.Add((risk, expected));
                byAge.Add((risk, plain));
                Array.ForEach(away, a => hidden[a]++);
            }
        }

        return near.Count < 10
            ? throw new ClefException(null, "people", near.Count, "at least ten people with a score, of whom inputs can be hidden")
            : new(near.Count, reference.Count, hidden, ExpectedRiskAgreement.Of(near), ExpectedRiskAgreement.Of(byAge));
    }
}
