using System.Reflection;
using System.Text.Json;
using Clef.Signals.Noise;

namespace Clef.Simulation.Patients;

/// <summary>The joint distribution of risk factors in one sex, given age: regressions with correlated residuals, and missing values.</summary>
/// <param name="AgeShares">Share of adults in each five-year band from 18-19, 20-24, ... to 80 and over.</param>
/// <param name="Mean">For each of the six factors, the coefficients of 1, a, a^2 with a = (age - 50) / 10, on the transformed scale.</param>
/// <param name="ResidualFactor">Lower-triangular Cholesky factor (6 x 6) of the residuals' covariance.</param>
/// <param name="Smoking">Logit of smoking now: coefficients of 1, a, a^2.</param>
/// <param name="Diabetes">Logit of diabetes: coefficients of 1, a, a^2.</param>
public sealed record SexModel(double[] AgeShares, double[][] Mean, double[][] ResidualFactor, double[] Smoking, double[] Diabetes);

/// <summary>
/// Risk factors as in a real population. The committed numbers were fitted by <see cref="PopulationFit"/> to the NHANES 2009-2012 teaching extract
/// (public domain); the data themselves are not part of the project.
/// </summary>
/// <param name="Source">What was fitted.</param>
/// <param name="Adults">How many adults it rests on.</param>
/// <param name="Female">The model of women.</param>
/// <param name="Male">The model of men.</param>
/// <param name="MissingPressure">Logit of missing pressure and pulse: coefficients of 1, a.</param>
/// <param name="MissingBlood">Logit of missing lipids where the pressure is there: coefficients of 1, a.</param>
/// <param name="MissingBloodWithoutPressure">Probability of missing lipids where the pressure is missing too.</param>
/// <param name="MissingBmi">Logit of missing body mass index: coefficients of 1, a.</param>
public sealed record PopulationModel(
    string Source, int Adults, SexModel Female, SexModel Male, double[] MissingPressure, double[] MissingBlood,
    double MissingBloodWithoutPressure, double[] MissingBmi)
{
    internal const int Factors = 6;

    /// <summary>The fitted model that ships with the simulator.</summary>
    public static PopulationModel Fitted { get; } = Load();

    /// <summary>Draws an adult age in years: the real shares of five-year bands, uniform within a band, 80 and over reaching 95.</summary>
    public double DrawAge(Sex sex, CounterRandom random)
    {
        int band = random.Weighted(Of(sex).AgeShares);
        (double from, double to) = band switch { 0 => (18, 20), 13 => (80, 95), _ => (15 + (5 * band), 20 + (5 * band)) };
        return random.Uniform(from, to);
    }

    /// <summary>Draws the risk factors at an age; below 18 years the regression is held at 18.</summary>
    public RiskFactors Draw(double age, Sex sex, CounterRandom random)
    {
        SexModel model = Of(sex);
        double a = (Math.Clamp(age, 18, 85) - 50) / 10;
        Span<double> z = stackalloc double[Factors];
        Span<double> x = stackalloc double[Factors];
        for (int i = 0; i < Factors; i++)
        {
            z[i] = random.Normal();
            x[i] = Quadratic(model.Mean[i], a);
            for (int j = 0; j <= i; j++)
            {
                x[i] += model.ResidualFactor[i][j] * z[j];
            }
        }

        bool smoker = random.Chance(age < 15 ? 0 : Logistic(Quadratic(model.Smoking, a)));
        bool diabetes = random.Chance(Logistic(Quadratic(model.Diabetes, a)) * (age < 18 ? 0.2 : 1));
        return new RiskFactors(
            Factor.Systolic.Inverse(x[0]), Factor.Diastolic.Inverse(x[1]), Factor.Logarithm.Inverse(x[2]), Factor.Logarithm.Inverse(x[3]),
            Factor.Logarithm.Inverse(x[4]), Factor.Logarithm.Inverse(x[5]), smoker, diabetes);
    }

    /// <summary>Takes away what a survey would miss, and with probability <paramref name="extra"/> per group what a site's record lacks besides.</summary>
    public RecordedFactors Record(RiskFactors truth, double age, double extra, CounterRandom random)
    {
        double a = (Math.Clamp(age, 18, 85) - 50) / 10;
        bool noPressure = random.Chance(Logistic(Line(MissingPressure, a)));
        bool noBlood = random.Chance(noPressure ? MissingBloodWithoutPressure : Logistic(Line(MissingBlood, a)));
        bool noBmi = random.Chance(Logistic(Line(MissingBmi, a)));
        noPressure |= random.Chance(extra * 0.5);
        noBlood |= random.Chance(age < 40 ? Math.Min(1, extra * 1.8) : extra); // lipids are seldom measured in the young
        noBmi |= random.Chance(extra * 0.6);
        bool noSmoking = age < 20 || random.Chance(extra * 0.7); // the survey asks smoking from 20 years on
        return new RecordedFactors(
            noPressure ? null : Math.Round(truth.SystolicPressure), noPressure ? null : Math.Round(truth.DiastolicPressure),
            noBlood ? null : Math.Round(truth.TotalCholesterol, 2), noBlood ? null : Math.Round(truth.Hdl, 2),
            noBmi ? null : Math.Round(truth.Bmi, 1), noPressure ? null : Math.Round(truth.Pulse),
            noSmoking ? null : truth.Smoker, truth.Diabetes);
    }

    internal static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    internal static double Quadratic(double[] c, double a) => c[0] + (c[1] * a) + (c[2] * a * a);

    private static double Line(double[] c, double a) => c[0] + (c[1] * a);

    private SexModel Of(Sex sex) => sex == Sex.Female ? Female : Male;

    private static PopulationModel Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Clef.Simulation.population.json")!;
        return JsonSerializer.Deserialize<PopulationModel>(stream, JsonSerializerOptions.Web)!;
    }
}

/// <summary>The scale on which a risk factor is close to normal, with its inverse and limits of the plausible.</summary>
internal sealed record Factor(Func<double, double> Forward, Func<double, double> Inverse)
{
    /// <summary>Systolic pressure less 60 mmHg is close to log-normal.</summary>
    internal static Factor Systolic { get; } = new(v => Math.Log(Math.Max(1, v - 60)), x => Math.Clamp(60 + Math.Exp(x), 70, 240));

    /// <summary>Diastolic pressure is taken as it is; zero readings count as missing.</summary>
    internal static Factor Diastolic { get; } = new(v => v, x => Math.Clamp(x, 35, 130));

    /// <summary>Cholesterols, body mass index and pulse are close to log-normal.</summary>
    internal static Factor Logarithm { get; } = new(Math.Log, Math.Exp);
}
