using Clef.Clinical.Risk.Framingham;
using Clef.Clinical.Risk.Pooled;
using Clef.Clinical.Risk.Score2;
using Clef.Core;

namespace Clef.Clinical.Risk;

/// <summary>The scores by name.</summary>
public static class RiskScores
{
    /// <summary>The names of the scores, and whether each is calibrated to a region.</summary>
    public static IReadOnlyList<(string Name, bool NeedsRegion, string Title)> All { get; } =
    [
        ("score2", true, "SCORE2: ten-year cardiovascular risk, 40-69 years, without diabetes"),
        ("score2-op", true, "SCORE2-OP: 70-89 years"),
        ("score2-diabetes", true, "SCORE2-Diabetes: 40-69 years, type 2 diabetes"),
        ("score2-family", true, "the SCORE2 score that fits the person's age and diabetes"),
        ("pooled-cohort", false, "pooled cohort equations (ACC/AHA 2013), 40-79 years"),
        ("framingham", false, "Framingham general profile (2008) with lipids, 30-74 years"),
        ("framingham-bmi", false, "Framingham general profile (2008) with body-mass index"),
    ];

    /// <summary>Creates a score; fails where the name is unknown or a region is lacking or superfluous.</summary>
    public static RiskScore Create(string name, RiskRegion? region = null)
    {
        (string Name, bool NeedsRegion, string Title) entry = All.FirstOrDefault(s => s.Name == name);
        if (entry.Name is null)
        {
            throw new ClefException(null, "score", name, $"one of {string.Join(", ", All.Select(s => s.Name))}");
        }

        if (entry.NeedsRegion != region.HasValue)
        {
            throw new ClefException(name, "region", region is { } r ? RiskRegions.NameOf(r) : null,
                entry.NeedsRegion ? $"one of {string.Join(", ", RiskRegions.Names)}" : "none: this score is not calibrated to a region");
        }

        return name switch
        {
            "score2" => new Score2.Score2(region!.Value),
            "score2-op" => new Score2Op(region!.Value),
            "score2-diabetes" => new Score2Diabetes(region!.Value),
            "score2-family" => new Score2Family(region!.Value),
            "pooled-cohort" => new PooledCohortEquations(),
            "framingham" => FraminghamGeneralProfile.WithLipids,
            _ => FraminghamGeneralProfile.WithBodyMassIndex,
        };
    }
}
