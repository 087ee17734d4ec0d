using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Score2;

/// <summary>
/// SCORE2-OP: ten-year risk for people of 70-89 years (SCORE2-OP working group, Eur Heart J 2021). Full-precision coefficients; the
/// published four-decimal ones move the worked example of the paper from 18.4 to 18.6 % (see docs/risk.md).
/// </summary>
public sealed class Score2Op : RiskScore
{
    private static readonly RiskAttribute[] Needed =
        [
            RiskAttribute.Age, RiskAttribute.Sex, RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol,
            RiskAttribute.HdlCholesterol, RiskAttribute.Diabetes];

    /// <summary>Creates the score for a region of Europe; fails for Asia-Pacific, for which no scales exist.</summary>
    public Score2Op(RiskRegion region)
    {
        Score2Scale.ForOlder(region, Sex.Male);
        Region = region;
    }

    /// <summary>The region to which the risk is calibrated.</summary>
    public RiskRegion Region { get; }

    /// <inheritdoc/>
    public override string Name => "score2-op";

    /// <inheritdoc/>
    public override IReadOnlyList<RiskAttribute> Attributes => Needed;

    /// <inheritdoc/>
    public override double FromAge => 70;

    /// <inheritdoc/>
    public override double BelowAge => 90;

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs)
    {
        Sex sex = inputs.Sex!.Value;
        double age = inputs.Age!.Value.Years - 73;
        double pressure = inputs.SystolicPressure!.Value.MillimetresOfMercury - 150;
        double total = inputs.TotalCholesterol!.Value.MillimolesPerLitre - 6;
        double hdl = inputs.HdlCholesterol!.Value.MillimolesPerLitre - 1.4;
        double diabetes = inputs.Diabetes!.Value ? 1 : 0;
        double smoker = inputs.Smoker!.Value ? 1 : 0;
        double predictor = sex == Sex.Male
            ? 0.0633767915 * age + (0.4245248910 - 0.0173654217 * age) * diabetes + (0.3523957899 - 0.0247205945 * age) * smoker
                + (0.0094362177 - 0.0004794522 * age) * pressure + (0.0849594156 + 0.0073336663 * age) * total
                + (-0.3563571842 + 0.0091317857 * age) * hdl - 0.09285225
            : 0.0789191229 * age + (0.6009874438 - 0.0106909701 * age) * diabetes + (0.4921147010 - 0.0255496313 * age) * smoker
                + (0.0101993091 - 0.0004404728 * age) * pressure + (0.0604939598 - 0.0009121461 * age) * total
                + (-0.3040280248 + 0.0153779923 * age) * hdl - 0.2287676;
        double baseline = -Math.Log(1 - (sex == Sex.Male ? 0.24235298 : 0.19178759));
        return Score2Scale.ForOlder(Region, sex).Recalibrate(baseline * Math.Exp(predictor));
    }

    /// <inheritdoc/>
    protected override string Category(double risk, Age age) => Score2Categories.For(risk, age.Years);
}
