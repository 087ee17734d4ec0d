using Clef.Signals.Noise;

namespace Clef.Simulation.Eeg;

/// <summary>Burst suppression: cerebral activity stops and comes back in bursts of one to several seconds that begin abruptly and hold large mixed waves.</summary>
internal static class SuppressionRenderer
{
    internal static void Render(EegCanvas canvas, double ratio, CounterRandom random)
    {
        if (ratio <= 0)
        {
            return;
        }

        var gate = new float[canvas.Samples];
        double rate = canvas.SampleRate, burst = random.Uniform(1.2, 3.5), pause = burst * ratio / (1 - ratio);
        const float Floor = 0.07f; // suppressed activity stays below some 10 microvolts
        Array.Fill(gate, Floor);
        for (double at = random.Exponential(pause); at * rate < gate.Length;)
        {
            double length = burst * random.LogNormal(1, 0.35), size = random.LogNormal(2.4, 0.25);
            for (int i = (int)(at * rate); i < Math.Min(gate.Length, (at + length) * rate); i++)
            {
                double t = (i / rate) - at;
                gate[i] = (float)(Floor + (size * Math.Min(1, t / 0.06) * Math.Min(1, (length - t) / 0.3)));
            }

            at += length + (pause * random.LogNormal(1, 0.3));
        }

        foreach (float[] channel in canvas.Channels)
        {
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] *= gate[i];
            }
        }
    }
}
