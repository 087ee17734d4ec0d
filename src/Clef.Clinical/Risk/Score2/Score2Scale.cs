using Clef.Clinical.Units;
using Clef.Core;

namespace Clef.Clinical.Risk.Score2;

/// <summary>
/// Recalibration to a region: the uncalibrated risk p becomes 1 - exp(-exp(s1 + s2 ln(-ln(1 - p)))). Full-precision scales of the
/// authors' programs; the published ones are these to four decimals.
/// </summary>
internal readonly record struct Score2Scale(double Offset, double Slope)
{
    /// <summary>
    /// The scales of SCORE2 and SCORE2-Diabetes. Those of Asia-Pacific are marked as work in progress in the authors' program.
    /// </summary>
    public static Score2Scale For(RiskRegion region, Sex sex) => (region, sex) switch
    {
        (RiskRegion.Low, Sex.Male) => new(-0.569857, 0.747593),
        (RiskRegion.Low, _) => new(-0.737966, 0.701868),
        (RiskRegion.Moderate, Sex.Male) => new(-0.156481, 0.800869),
        (RiskRegion.Moderate, _) => new(-0.314269, 0.770149),
        (RiskRegion.High, Sex.Male) => new(0.320717, 0.936004),
        (RiskRegion.High, _) => new(0.570963, 0.936893),
        (RiskRegion.VeryHigh, Sex.Male) => new(0.583578, 0.829368),
        (RiskRegion.VeryHigh, _) => new(0.941177, 0.832923),
        (RiskRegion.AsiaPacificLowModerate, Sex.Male) => new(-0.323568, 0.673304),
        (RiskRegion.AsiaPacificLowModerate, _) => new(-0.573924, 0.601509),
        (RiskRegion.AsiaPacificHigh, Sex.Male) => new(1.652122, 0.933416),
        (RiskRegion.AsiaPacificHigh, _) => new(1.561508, 0.802863),
        (RiskRegion.AsiaPacificVeryHigh, Sex.Male) => new(2.109450, 0.866315),
        (RiskRegion.AsiaPacificVeryHigh, _) => new(2.056977, 0.735817),
        _ => throw new ArgumentOutOfRangeException(nameof(region)),
    };

    /// <summary>The scales of SCORE2-OP, which has none for Asia-Pacific.</summary>
    public static Score2Scale ForOlder(RiskRegion region, Sex sex) => (region, sex) switch
    {
        (RiskRegion.Low, Sex.Male) => new(-0.343484, 1.193038),
        (RiskRegion.Low, _) => new(-0.516054, 1.007238),
        (RiskRegion.Moderate, Sex.Male) => new(0.005320, 1.248514),
        (RiskRegion.Moderate, _) => new(-0.101044, 1.099621),
        (RiskRegion.High, Sex.Male) => new(0.084305, 1.151902),
        (RiskRegion.High, _) => new(0.375720, 1.089031),
        (RiskRegion.VeryHigh, Sex.Male) => new(0.045959, 0.703625),
        (RiskRegion.VeryHigh, _) => new(0.379293, 0.691530),
        _ =>
            throw new ClefException(
                null, "region", RiskRegions.NameOf(region), "one of low, moderate, high, very-high (SCORE2-OP has no other)"),
    };

    /// <summary>Recalibrates a risk, given as its cumulative hazard -ln(1 - p).</summary>
    public double Recalibrate(double hazard) => 1 - Math.Exp(-Math.Exp(Offset + Slope * Math.Log(hazard)));
}
