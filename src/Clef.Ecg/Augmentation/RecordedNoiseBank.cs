using Clef.Core;
using Clef.Signals.Noise;

namespace Clef.Ecg.Augmentation;

/// <summary>
/// Recorded noise, cut at random places (ECG specification 2.3). A recording shorter than the window is repeated. Each stretch is copied before it is scaled, so
/// the bank stays as it was read.
/// </summary>
internal sealed class RecordedNoiseBank(IReadOnlyDictionary<EcgNoiseKind, RecordedNoise> recordings) : NoiseBank
{
    private static readonly EcgNoiseKind[] Parts = [EcgNoiseKind.MotionArtefact, EcgNoiseKind.ElectrodeMovement, EcgNoiseKind.BaselineWander];

    public override void Fill(EcgNoiseKind kind, string lead, CounterRandom random, Span<float> destination, double deviation)
    {
        if (recordings.TryGetValue(kind, out RecordedNoise? noise))
        {
            Cut(noise, lead, random, destination);
        }
        else
        {
            Mix(lead, random, destination);
        }

        Scale(destination, deviation);
    }

    /// <summary>A mixture that was not recorded is the sum of the three others, each of the same size.</summary>
    private void Mix(string lead, CounterRandom random, Span<float> destination)
    {
        var part = new float[destination.Length];
        destination.Clear();
        foreach (EcgNoiseKind kind in Parts)
        {
            Cut(recordings[kind], lead, random, part);
            Scale(part, 1);
            for (int i = 0; i < part.Length; i++)
            {
                destination[i] += part[i];
            }
        }
    }

    private static void Cut(RecordedNoise noise, string lead, CounterRandom random, Span<float> destination)
    {
        float[] row = noise.Samples[Math.Max(0, noise.Leads.ToList().IndexOf(lead))];
        int start = row.Length > destination.Length ? random.Index(row.Length - destination.Length + 1) : 0;
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(row.Length - start, destination.Length - done);
            row.AsSpan(start, count).CopyTo(destination[done..]);
            (done, start) = (done + count, 0);
        }
    }
}
