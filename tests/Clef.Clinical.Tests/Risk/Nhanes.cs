using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Testing;

namespace Clef.Clinical.Tests.Risk;

/// <summary>The people of the NHANES extract.</summary>
internal static class Nhanes
{
    public static IReadOnlyList<RiskInputs> People()
    {
        using DelimitedReader table = DelimitedReader.Open(Path.Combine(SharedData.Recordings!, "ehr-nhanes-2009-2012.csv"));
        var mapping = new Dictionary<string, string>
        {
            ["age"] = "Age", ["sex"] = "Gender", ["sbp"] = "BPSysAve", ["hdl"] = "DirectChol", ["total-cholesterol"] = "TotChol", ["diabetes"] = "Diabetes",
            ["diabetes-age"] = "DiabetesAge", ["smoker"] = "SmokeNow", ["ever-smoked"] = "Smoke100", ["bmi"] = "BMI",
        };
        var columns = new RiskColumns(table, mapping, RiskUnits.Parse("mmol/L", "mmol/mol"));
        return [.. RiskTable.Rows(table, columns, "nhanes").Select(r => r.Inputs!)];
    }
}
