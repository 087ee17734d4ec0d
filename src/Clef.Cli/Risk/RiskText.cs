using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;

namespace Clef.Cli.Risk;

/// <summary>How a result is shown to a person and to a program.</summary>
internal static class RiskText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Plain(RiskResult result, ExpectedRisk? expected)
    {
        var text = new StringBuilder();
        text.Append(result.Percent is { } percent
            ? string.Create(CultureInfo.InvariantCulture, $"{result.Score}: {percent:0.00} % in ten years, {result.Category}")
            : $"{result.Score}: no score ({RiskNames.Of(result.Status)})");
        foreach (string note in result.Notes)
        {
            text.Append("\n  ").Append(note);
        }

        if (result.Missing.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  {result.Missing.Count} of {result.AttributeCount} inputs missing (rate {result.MissingRate:0.000})");
        }

        if (expected is not null)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  expected {100 * expected.Mean:0.00} %, standard deviation {100 * Math.Sqrt(expected.Variance):0.00}, over {expected.Donors} donors of {expected.Reference}; not a score");
        }

        return text.ToString();
    }

    public static string Json(RiskResult result, ExpectedRisk? expected) => JsonSerializer.Serialize(
        new
        {
            score = result.Score,
            status = RiskNames.Of(result.Status),
            risk = result.Risk,
            percent = result.Percent,
            category = result.Category,
            missing = result.Missing.Select(RiskNames.Of),
            attributes = result.AttributeCount,
            missingRate = result.MissingRate,
            notes = result.Notes,
            expected = expected is null ? null : new
            {
                mean = expected.Mean,
                variance = expected.Variance,
                filled = expected.Filled.Select(RiskNames.Of),
                donors = expected.Donors,
                refused = expected.Refused,
                reference = expected.Reference,
            },
        },
        Indented);
}
