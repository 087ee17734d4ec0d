using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Framingham;

/// <summary>
/// The Framingham general cardiovascular risk profile: ten-year risk for people of 30-74 years, with lipids or, in an office without a
/// laboratory, with the body-mass index (D'Agostino et al., Circulation 2008).
/// </summary>
public sealed class FraminghamGeneralProfile : RiskScore
{
    private readonly bool lipids;
    private readonly RiskAttribute[] needed;

    private sealed record Column(
        double Age, double Total, double Hdl, double BodyMass, double Untreated, double Treated, double Smoker, double Diabetes,
            double Mean, double Survival);

    private static readonly Column WomenLipids = new(2.32888, 1.20904, -0.70833, 0, 2.76157, 2.82263, 0.52873, 0.69154, 26.1931, 0.95012);
    private static readonly Column MenLipids = new(3.06117, 1.12370, -0.93263, 0, 1.93303, 1.99881, 0.65451, 0.57367, 23.9802, 0.88936);
    private static readonly Column WomenBodyMass = new(2.72107, 0, 0, 0.51125, 2.81291, 2.88267, 0.61868, 0.77763, 26.0145, 0.94833);
    private static readonly Column MenBodyMass = new(3.11296, 0, 0, 0.79277, 1.85508, 1.92672, 0.70953, 0.53160, 23.9388, 0.88431);

    private FraminghamGeneralProfile(bool lipids)
    {
        this.lipids = lipids;
        RiskAttribute[] common =
            [
                RiskAttribute.Age, RiskAttribute.Sex, RiskAttribute.Smoking, RiskAttribute.SystolicPressure,
                RiskAttribute.PressureTreatment, RiskAttribute.Diabetes];
        needed = lipids
            ? [.. common, RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol]
            : [.. common, RiskAttribute.BodyMassIndex];
    }

    /// <summary>The form with total and HDL cholesterol.</summary>
    public static FraminghamGeneralProfile WithLipids { get; } = new(true);

    /// <summary>The form with the body-mass index.</summary>
    public static FraminghamGeneralProfile WithBodyMassIndex { get; } = new(false);

    /// <inheritdoc/>
    public override string Name => lipids ? "framingham" : "framingham-bmi";

    /// <inheritdoc/>
    public override IReadOnlyList<RiskAttribute> Attributes => needed;

    /// <inheritdoc/>
    public override double FromAge => 30;

    /// <inheritdoc/>
    public override double BelowAge => 75;

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs)
    {
        bool male = inputs.Sex == Sex.Male;
        Column c = lipids ? (male ? MenLipids : WomenLipids) : male ? MenBodyMass : WomenBodyMass;
        double sum = c.Age * Math.Log(inputs.Age!.Value.Years)
            + (inputs.PressureTreated!.Value ? c.Treated : c.Untreated) * Math.Log(inputs.SystolicPressure!.Value.MillimetresOfMercury)
            + (inputs.Smoker!.Value ? c.Smoker : 0) + (inputs.Diabetes!.Value ? c.Diabetes : 0);
        sum += lipids
            ? c.Total * Math.Log(inputs.TotalCholesterol!.Value.MilligramsPerDecilitre)
                + c.Hdl * Math.Log(inputs.HdlCholesterol!.Value.MilligramsPerDecilitre)
            : c.BodyMass * Math.Log(inputs.BodyMassIndex!.Value.KilogramsPerSquareMetre);
        return 1 - Math.Pow(c.Survival, Math.Exp(sum - c.Mean));
    }

    /// <summary>The customary limits of general practice, 10 and 20 %.</summary>
    protected override string Category(double risk, Age age) => risk < 0.10 ? "low" : risk < 0.20 ? "intermediate" : "high";
}
