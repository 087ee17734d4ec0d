namespace Clef.Clinical.Codes;

/// <summary>National Drug Codes: labeller, product and package, written with hyphens in 4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits.</summary>
public static class Ndc
{
    /// <summary>
    /// The billing form of 11 digits (5-4-2); null where it cannot be known. Ten digits without hyphens are ambiguous and therefore null.
    /// </summary>
    public static string? Normalise(string code)
    {
        string[] parts = code.Trim().Split('-');
        if (parts.Length == 3
            && parts.All(p => p.Length > 0 && p.All(char.IsAsciiDigit))
            && parts[0].Length is 4 or 5
            && parts[1].Length is 3 or 4
            && parts[2].Length is 1 or 2)
        {
            return parts[0].PadLeft(5, '0') + parts[1].PadLeft(4, '0') + parts[2].PadLeft(2, '0');
        }

        // An all-zero code stands for "none" in MIMIC-IV's prescriptions.
        return parts.Length == 1 && parts[0].Length == 11 && parts[0].All(char.IsAsciiDigit) && parts[0].Any(c => c != '0')
            ? parts[0]
            : null;
    }
}
