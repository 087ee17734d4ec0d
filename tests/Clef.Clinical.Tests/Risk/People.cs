using Clef.Clinical.Risk;
using Clef.Clinical.Units;

namespace Clef.Clinical.Tests.Risk;

/// <summary>Short construction of people for the tests.</summary>
internal static class People
{
    public static RiskInputs Of(Sex sex, double age, bool smoker, double sbp, double total, double hdl, bool? diabetes = null) => new()
    {
        Sex = sex,
        Age = new Age(age),
        Smoker = smoker,
        SystolicPressure = new SystolicPressure(sbp),
        TotalCholesterol = new Cholesterol(total),
        HdlCholesterol = new Cholesterol(hdl),
        Diabetes = diabetes,
    };

    public static RiskInputs WithDiabetes(Sex sex, bool smoker, double found, double a1c, double egfr, bool diabetes = true) =>
        Of(sex, 60, smoker, 140, 5.5, 1.3, diabetes) with
        {
            DiabetesAge = new Age(found),
            Hba1c = new GlycatedHaemoglobin(a1c),
            Egfr = new FiltrationRate(egfr),
        };
}
