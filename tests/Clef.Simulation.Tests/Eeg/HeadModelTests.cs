using System.Numerics;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Tests.Eeg;

public sealed class HeadModelTests
{
    [Fact]
    public void A_dipole_at_the_centre_makes_a_cosine()
    {
        // The potential on a homogeneous sphere is then proportional to the cosine of the angle to the dipole (every textbook of electrostatics).
        float[] gains = HeadModel.Gains(Vector3.Zero, Vector3.UnitX, EegReference.LinkedEars);
        float scale = gains[HeadModel.IndexOf("T4")] / HeadModel.Positions[HeadModel.IndexOf("T4")].X;
        for (int c = 0; c < gains.Length; c++)
        {
            gains[c].ShouldBe(HeadModel.Positions[c].X * scale, 1e-5);
        }
    }

    [Theory]
    [InlineData(Side.Left, Region.Temporal, "T3", "F7")]
    [InlineData(Side.Right, Region.Occipital, "O2", "O2")]
    [InlineData(Side.Midline, Region.Central, "Cz", "Cz")]
    [InlineData(Side.Left, Region.Frontal, "F3", "F3")]
    public void A_cortical_source_is_largest_at_its_electrode(Side side, Region region, string nearest, string orNearest)
    {
        float[] gains = HeadModel.RadialGains(new ScalpPlace(side, region).Direction, EegReference.LinkedEars);
        string largest = HeadModel.Labels[Array.IndexOf(gains, gains.Max())];
        new[] { nearest, orNearest }.ShouldContain(largest);
        gains[HeadModel.IndexOf(side == Side.Left ? "P4" : "F7")].ShouldBeLessThan(0.5f * gains.Max());
    }

    [Fact]
    public void The_midline_reference_is_quiet_near_itself()
    {
        Vector3 parietal = new ScalpPlace(Side.Midline, Region.Parietal).Direction;
        float At(string label, EegReference reference) => MathF.Abs(HeadModel.RadialGains(parietal, reference)[HeadModel.IndexOf(label)]);
        At("Pz", EegReference.Midline).ShouldBeLessThan(0.75f * At("Pz", EegReference.LinkedEars));
        At("Fp1", EegReference.Midline).ShouldBeGreaterThan(2 * At("Fp1", EegReference.LinkedEars)); // what the reference loses, all others gain
        HeadModel.Labels.Count.ShouldBe(19);
    }
}
