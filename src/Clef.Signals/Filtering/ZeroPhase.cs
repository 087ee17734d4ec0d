using System.Runtime.Intrinsics;

namespace Clef.Signals.Filtering;

/// <summary>
/// Filtering forward and then backward, which cancels the phase and squares the gain. The ends follow SciPy's <c>sosfiltfilt</c>: the signal is
/// continued by point reflection at its first and last sample, and each pass starts in the steady state of the first value it meets.
/// </summary>
public static class ZeroPhase
{
    private const int Lanes = 8;

    /// <summary>Filters one signal in place, in double precision within.</summary>
    /// <remarks>A signal shorter than the reflection is continued by all but one of its samples; an empty one stays empty. A NaN spreads over the whole
    /// signal, so gaps are to be filled first.</remarks>
    public static void Apply(SecondOrderSections filter, Span<float> signal)
    {
        var widened = new double[signal.Length];
        for (int i = 0; i < widened.Length; i++)
        {
            widened[i] = signal[i];
        }

        Apply(filter, widened);
        for (int i = 0; i < widened.Length; i++)
        {
            signal[i] = (float)widened[i];
        }
    }

    /// <summary>Filters one signal in place.</summary>
    /// <inheritdoc cref="Apply(SecondOrderSections, Span{float})" path="/remarks"/>
    public static void Apply(SecondOrderSections filter, Span<double> signal)
    {
        int n = signal.Length;
        if (n == 0 || filter.Sections.Count == 0)
        {
            return;
        }

        int edge = Math.Min(filter.EdgeSamples, n - 1);
        Span<double> before = new double[edge];
        Span<double> after = new double[edge];
        for (int i = 0; i < edge; i++)
        {
            before[i] = (2 * signal[0]) - signal[edge - i];
            after[i] = (2 * signal[n - 1]) - signal[n - 2 - i];
        }

        ReadOnlySpan<Section> sections = filter.AsSpan();
        Span<double> state = stackalloc double[2 * sections.Length];
        Settle(sections, edge > 0 ? before[0] : signal[0], state);
        Pass(sections, before, state);
        Pass(sections, signal, state);
        Pass(sections, after, state);

        Settle(sections, edge > 0 ? after[edge - 1] : signal[n - 1], state);
        after.Reverse();
        Pass(sections, after, state);
        signal.Reverse();
        Pass(sections, signal, state);
        signal.Reverse();
    }

    /// <summary>Filters several signals of equal length in place, eight at a time, one to a lane; each result equals that of a single signal.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="signals">(channel, sample).</param>
    /// <param name="edgeSamples">By how much each side is continued; null for SciPy's rule.</param>
    /// <param name="mirror">Continues by mirroring (SciPy's <c>padtype='even'</c>) instead of point reflection. Point reflection shifts the level beyond an
    /// end by twice the last sample, to which a filter of long memory (0.1 Hz) answers for many seconds.</param>
    public static void Apply(SecondOrderSections filter, IReadOnlyList<float[]> signals, int? edgeSamples = null, bool mirror = false)
    {
        int n = signals.Count == 0 ? 0 : signals[0].Length;
        if (n == 0 || filter.Sections.Count == 0)
        {
            return;
        }

        int edge = Math.Min(edgeSamples ?? filter.EdgeSamples, n - 1);
        var lanes = new Vector512<double>[n + (2 * edge)];
        for (int first = 0; first < signals.Count; first += Lanes)
        {
            int count = Math.Min(Lanes, signals.Count - first);
            Gather(signals, first, count, lanes, edge, mirror);
            Pass(filter.AsSpan(), lanes);
            Array.Reverse(lanes);
            Pass(filter.AsSpan(), lanes);
            Array.Reverse(lanes);
            for (int lane = 0; lane < count; lane++)
            {
                float[] signal = signals[first + lane];
                for (int i = 0; i < n; i++)
                {
                    signal[i] = (float)lanes[edge + i].GetElement(lane);
                }
            }
        }
    }

    private static void Gather(IReadOnlyList<float[]> signals, int first, int count, Vector512<double>[] lanes, int edge, bool mirror)
    {
        Span<double> row = stackalloc double[Lanes];
        int n = lanes.Length - (2 * edge);
        for (int i = 0; i < n; i++)
        {
            for (int lane = 0; lane < count; lane++)
            {
                row[lane] = signals[first + lane][i];
            }

            lanes[edge + i] = Vector512.Create<double>(row);
        }

        for (int i = 0; i < edge; i++)
        {
            Vector512<double> before = lanes[(2 * edge) - i], after = lanes[edge + n - 2 - i];
            lanes[i] = mirror ? before : (2 * lanes[edge]) - before;
            lanes[edge + n + i] = mirror ? after : (2 * lanes[edge + n - 1]) - after;
        }
    }

    /// <summary>The state in which a constant input has been applied for ever.</summary>
    private static void Settle(ReadOnlySpan<Section> sections, double input, Span<double> state)
    {
        for (int s = 0; s < sections.Length; s++)
        {
            Section section = sections[s];
            double output = section.ConstantGain * input;
            state[2 * s] = output - (section.B0 * input);
            state[(2 * s) + 1] = (section.B2 * input) - (section.A2 * output);
            input = output;
        }
    }

    /// <summary>One pass, direct form II transposed, continuing from and leaving the state.</summary>
    private static void Pass(ReadOnlySpan<Section> sections, Span<double> signal, Span<double> state)
    {
        for (int i = 0; i < signal.Length; i++)
        {
            double x = signal[i];
            for (int s = 0; s < sections.Length; s++)
            {
                ref readonly Section section = ref sections[s];
                double y = (section.B0 * x) + state[2 * s];
                state[2 * s] = (section.B1 * x) - (section.A1 * y) + state[(2 * s) + 1];
                state[(2 * s) + 1] = (section.B2 * x) - (section.A2 * y);
                x = y;
            }

            signal[i] = x;
        }
    }

    private static void Pass(ReadOnlySpan<Section> sections, Span<Vector512<double>> signal)
    {
        // Section by section, so that a section's coefficients and state stay in registers over the whole signal.
        Vector512<double> settled = signal[0];
        foreach (Section section in sections)
        {
            Vector512<double> b0 = Vector512.Create(section.B0), b1 = Vector512.Create(section.B1), b2 = Vector512.Create(section.B2);
            Vector512<double> a1 = Vector512.Create(section.A1), a2 = Vector512.Create(section.A2);
            Vector512<double> output = settled * section.ConstantGain;
            Vector512<double> first = output - (b0 * settled);
            Vector512<double> second = (b2 * settled) - (a2 * output);
            settled = output;
            for (int i = 0; i < signal.Length; i++)
            {
                Vector512<double> x = signal[i];
                Vector512<double> y = (b0 * x) + first;
                first = (b1 * x) - (a1 * y) + second;
                second = (b2 * x) - (a2 * y);
                signal[i] = y;
            }
        }
    }
}
