using System.Numerics;
using Clef.Signals.Noise;

namespace Clef.Simulation.Ecg;

/// <summary>
/// How each of the twelve leads sees a heart dipole in Frank's axes (x left, y down, z back). I, II and V1 to V6 are Dower's transform (Dower, Machado and
/// Osborne, Clin Cardiol 1980); the other limb leads follow from I and II. Electrode placement varies a little from record to record.
/// </summary>
internal static class LeadField
{
    private static readonly Vector3[] Dower =
    [
        new(0.632f, -0.235f, 0.059f), new(0.235f, 1.066f, -0.132f),
        new(-0.515f, 0.157f, -0.917f), new(0.044f, 0.164f, -1.387f), new(0.882f, 0.098f, -1.277f),
        new(1.213f, 0.127f, -0.601f), new(1.125f, 0.127f, -0.086f), new(0.831f, 0.076f, 0.230f),
    ];

    /// <summary>The twelve lead vectors of one record, in the standard order; random turns of the chest leads stand for misplaced electrodes.</summary>
    internal static Vector3[] Draw(CounterRandom random)
    {
        Vector3 one = Dower[0], two = Dower[1];
        var leads = new Vector3[12];
        (leads[0], leads[1], leads[2]) = (one, two, two - one);
        (leads[3], leads[4], leads[5]) = (-(one + two) / 2, one - (two / 2), two - (one / 2));
        float shift = (float)random.Normal(0, 0.1); // all chest electrodes a space too high or too low
        for (int k = 0; k < 6; k++)
        {
            Vector3 turned = Vector3.Transform(Dower[2 + k], Quaternion.CreateFromYawPitchRoll((float)random.Normal(0, 0.07), 0, 0));
            leads[6 + k] = (turned + new Vector3(0, shift, 0)) * (float)random.LogNormal(1, 0.07);
        }

        return leads;
    }
}
