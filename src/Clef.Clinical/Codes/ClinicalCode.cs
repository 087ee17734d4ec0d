namespace Clef.Clinical.Codes;

/// <summary>
/// A code of a named vocabulary, written <c>SYSTEM/value</c> as in MEDS: <c>SNOMED/44054006</c>, <c>ICD10CM/I48.91</c>, <c>ATC/N03AX14</c>.
/// </summary>
/// <param name="System">One of <see cref="CodeSystems"/>, or another vocabulary's name.</param>
/// <param name="Value">The code within it.</param>
public readonly record struct ClinicalCode(string System, string Value)
{
    /// <summary>Splits <c>SYSTEM/value</c> at its first slash; a code without one has the empty system.</summary>
    public static ClinicalCode Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new("", text) : new(text[..slash], text[(slash + 1)..]);
    }

    /// <summary>The code as <c>SYSTEM/value</c>.</summary>
    public override string ToString() => System.Length == 0 ? Value : $"{System}/{Value}";
}
