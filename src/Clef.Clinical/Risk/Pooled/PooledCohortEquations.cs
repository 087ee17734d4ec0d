using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Pooled;

/// <summary>
/// The pooled cohort equations: ten-year risk of a first hard atherosclerotic event for people of 40-79 years in the USA (Goff et al.,
/// 2013 ACC/AHA guideline on the assessment of cardiovascular risk, appendix 7, table A). An alternative where SCORE2 has no region.
/// </summary>
public sealed class PooledCohortEquations : RiskScore
{
    private static readonly RiskAttribute[] Needed =
    [
        RiskAttribute.Age, RiskAttribute.Sex, RiskAttribute.Race, RiskAttribute.Smoking, RiskAttribute.SystolicPressure,
            RiskAttribute.PressureTreatment,
        RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol, RiskAttribute.Diabetes,
    ];

    /// <summary>One column of table A. Terms that a group lacks are zero.</summary>
    private sealed record Column(
        double Age, double AgeSquared, double Total, double AgeTotal, double Hdl, double AgeHdl, double Treated, double AgeTreated,
        double Untreated, double AgeUntreated, double Smoker, double AgeSmoker, double Diabetes, double Mean, double Survival);

    private static readonly Column WhiteWomen =
        new(-29.799, 4.884, 13.540, -3.114, -13.578, 3.149, 2.019, 0, 1.957, 0, 7.574, -1.665, 0.661, -29.18, 0.9665);
    private static readonly Column BlackWomen =
        new(17.114, 0, 0.940, 0, -18.920, 4.475, 29.291, -6.432, 27.820, -6.087, 0.691, 0, 0.874, 86.61, 0.9533);
    private static readonly Column WhiteMen =
        new(12.344, 0, 11.853, -2.664, -7.990, 1.769, 1.797, 0, 1.764, 0, 7.837, -1.795, 0.658, 61.18, 0.9144);
    private static readonly Column BlackMen = new(2.469, 0, 0.302, 0, -0.307, 0, 1.916, 0, 1.809, 0, 0.549, 0, 0.645, 19.54, 0.8954);

    /// <inheritdoc/>
    public override string Name => "pooled-cohort";

    /// <inheritdoc/>
    public override IReadOnlyList<RiskAttribute> Attributes => Needed;

    /// <inheritdoc/>
    public override double FromAge => 40;

    /// <inheritdoc/>
    public override double BelowAge => 80;

    /// <summary>The sum of coefficient times value ("individual sum" in the guideline's worked example).</summary>
    internal static double IndividualSum(RiskInputs p)
    {
        Column c = Of(p);
        double age = Math.Log(p.Age!.Value.Years);
        double pressure = Math.Log(p.SystolicPressure!.Value.MillimetresOfMercury);
        return c.Age * age + c.AgeSquared * age * age
            + (c.Total + c.AgeTotal * age) * Math.Log(p.TotalCholesterol!.Value.MilligramsPerDecilitre)
            + (c.Hdl + c.AgeHdl * age) * Math.Log(p.HdlCholesterol!.Value.MilligramsPerDecilitre)
            + (p.PressureTreated!.Value ? c.Treated + c.AgeTreated * age : c.Untreated + c.AgeUntreated * age) * pressure
            + (p.Smoker!.Value ? c.Smoker + c.AgeSmoker * age : 0) + (p.Diabetes!.Value ? c.Diabetes : 0);
    }

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs)
    {
        Column c = Of(inputs);
        return 1 - Math.Pow(c.Survival, Math.Exp(IndividualSum(inputs) - c.Mean));
    }

    /// <summary>Limits of the 2019 ACC/AHA guideline on primary prevention: 5, 7.5 and 20 %.</summary>
    protected override string Category(double risk, Age age) =>
        risk < 0.05 ? "low" : risk < 0.075 ? "borderline" : risk < 0.20 ? "intermediate" : "high";

    /// <inheritdoc/>
    protected override IEnumerable<string> Reserves(RiskInputs inputs) => inputs.Race == RiskRace.Other
        ? ["computed with the equations for White people, as the guideline advises for other races; it may be too high or too low"]
        : [];

    private static Column Of(RiskInputs p) => (p.Race, p.Sex) switch
    {
        (RiskRace.Black, Sex.Female) => BlackWomen,
        (RiskRace.Black, _) => BlackMen,
        (_, Sex.Female) => WhiteWomen,
        _ => WhiteMen,
    };
}
