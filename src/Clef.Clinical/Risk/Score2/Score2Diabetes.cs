using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Score2;

/// <summary>SCORE2-Diabetes: ten-year risk for people of 40-69 years with type 2 diabetes (Eur Heart J 2023).</summary>
public sealed class Score2Diabetes(RiskRegion region) : RiskScore
{
    private static readonly RiskAttribute[] Needed =
    [
        RiskAttribute.Age, RiskAttribute.Sex, RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol,
        RiskAttribute.HdlCholesterol, RiskAttribute.Diabetes, RiskAttribute.DiabetesAge, RiskAttribute.Hba1c, RiskAttribute.Egfr,
    ];

    /// <summary>The region to which the risk is calibrated.</summary>
    public RiskRegion Region => region;

    /// <inheritdoc/>
    public override string Name => "score2-diabetes";

    /// <inheritdoc/>
    public override IReadOnlyList<RiskAttribute> Attributes => Needed;

    /// <inheritdoc/>
    public override double FromAge => 40;

    /// <inheritdoc/>
    public override double BelowAge => 70;

    /// <summary>
    /// The equation as a whole, with the diabetes terms switched by the inputs; the age at diagnosis enters with diabetes only.
    /// </summary>
    internal static double Equation(RiskInputs p, RiskRegion region)
    {
        double age = (p.Age!.Value.Years - 60) / 5;
        double pressure = (p.SystolicPressure!.Value.MillimetresOfMercury - 120) / 20;
        double total = p.TotalCholesterol!.Value.MillimolesPerLitre - 6;
        double hdl = (p.HdlCholesterol!.Value.MillimolesPerLitre - 1.3) / 0.5;
        double smoker = p.Smoker!.Value ? 1 : 0;
        double diabetes = p.Diabetes!.Value ? 1 : 0;
        double since = p.Diabetes.Value ? (p.DiabetesAge!.Value.Years - 50) / 5 : 0;
        double a1c = (p.Hba1c!.Value.MillimolesPerMole - 31) / 9.34;
        double egfr = (Math.Log(p.Egfr!.Value.Millilitres) - 4.5) / 0.15;
        double predictor = p.Sex == Sex.Male
            ? 0.5368 * age + (0.4774 - 0.0672 * age) * smoker + (0.1322 - 0.0268 * age) * pressure + (0.6457 - 0.0983 * age) * diabetes
                + (0.1102 - 0.0181 * age) * total + (-0.1087 + 0.0095 * age) * hdl - 0.0998 * since
                + (0.0955 - 0.0134 * age) * a1c + (-0.0591 + 0.0115 * age) * egfr + 0.0058 * egfr * egfr
            : 0.6624 * age + (0.6139 - 0.1122 * age) * smoker + (0.1421 - 0.0167 * age) * pressure + (0.8096 - 0.1272 * age) * diabetes
                + (0.1127 - 0.0200 * age) * total + (-0.1568 + 0.0186 * age) * hdl - 0.118 * since
                + (0.1173 - 0.0196 * age) * a1c + (-0.0640 + 0.0169 * age) * egfr + 0.0062 * egfr * egfr;
        return Score2Scale.For(region, p.Sex!.Value).Recalibrate(Score2.BaselineHazard(p.Sex.Value) * Math.Exp(predictor));
    }

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs) => Equation(inputs, region);

    /// <inheritdoc/>
    protected override string Category(double risk, Age age) => Score2Categories.ForDiabetes(risk);

    /// <inheritdoc/>
    protected override string? OutsidePopulation(RiskInputs inputs) =>
        inputs.Diabetes == false ? "score2-diabetes is for people with type 2 diabetes; use score2"
        : inputs is { DiabetesAge: { } found, Age: { } age } && found.Years > age.Years ? "the age at diagnosis of diabetes exceeds the age"
        : null;

    /// <inheritdoc/>
    protected override IEnumerable<string> Reserves(RiskInputs inputs) => Score2Family.ProvisionalNote(region);
}
