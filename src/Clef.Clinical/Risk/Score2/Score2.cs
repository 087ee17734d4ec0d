using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Score2;

/// <summary>
/// SCORE2: ten-year risk of fatal and non-fatal cardiovascular disease for people of 40-69 years without diabetes or earlier
/// cardiovascular disease (SCORE2 working group, Eur Heart J 2021). Diabetes that is not known counts as none, as in the published use.
/// </summary>
public sealed class Score2(RiskRegion region) : RiskScore
{
    private static readonly RiskAttribute[] Needed =
        [
            RiskAttribute.Age, RiskAttribute.Sex, RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol,
            RiskAttribute.HdlCholesterol];

    /// <summary>The region to which the risk is calibrated.</summary>
    public RiskRegion Region => region;

    /// <inheritdoc/>
    public override string Name => "score2";

    /// <inheritdoc/>
    public override IReadOnlyList<RiskAttribute> Attributes => Needed;

    /// <inheritdoc/>
    public override double FromAge => 40;

    /// <inheritdoc/>
    public override double BelowAge => 70;

    /// <summary>
    /// The linear predictor on centred inputs; the diabetes terms of the derivation model are zero for the score's population.
    /// </summary>
    internal static double LinearPredictor(RiskInputs p)
    {
        double age = (p.Age!.Value.Years - 60) / 5;
        double pressure = (p.SystolicPressure!.Value.MillimetresOfMercury - 120) / 20;
        double total = p.TotalCholesterol!.Value.MillimolesPerLitre - 6;
        double hdl = (p.HdlCholesterol!.Value.MillimolesPerLitre - 1.3) / 0.5;
        double smoker = p.Smoker!.Value ? 1 : 0;
        return p.Sex == Sex.Male
            ? 0.3742 * age + (0.6012 - 0.0755 * age) * smoker + (0.2777 - 0.0255 * age) * pressure
                + (0.1458 - 0.0281 * age) * total + (-0.2698 + 0.0426 * age) * hdl
            : 0.4648 * age + (0.7744 - 0.1088 * age) * smoker + (0.3131 - 0.0277 * age) * pressure
                + (0.1002 - 0.0226 * age) * total + (-0.2606 + 0.0613 * age) * hdl;
    }

    /// <summary>The ten-year cumulative baseline hazard, -ln S0: S0 is 0.9605 for men, 0.9776 for women.</summary>
    internal static double BaselineHazard(Sex sex) => -Math.Log(sex == Sex.Male ? 0.9605 : 0.9776);

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs) =>
        Score2Scale.For(region, inputs.Sex!.Value).Recalibrate(BaselineHazard(inputs.Sex.Value) * Math.Exp(LinearPredictor(inputs)));

    /// <inheritdoc/>
    protected override string Category(double risk, Age age) => Score2Categories.For(risk, age.Years);

    /// <inheritdoc/>
    protected override string? OutsidePopulation(RiskInputs inputs) =>
        inputs.Diabetes == true ? "score2 is for people without diabetes; use score2-diabetes" : null;

    /// <inheritdoc/>
    protected override IEnumerable<string> Reserves(RiskInputs inputs) => Score2Family.ProvisionalNote(region);
}
