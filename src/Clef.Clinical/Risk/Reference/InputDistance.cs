namespace Clef.Clinical.Risk.Reference;

/// <summary>
/// The distance between people in the inputs that are known of one of them. Each input is standardised by its standard deviation in the
/// reference population and weighted by the share of variance that it has in common (r squared) with what is to be filled in, so that body
/// mass counts for an unknown HDL and hardly for an unknown smoking. Yes and no are 1 and 0.
/// </summary>
internal sealed class InputDistance
{
    /// <summary>No input counts for less, so that people remain comparable where nothing goes together.</summary>
    private const double LeastWeight = 0.01;

    /// <summary>A correlation over fewer people is taken as none.</summary>
    private const int LeastPairs = 30;

    /// <summary>The inputs that count. Sex is matched exactly; race and the age at diabetes are left out.</summary>
    private static readonly RiskAttribute[] Counting =
    [
        RiskAttribute.Age, RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol,
            RiskAttribute.HdlCholesterol, RiskAttribute.Diabetes,
        RiskAttribute.Hba1c, RiskAttribute.Egfr, RiskAttribute.PressureTreatment, RiskAttribute.BodyMassIndex,
    ];

    private readonly double[] mean = new double[Counting.Length];
    private readonly double[] deviation = new double[Counting.Length];
    private readonly double[] weight = new double[Counting.Length];

    /// <summary>Learns scales and weights from people.</summary>
    /// <param name="people">The people among whom donors will be sought.</param>
    /// <param name="unknown">What is to be filled in.</param>
    public InputDistance(IReadOnlyList<RiskInputs> people, IReadOnlyCollection<RiskAttribute> unknown)
    {
        double?[][] columns = [.. Counting.Select(a => people.Select(p => Number(p, a)).ToArray())];
        for (int k = 0; k < Counting.Length; k++)
        {
            double[] known = [.. columns[k].Where(v => v.HasValue).Select(v => v!.Value)];
            mean[k] = known.Length == 0 ? 0 : known.Average();
            deviation[k] = known.Length == 0 ? 0 : Math.Sqrt(known.Average(v => (v - mean[k]) * (v - mean[k])));
            double shared = unknown.Select(u => Array.IndexOf(Counting, u))
                .Where(u => u >= 0 && u != k)
                .Select(u => SharedVariance(columns[k], columns[u]))
                .DefaultIfEmpty(0)
                .Max();
            weight[k] = Math.Max(LeastWeight, shared);
        }
    }

    /// <summary>
    /// The squared distance of a donor from a person over the inputs known of the person. Where the donor lacks one, the expectation over
    /// the reference population stands for it: 1 + z squared for a person z standard deviations from the mean.
    /// </summary>
    public double Squared(RiskInputs person, RiskInputs donor)
    {
        double sum = 0;
        for (int k = 0; k < Counting.Length; k++)
        {
            if (deviation[k] > 0 && Number(person, Counting[k]) is { } own)
            {
                double z = (own - mean[k]) / deviation[k];
                sum += weight[k] * (Number(donor, Counting[k]) is { } other ? Math.Pow((own - other) / deviation[k], 2) : 1 + (z * z));
            }
        }

        return sum;
    }

    private static double SharedVariance(double?[] a, double?[] b)
    {
        int n = 0;
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] is { } x && b[i] is { } y)
            {
                n++;
                sa += x;
                sb += y;
                saa += x * x;
                sbb += y * y;
                sab += x * y;
            }
        }

        double va = (n * saa) - (sa * sa), vb = (n * sbb) - (sb * sb), cov = (n * sab) - (sa * sb);
        return n < LeastPairs || va <= 0 || vb <= 0 ? 0 : cov * cov / (va * vb);
    }

    private static double? Number(RiskInputs p, RiskAttribute attribute) => attribute switch
    {
        RiskAttribute.Age => p.Age?.Years,
        RiskAttribute.Smoking => Flag(p.Smoker),
        RiskAttribute.SystolicPressure => p.SystolicPressure?.MillimetresOfMercury,
        RiskAttribute.TotalCholesterol => p.TotalCholesterol?.MillimolesPerLitre,
        RiskAttribute.HdlCholesterol => p.HdlCholesterol?.MillimolesPerLitre,
        RiskAttribute.Diabetes => Flag(p.Diabetes),
        RiskAttribute.Hba1c => p.Hba1c?.MillimolesPerMole,
        RiskAttribute.Egfr => p.Egfr?.Millilitres,
        RiskAttribute.PressureTreatment => Flag(p.PressureTreated),
        RiskAttribute.BodyMassIndex => p.BodyMassIndex?.KilogramsPerSquareMetre,
        _ => null,
    };

    private static double? Flag(bool? value) => value is { } v ? v ? 1 : 0 : null;
}
