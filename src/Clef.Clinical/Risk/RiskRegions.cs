using Clef.Core;

namespace Clef.Clinical.Risk;

/// <summary>
/// Names of the regions, and the region of a country (ESC grouping by age- and sex-standardised cardiovascular mortality, 2021).
/// </summary>
public static class RiskRegions
{
    private static readonly (RiskRegion Region, string Name, string Countries)[] Table =
    [
        (RiskRegion.Low, "low", "BE DK FR IL LU NO ES CH NL GB"),
        (RiskRegion.Moderate, "moderate", "AT CY FI DE GR IS IE IT MT PT SM SI SE"),
        (RiskRegion.High, "high", "AL BA HR CZ EE HU KZ PL SK TR"),
        (RiskRegion.VeryHigh, "very-high", "DZ AM AZ BY BG EG GE KG LV LB LY LT ME MA MD RO RU RS SY MK TN UA UZ"),
        (RiskRegion.AsiaPacificLowModerate, "asia-pacific-low-moderate", ""),
        (RiskRegion.AsiaPacificHigh, "asia-pacific-high", ""),
        (RiskRegion.AsiaPacificVeryHigh, "asia-pacific-very-high", ""),
    ];

    private static readonly Dictionary<string, RiskRegion> ByCountry = Table
        .SelectMany(r => r.Countries.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => (c, r.Region)))
        .Append(("UK", RiskRegion.Low)).Append(("EL", RiskRegion.Moderate))
        .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all regions.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(r => r.Name)];

    /// <summary>All countries with a region, as ISO 3166 two-letter codes (and the customary UK and EL).</summary>
    public static IReadOnlyDictionary<string, RiskRegion> Countries => ByCountry;

    /// <summary>The name of a region, such as <c>very-high</c>.</summary>
    public static string NameOf(RiskRegion region) => Table.Single(r => r.Region == region).Name;

    /// <summary>Whether the authors mark the scales of a region as work in progress.</summary>
    public static bool IsProvisional(RiskRegion region) => region >= RiskRegion.AsiaPacificLowModerate;

    /// <summary>The region of a name; fails by listing the names.</summary>
    public static RiskRegion Parse(string name) => Table.Where(r => r.Name == name).Select(r => (RiskRegion?)r.Region).SingleOrDefault()
        ?? throw new ClefException(null, "region", name, $"one of {string.Join(", ", Names)}");

    /// <summary>
    /// The region of a country by its two-letter code. Fails where the grouping has none, as for the USA: there a choice is needed, and
    /// the pooled cohort equations are the alternative.
    /// </summary>
    public static RiskRegion OfCountry(string code) => ByCountry.TryGetValue(code.Trim(), out RiskRegion region)
        ? region
        : throw new ClefException(
            null, "country", code,
            "a country that the SCORE2 grouping covers (the USA is in no region: name a region, or use pooled-cohort)");
}
