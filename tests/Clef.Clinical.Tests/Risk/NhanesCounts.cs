namespace Clef.Clinical.Tests.Risk;

/// <summary>Counts for SCORE2 over the NHANES extract, by a Python script of the csv module that applies the rules anew.</summary>
internal static class NhanesCounts
{
    /// <summary>Scored, lacking inputs, outside the ages, with diabetes.</summary>
    public static readonly (int, int, int, int) Statuses = (1724, 152, 4565, 338);

    /// <summary>Lacking systolic pressure, total cholesterol, smoking.</summary>
    public static readonly (int, int, int) Missing = (74, 87, 0);
}
