namespace Clef.Clinical.Risk.Tables;

using Clef.Clinical.Units;

/// <summary>
/// What a score yields over a population: how many have it, what the others lack, and how the risk is spread by age and sex.
/// Rows are added one by one; the risks are kept, so memory is eight bytes a scored person.
/// </summary>
public sealed class RiskSummary
{
    private readonly Dictionary<(int Decade, Sex Sex), List<double>> risks = [];
    private readonly Dictionary<RiskStatus, int> statuses = Enum.GetValues<RiskStatus>().ToDictionary(s => s, _ => 0);
    private readonly Dictionary<RiskAttribute, int> missing = [];
    private readonly Dictionary<(int Decade, Sex Sex), int> eligible = [];

    /// <summary>How many people were added.</summary>
    public int People { get; private set; }

    /// <summary>How many rows could not be read.</summary>
    public int Errors { get; private set; }

    /// <summary>How many people have each status.</summary>
    public IReadOnlyDictionary<RiskStatus, int> Statuses => statuses;

    /// <summary>Among the people to whom the score applies (age and population fit), how many lack each attribute.</summary>
    public IReadOnlyDictionary<RiskAttribute, int> Missing => missing;

    /// <summary>The sum of the missing rates m/A over the people to whom the score applies, over their number.</summary>
    public double MeanMissingRate => Applies == 0 ? double.NaN : missingRates / Applies;

    /// <summary>The people to whom the score applies: scored, or lacking inputs.</summary>
    public int Applies => statuses[RiskStatus.Scored] + statuses[RiskStatus.MissingInputs];

    private double missingRates;

    /// <summary>Counts a row that could not be read.</summary>
    public void AddError() => Errors++;

    /// <summary>Adds one person.</summary>
    public void Add(RiskInputs inputs, RiskResult result)
    {
        People++;
        statuses[result.Status]++;
        if (result.Status is not (RiskStatus.Scored or RiskStatus.MissingInputs))
        {
            return;
        }

        missingRates += result.MissingRate;
        foreach (RiskAttribute attribute in result.Missing)
        {
            missing[attribute] = missing.GetValueOrDefault(attribute) + 1;
        }

        if (inputs.Age is not { } age || inputs.Sex is not { } sex)
        {
            return;
        }

        var key = ((int)(age.Years / 10) * 10, sex);
        eligible[key] = eligible.GetValueOrDefault(key) + 1;
        if (result.Risk is { } risk)
        {
            if (!risks.TryGetValue(key, out List<double>? list))
            {
                risks[key] = list = [];
            }

            list.Add(risk);
        }
    }

    /// <summary>The spread of the risk in each decade of age and sex, in order.</summary>
    public IReadOnlyList<RiskStratum> Strata() =>
    [
        .. eligible.OrderBy(e => e.Key.Decade).ThenBy(e => e.Key.Sex).Select(e =>
        {
            double[] sorted = risks.TryGetValue(e.Key, out List<double>? list) ? [.. list.Order()] : [];
            return new RiskStratum(e.Key.Decade, e.Key.Sex, e.Value, sorted.Length, sorted.Length == 0 ? null : sorted.Average(),
                Quantile(sorted, 0.1), Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75), Quantile(sorted, 0.9));
        }),
    ];

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan, type 7).</summary>
    private static double? Quantile(double[] sorted, double q)
    {
        if (sorted.Length == 0)
        {
            return null;
        }

        double at = q * (sorted.Length - 1);
        int low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}

/// <summary>The risk in one decade of age and one sex; the fractions are null where nobody has a score.</summary>
/// <param name="Decade">The first year of the decade.</param>
/// <param name="Sex">The sex.</param>
/// <param name="People">People to whom the score applies.</param>
/// <param name="Scored">People who have a score.</param>
/// <param name="Mean">Mean risk as a fraction.</param>
/// <param name="Tenth">10th percentile.</param>
/// <param name="LowerQuartile">25th percentile.</param>
/// <param name="Median">Median.</param>
/// <param name="UpperQuartile">75th percentile.</param>
/// <param name="Ninetieth">90th percentile.</param>
public sealed record RiskStratum(
    int Decade, Sex Sex, int People, int Scored, double? Mean, double? Tenth, double? LowerQuartile, double? Median, double? UpperQuartile,
        double? Ninetieth);
