using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Ecg;

/// <summary>The noise of a record: the three body noises at random strengths, mains of the site, and the amplifier's own.</summary>
internal static class EcgRecordNoise
{
    internal static void Add(float[][] leads, double rate, Site site, double scale, CounterRandom random)
    {
        double quality = random.LogNormal(1, 0.5) * site.EcgNoise * scale; // most records are good, a few poor
        (EcgNoiseKind Kind, double Millivolts)[] kinds =
            [(EcgNoiseKind.BaselineWander, 0.045), (EcgNoiseKind.MotionArtefact, 0.012), (EcgNoiseKind.ElectrodeMovement, 0.012)];
        foreach ((EcgNoiseKind kind, double size) in kinds)
        {
            float[][] noise = EcgNoise.TwelveLeads(kind, leads[0].Length, rate, random.Fork(kind.ToString()).NextBits(), size * quality * random.LogNormal(1, 0.5));
            for (int lead = 0; lead < leads.Length; lead++)
            {
                for (int i = 0; i < noise[lead].Length; i++)
                {
                    leads[lead][i] += noise[lead][i];
                }
            }
        }

        double mains = (site.Notch ? 0.002 : 0.006) * random.LogNormal(1, 0.6) * scale, phase = random.Uniform(0, 6.28);
        var white = new float[leads[0].Length];
        for (int lead = 0; lead < leads.Length; lead++)
        {
            random.Fork("white").Fork((ulong)lead).FillNormal(white);
            double share = random.Normal(0, 1);
            for (int i = 0; i < white.Length; i++)
            {
                leads[lead][i] += (float)((0.004 * scale * white[i]) + (mains * share * Math.Sin((2 * Math.PI * site.MainsHertz * i / rate) + phase)));
            }
        }
    }
}
