namespace Clef.Clinical.Records;

/// <summary>The eight groups that the alignment's race token distinguishes; sources word them in many ways.</summary>
/// <remarks>A social category that records keep; it serves here to describe and balance cohorts.</remarks>
public static class RaceGroups
{
    /// <summary>The groups, in a fixed order.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["White", "Black", "Asian", "Hispanic", "American Indian", "Pacific Islander", "Other", "Unknown"];

    /// <summary>The group of a source's wording.</summary>
    public static string Of(string? wording)
    {
        string text = wording?.ToUpperInvariant() ?? "";
        return text switch
        {
            "" => "Unknown",
            _ when Has("UNKNOWN", "DECLINED", "UNABLE", "REFUSED", "ASKED BUT") => "Unknown",
            _ when Has("HISPANIC", "LATINO", "SOUTH AMERICAN") && !Has("NOT HISPANIC", "NON-HISPANIC", "NONHISPANIC") => "Hispanic",
            _ when Has("PACIFIC", "HAWAIIAN") => "Pacific Islander",
            _ when Has("AMERICAN INDIAN", "ALASKA") => "American Indian",
            _ when Has("ASIAN") && !Has("CAUCASIAN") => "Asian",
            _ when Has("BLACK", "AFRICAN") => "Black",
            _ when Has("WHITE", "CAUCASIAN", "PORTUGUESE") => "White",
            _ => "Other",
        };

        bool Has(params ReadOnlySpan<string> parts)
        {
            foreach (string part in parts)
            {
                if (text.Contains(part, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
