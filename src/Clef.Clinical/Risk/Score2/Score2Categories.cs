namespace Clef.Clinical.Risk.Score2;

/// <summary>
/// The risk categories that the ESC guidelines attach to the family (prevention guideline 2021; diabetes guideline 2023).
/// </summary>
internal static class Score2Categories
{
    /// <summary>SCORE2 and SCORE2-OP: the limits rise with age.</summary>
    public static string For(double risk, double age)
    {
        (double high, double veryHigh) = age < 50 ? (0.025, 0.075) : age < 70 ? (0.05, 0.10) : (0.075, 0.15);
        return risk < high ? "low-to-moderate" : risk < veryHigh ? "high" : "very high";
    }

    /// <summary>SCORE2-Diabetes: 5, 10 and 20 % at every age.</summary>
    public static string ForDiabetes(double risk) => risk < 0.05 ? "low" : risk < 0.10 ? "moderate" : risk < 0.20 ? "high" : "very high";
}
