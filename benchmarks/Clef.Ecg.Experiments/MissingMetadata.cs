using System.Globalization;
using System.Text;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Core;
using Clef.Learning.Contrastive;

namespace Clef.Ecg.Experiments;

/// <summary>
/// Takes the people of a table whose score is known, hides inputs of some of them, and asks how well each mode's pair weights still follow the weights
/// that complete metadata give. A person is made incomplete with the stated probability; an incomplete one loses each of smoking, pressure, total and HDL
/// cholesterol with probability one half, and at least one. Age and sex stay known, as they do in hospital records. The other half of the table is the
/// reference population of the expected mode, so that nobody is a donor to himself.
/// </summary>
internal sealed class MissingMetadata
{
    private const int Batch = 64; // the paper's
    private static readonly RiskAttribute[] Hidden = [RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol];
    private static readonly double[] Fractions = [0, 0.25, 0.5, 0.75, 1];

    private readonly RiskScore _score = RiskScores.Create("score2-family", RiskRegion.Low);
    private readonly RiskInputs[] _people;
    private readonly ReferencePopulation _reference;
    private readonly int _batches;
    private readonly ulong _seed;

    public MissingMetadata(string table, IReadOnlyDictionary<string, string> mapping, int batches, ulong seed)
    {
        (_batches, _seed) = (batches, seed);
        using DelimitedReader reader = DelimitedReader.Open(table);
        var columns = new RiskColumns(reader, mapping, RiskUnits.Parse("mmol/L", "mmol/mol"));
        RiskInputs[] scored = RiskTable.Rows(reader, columns, table)
            .Where(r => r.Inputs is { } inputs && _score.Evaluate(inputs).Status == RiskStatus.Scored).Select(r => r.Inputs!).ToArray();
        if (scored.Length < 4 * Batch)
        {
            throw new ClefException(table, "people with a score", scored.Length, $"at least {4 * Batch}");
        }

        _people = scored.Where((_, i) => i % 2 == 0).ToArray();
        _reference = new ReferencePopulation(Path.GetFileName(table), scored.Where((_, i) => i % 2 == 1));
    }

    public string Run(string command)
    {
        var text = new StringBuilder();
        text.Append("# What the rules for missing metadata do to the guidance\n\n");
        text.Append(CultureInfo.InvariantCulture, $"`{command}`\n\n{_people.Length} people with a SCORE2-family risk (low region), {_reference.Count} others as reference; {_batches} batches of {Batch} a row, seed {_seed}.\n");
        text.Append("Spearman's correlation of a mode's pair weights with those of complete metadata (reference mode, nothing hidden), mean over batches with its standard error:\n");
        text.Append("over all pairs, and over pairs of which at least one person is incomplete. Last, the mean weight of such pairs over that of complete pairs\n(complete metadata give about 1).\n\n");
        text.Append("| incomplete people | mode | all pairs | pairs with an incomplete person | weight ratio |\n|---:|---|---:|---:|---:|\n");
        foreach (double fraction in Fractions)
        {
            foreach (GuidanceMode mode in Enum.GetValues<GuidanceMode>())
            {
                (double, double)[] rows = [.. Enumerable.Range(0, 3).Select(_ => (double.NaN, double.NaN))];
                double[][] batches = Enumerable.Range(0, _batches).Select(b => Measure(fraction, mode, b)).ToArray();
                for (int k = 0; k < rows.Length; k++)
                {
                    double[] defined = batches.Select(m => m[k]).Where(double.IsFinite).ToArray();
                    double mean = defined.Length == 0 ? double.NaN : defined.Average();
                    rows[k] = (mean, Math.Sqrt(defined.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, defined.Length - 1) / Math.Max(1, defined.Length)));
                }

                text.Append(CultureInfo.InvariantCulture, $"| {fraction:P0} | {mode.ToString().ToLowerInvariant()} | {Shown(rows[0])} | {Shown(rows[1])} | {Shown(rows[2])} |\n");
            }
        }

        return text.ToString();
    }

    private static string Shown((double Mean, double Error) figure) =>
        double.IsNaN(figure.Mean) ? "" : string.Create(CultureInfo.InvariantCulture, $"{figure.Mean:F3} ± {figure.Error:F3}");

    /// <summary>Both correlations and the weight ratio of one batch. The same people lose the same inputs in every mode.</summary>
    private double[] Measure(double fraction, GuidanceMode mode, int batch)
    {
        CounterRandom random = new CounterRandom(_seed).Fork((ulong)(fraction * 100)).Fork((ulong)batch);
        RiskInputs[] people = Enumerable.Range(0, Batch).Select(_ => random.Pick(_people)).ToArray();
        var complete = new RiskEvidence[Batch];
        var known = new RiskEvidence[Batch];
        var incomplete = new bool[Batch];
        for (int i = 0; i < Batch; i++)
        {
            complete[i] = RiskEvidence.Known(_score.Evaluate(people[i]).Percent!.Value);
            incomplete[i] = random.Chance(fraction);
            known[i] = incomplete[i] ? Evidence(Hide(people[i], random)) : complete[i];
        }

        double[,] truth = RiskDissimilarity.Of(complete, GuidanceMode.Reference), weights = RiskDissimilarity.Of(known, mode);
        List<(double Truth, double Weight, bool Incomplete)> pairs = [];
        for (int i = 0; i < Batch; i++)
        {
            for (int k = 0; k < i; k++)
            {
                pairs.Add((truth[i, k], weights[i, k], incomplete[i] || incomplete[k]));
            }
        }

        var touched = pairs.Where(p => p.Incomplete).ToList();
        double ratio = touched.Count == 0 || touched.Count == pairs.Count ? double.NaN : touched.Average(p => p.Weight) / pairs.Where(p => !p.Incomplete).Average(p => p.Weight);
        return [Spearman(pairs), Spearman(touched), ratio];
    }

    private static RiskInputs Hide(RiskInputs person, CounterRandom random)
    {
        RiskAttribute[] lost = Hidden.Where(_ => random.Chance(0.5)).ToArray();
        return person.With(lost.Length > 0 ? lost : [random.Pick(Hidden)], new RiskInputs());
    }

    private RiskEvidence Evidence(RiskInputs person)
    {
        RiskResult result = _score.Evaluate(person);
        ExpectedRisk expected = ExpectedRisk.Of(_score, person, _reference) ?? throw new ClefException(_reference.Name, "donors", 0, "some for every person");
        return new RiskEvidence(result.Percent ?? double.NaN, result.KnownRate, 100 * expected.Mean, 10_000 * expected.Variance);
    }

    /// <summary>The correlation of ranks, ties having the mean of theirs; NaN below three pairs, 0 where all weights are one.</summary>
    internal static double Spearman(List<(double Truth, double Weight, bool Incomplete)> pairs)
    {
        if (pairs.Count < 3)
        {
            return double.NaN;
        }

        double[] a = Ranks(pairs.Select(p => p.Truth).ToArray()), b = Ranks(pairs.Select(p => p.Weight).ToArray());
        double mean = (pairs.Count - 1) / 2.0, both = 0, left = 0, right = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += (a[i] - mean) * (b[i] - mean);
            left += (a[i] - mean) * (a[i] - mean);
            right += (b[i] - mean) * (b[i] - mean);
        }

        return right == 0 ? 0 : both / Math.Sqrt(left * right);
    }

    /// <summary>Mid-ranks, from 0.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = Enumerable.Range(0, values.Length).ToArray();
        double[] sorted = (double[])values.Clone();
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (int from = 0; from < order.Length;)
        {
            int to = from;
            while (to + 1 < order.Length && sorted[to + 1] == sorted[from])
            {
                to++;
            }

            for (int i = from; i <= to; i++)
            {
                ranks[order[i]] = (from + to) / 2.0;
            }

            from = to + 1;
        }

        return ranks;
    }
}
