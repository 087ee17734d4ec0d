using System.CommandLine;
using Clef.Clinical.Risk;
using Clef.Core;

namespace Clef.Cli.Risk;

/// <summary>The region of a score, by name or by country.</summary>
internal sealed class RegionOptions
{
    private readonly Option<string?> region =
        new("--region") { Description = $"Calibration region: {string.Join(", ", RiskRegions.Names)}" };
    private readonly Option<string?> country = new("--country") { Description = "Take the region of this country (two letters)" };

    public RegionOptions() => region.AcceptOnlyFromAmong([.. RiskRegions.Names]);

    public void AddTo(Command command)
    {
        command.Options.Add(region);
        command.Options.Add(country);
    }

    public RiskScore Create(string score, ParseResult parsed) => (parsed.GetValue(region), parsed.GetValue(country)) switch
    {
        ({ } r, null) => RiskScores.Create(score, RiskRegions.Parse(r)),
        (null, { } c) => RiskScores.Create(score, RiskRegions.OfCountry(c)),
        (null, null) => RiskScores.Create(score),
        _ => throw new ClefException(null, "--country", parsed.GetValue(country), "either --region or --country, not both"),
    };
}
