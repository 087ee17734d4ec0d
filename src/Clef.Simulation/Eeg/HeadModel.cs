using System.Numerics;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>
/// The nineteen electrodes of the 10-20 system on a unit sphere and the potential that a current dipole makes there. The head is a homogeneous
/// conducting sphere, solved exactly (the Neumann Green's function of the sphere). A skull spreads the field; a dipole nearer the centre does so alike, so
/// cortical sources lie at 0.61 of the radius (Ary, Klein and Fender, IEEE Trans Biomed Eng 1981).
/// </summary>
public static class HeadModel
{
    /// <summary>The depth, from the centre, at which a source under a homogeneous sphere looks like cortex under a skull.</summary>
    public const float CortexRadius = 0.61f;

    private static readonly (string Label, double FromVertex, double FromFront)[] Places =
    [
        // Degrees from the vertex, and around from the nose, positive to the right: the 10 % rule on a sphere.
        ("Fp1", 72, -18), ("F3", 46, -39), ("C3", 36, -90), ("P3", 46, -141), ("O1", 72, -162), ("F7", 72, -54), ("T3", 72, -90), ("T5", 72, -126),
        ("Fz", 36, 0), ("Cz", 0, 0), ("Pz", 36, 180),
        ("Fp2", 72, 18), ("F4", 46, 39), ("C4", 36, 90), ("P4", 46, 141), ("O2", 72, 162), ("F8", 72, 54), ("T4", 72, 90), ("T6", 72, 126),
    ];

    /// <summary>The labels in recording order.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. Places.Select(p => p.Label)];

    /// <summary>The electrodes' positions: x right, y front, z up; unit length.</summary>
    public static IReadOnlyList<Vector3> Positions { get; } = [.. Places.Select(p => At(p.FromVertex, p.FromFront))];

    private static readonly Vector3[] Ears = [At(104, -90), At(104, 90)];
    private static readonly Vector3[] MidlineReference = [At(18, 180)];

    /// <summary>The index of an electrode.</summary>
    public static int IndexOf(string label) => Array.FindIndex(Places, p => p.Label == label);

    /// <summary>
    /// The potential of a dipole at each electrode against a reference, scaled so that the largest potential before referencing is 1 (its sign kept).
    /// </summary>
    /// <param name="position">Where the dipole is; shorter than 1.</param>
    /// <param name="moment">Its direction.</param>
    /// <param name="reference">The recording reference.</param>
    public static float[] Gains(Vector3 position, Vector3 moment, EegReference reference)
    {
        var gains = new float[Places.Length];
        float peak = 0;
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] = Potential(Positions[i], position, moment);
            peak = MathF.Max(peak, MathF.Abs(gains[i]));
        }

        Vector3[] against = reference == EegReference.LinkedEars ? Ears : MidlineReference;
        float zero = against.Average(r => Potential(r, position, moment));
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] = peak > 0 ? (gains[i] - zero) / peak : 0;
        }

        return gains;
    }

    /// <summary>The gains of a cortical source that points outwards at a place.</summary>
    public static float[] RadialGains(Vector3 direction, EegReference reference) => Gains(direction * CortexRadius, direction, reference);

    /// <summary>Surface potential of a dipole within a homogeneous sphere of radius 1, up to the factor 1 / (4 pi conductivity).</summary>
    private static float Potential(Vector3 electrode, Vector3 position, Vector3 moment)
    {
        Vector3 to = electrode - position;
        float d = to.Length();
        Vector3 image = (electrode + (to / d)) / (1 - Vector3.Dot(electrode, position) + d);
        return Vector3.Dot(moment, (2 * to / (d * d * d)) + image);
    }

    private static Vector3 At(double fromVertex, double fromFront)
    {
        double theta = fromVertex * Math.PI / 180, phi = fromFront * Math.PI / 180;
        return new Vector3((float)(Math.Sin(theta) * Math.Sin(phi)), (float)(Math.Sin(theta) * Math.Cos(phi)), (float)Math.Cos(theta));
    }
}
