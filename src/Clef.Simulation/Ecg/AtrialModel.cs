using System.Numerics;
using Clef.Signals.Noise;

namespace Clef.Simulation.Ecg;

/// <summary>The atria: P waves from the right and then the left atrium; fibrillation as irregular small waves; flutter as a saw.</summary>
internal static class AtrialModel
{
    internal static void Render(DipoleTrack dipole, EcgPhysiology state, List<AtrialBeat> beats, CounterRandom random, double flutterRate)
    {
        double size = random.LogNormal(0.095, 0.22), late = 0.058 + (0.022 * state.LeftAtrium);
        var right = Vector3.Normalize(new(0.35f, 0.85f, -0.4f));
        var left = Vector3.Normalize(new(0.85f, 0.35f, 0.4f));
        foreach (AtrialBeat beat in beats)
        {
            Vector3 turn = beat.Ectopic ? new(1, -0.6f, 1) : Vector3.One; // from low in the atrium: P turns over below
            dipole.Add(beat.Onset, new(0.035, 0.016, 0.018, right * turn * (float)size));
            dipole.Add(beat.Onset, new(late, 0.017, 0.017, left * turn * (float)(size * (0.85 + (0.5 * state.LeftAtrium)))));
        }

        if (state.Rhythm == EcgRhythm.AtrialFibrillation)
        {
            Fibrillate(dipole, random);
        }
        else if (state.Rhythm == EcgRhythm.AtrialFlutter)
        {
            Flutter(dipole, flutterRate, random.LogNormal(0.16, 0.25));
        }
    }

    private static void Fibrillate(DipoleTrack dipole, CounterRandom random)
    {
        double hertz = random.Normal(6.4, 0.8, 4.5, 9), size = random.LogNormal(0.045, 0.45);
        var waves = new float[3][];
        for (int axis = 0; axis < 3; axis++)
        {
            waves[axis] = new float[dipole.Samples];
            ShapedNoise.Rhythm(waves[axis], hertz, 1.6, dipole.SampleRate, random.Fork((ulong)axis));
        }

        for (int i = 0; i < dipole.Samples; i++)
        {
            // Largest in front of the right atrium, near V1.
            dipole.Add(i, new Vector3(0.5f * waves[0][i], 0.8f * waves[1][i], 0.9f * waves[2][i]) * (float)size);
        }
    }

    /// <summary>A slow fall and a quick rise, mainly along the vertical: the saw of leads II, III and aVF.</summary>
    private static void Flutter(DipoleTrack dipole, double rate, double size)
    {
        for (int i = 0; i < dipole.Samples; i++)
        {
            double part = i / dipole.SampleRate * rate / 60 % 1;
            double saw = part < 0.68 ? 1 - (2 * part / 0.68) : -1 + (2 * (part - 0.68) / 0.32);
            dipole.Add(i, new Vector3(0.05f, 0.9f, -0.35f) * (float)(size * saw));
        }
    }
}
