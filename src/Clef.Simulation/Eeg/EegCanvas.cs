using System.Numerics;

namespace Clef.Simulation.Eeg;

/// <summary>Nineteen channels to which sources are added, each with its own gains.</summary>
internal sealed class EegCanvas
{
    // A gain this small moves no channel visibly; skipping it saves a pass over memory.
    private const float Negligible = 0.004f;

    internal EegCanvas(int samples, double sampleRate)
    {
        SampleRate = sampleRate;
        Channels = [.. HeadModel.Labels.Select(_ => new float[samples])];
        Scratch = new float[samples];
    }

    internal double SampleRate { get; }

    /// <summary>Channel x sample, microvolts.</summary>
    internal float[][] Channels { get; }

    /// <summary>One channel's length of working memory for a source.</summary>
    internal float[] Scratch { get; }

    internal int Samples => Scratch.Length;

    /// <summary>Adds gain x signal to every channel, from a sample on; what lies outside the session is dropped.</summary>
    internal void Add(ReadOnlySpan<float> signal, int first, ReadOnlySpan<float> gains, float scale = 1)
    {
        int skip = Math.Max(0, -first), count = Math.Min(signal.Length - skip, Samples - Math.Max(0, first));
        if (count <= 0)
        {
            return;
        }

        ReadOnlySpan<float> part = signal.Slice(skip, count);
        for (int c = 0; c < Channels.Length; c++)
        {
            float gain = gains[c] * scale;
            if (MathF.Abs(gain) > Negligible * MathF.Abs(scale))
            {
                AddScaled(Channels[c].AsSpan(Math.Max(0, first), count), part, gain);
            }
        }
    }

    /// <summary>Multiplies a whole-session signal by an envelope given once a second, joined by straight lines.</summary>
    internal void Shape(Span<float> signal, ReadOnlySpan<float> perSecond)
    {
        int step = (int)SampleRate;
        for (int s = 0, at = 0; at < signal.Length; s++, at += step)
        {
            float from = perSecond[Math.Min(s, perSecond.Length - 1)], slope = (perSecond[Math.Min(s + 1, perSecond.Length - 1)] - from) / step;
            Span<float> second = signal.Slice(at, Math.Min(step, signal.Length - at));
            for (int i = 0; i < second.Length; i++)
            {
                second[i] *= from + (slope * i);
            }
        }
    }

    /// <summary>y += gain x, with a multiplication and an addition kept apart so that every processor gives the same bits.</summary>
    internal static void AddScaled(Span<float> y, ReadOnlySpan<float> x, float gain)
    {
        int i = 0, width = Vector<float>.Count;
        var g = new Vector<float>(gain);
        for (; i <= x.Length - width; i += width)
        {
            (new Vector<float>(y[i..]) + (new Vector<float>(x[i..]) * g)).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] += x[i] * gain;
        }
    }
}
