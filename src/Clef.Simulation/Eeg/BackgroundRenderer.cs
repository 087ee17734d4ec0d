using System.Numerics;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>
/// The ongoing activity: many cortical sources of 1/f noise, the posterior rhythm, theta, delta and beta, each with a gain that follows vigilance;
/// local slowing at lesions, and fast activity through a skull defect.
/// </summary>
internal sealed class BackgroundRenderer(EegCanvas canvas, EegPlan plan, EegReference reference, CounterRandom random)
{
    private const int CorticalSources = 26;

    // RMS microvolts of each band in a relaxed adult and in sleep, at the electrode nearest the source. Order: eyes open, closed, N1, N2, N3.
    private static readonly float[] AlphaGate = [0.22f, 1, 0.14f, 0.03f, 0];
    private static readonly float[] Theta = [1.7f, 2, 7.5f, 6, 5];
    private static readonly float[] Delta = [1.5f, 1.5f, 3, 9, 30];
    private static readonly float[] Beta = [1.9f, 1.7f, 2.1f, 1.3f, 0.8f];

    private readonly EegPhysiology _state = plan.Physiology;

    internal void Render()
    {
        Cortex();
        PosteriorRhythm();
        double amplitude = _state.Amplitude, slow = _state.Slowing, young = _state.Immaturity;
        // Slowing brings theta first, then delta: moderate encephalopathy is theta-dominant, severe delta-dominant.
        float[] theta = Gate(v => (float)(amplitude * (Theta[(int)v] + (15 * slow * (1.25 - (0.75 * slow))) + (5 * young))), 3);
        float[] delta = Gate(v => (float)(amplitude * (Delta[(int)v] + (26 * slow * slow) + (5 * young))), 3);
        float[] beta = Gate(v => (float)(amplitude * _state.BetaGain * Beta[(int)v] * (1 - (0.6 * slow))), 2);
        HyperventilationDelta(delta);
        Diffuse("theta", 5.6 - (0.8 * slow), 2.2, theta, [ScalpPlace.MidFrontal, new(Side.Left, Region.Temporal), new(Side.Right, Region.Temporal), ScalpPlace.Vertex, new(Side.Midline, Region.Parietal)]);
        Diffuse("delta", 1.6, 1.8, delta, [ScalpPlace.MidFrontal, new(Side.Left, Region.Frontal), new(Side.Right, Region.Frontal), ScalpPlace.Vertex, new(Side.Midline, Region.Parietal)]);
        Diffuse("beta", _state.BetaGain > 1.5 ? 19 : 21, 7, beta, [new(Side.Left, Region.Frontal), new(Side.Right, Region.Frontal), new(Side.Left, Region.Central), new(Side.Right, Region.Central), new(Side.Midline, Region.Parietal)]);
        Mu();
        foreach ((Lesion lesion, int k) in _state.Lesions.Select((l, k) => (l, k)))
        {
            Local($"lesion {k}", lesion.Place, 1.5, 1.6, (float)(24 * lesion.Severity * Math.Sqrt(amplitude)), coming: true);
            Local($"lesion theta {k}", lesion.Place, 5, 2, (float)(9 * lesion.Severity * Math.Sqrt(amplitude)), coming: true);
        }

        if (_state.SkullDefect is { } defect)
        {
            Local("breach beta", defect, 19, 8, (float)(7 * _state.BetaGain), coming: false, superficial: true);
            Local("breach mu", defect, 8.5, 2.5, 8, coming: true, superficial: true);
        }
    }

    /// <summary>Cortex everywhere: sources spread evenly over the upper head, each 1/f with a patient's slope, steeper in sleep.</summary>
    private void Cortex()
    {
        CounterRandom own = random.Fork("cortex");
        float size = (float)(4.2 * _state.Amplitude * own.LogNormal(1, 0.12));
        float[] level = Gate(v => v >= Vigilance.LightSleep ? size * 1.15f : size, 5);
        for (int k = 0; k < CorticalSources; k++)
        {
            CounterRandom source = own.Fork((ulong)k);
            // A Fibonacci lattice from the vertex to a little below the temporal electrodes, with individual folding of the cortex.
            double z = 1 - (1.25 * (k + 0.5) / CorticalSources), turn = k * Math.PI * (3 - Math.Sqrt(5)), r = Math.Sqrt(1 - (z * z));
            var place = new Vector3((float)(r * Math.Cos(turn)), (float)(r * Math.Sin(turn)), (float)z);
            var moment = Vector3.Normalize(place + (0.7f * new Vector3((float)source.Normal(), (float)source.Normal(), (float)source.Normal())));
            Span<float> x = canvas.Scratch;
            ShapedNoise.Pink(x, 0.4, 45, canvas.SampleRate, source);
            Whiten(x, 14, 0.55);
            canvas.Shape(x, level);
            canvas.Add(x, 0, HeadModel.Gains(place * HeadModel.CortexRadius, moment, reference));
        }
    }

    /// <summary>Steepens the spectrum above a corner by mixing in a low-passed copy: real EEG falls faster than 1/f there.</summary>
    private void Whiten(Span<float> x, double cornerHertz, double share)
    {
        double keep = Math.Exp(-2 * Math.PI * cornerHertz / canvas.SampleRate), low = x[0];
        for (int i = 0; i < x.Length; i++)
        {
            low = (keep * low) + ((1 - keep) * x[i]);
            x[i] = (float)(((1 - share) * x[i]) + (share * low));
        }
    }

    private void PosteriorRhythm()
    {
        if (_state.AlphaMicrovolts < 0.3)
        {
            return;
        }

        CounterRandom own = random.Fork("alpha");
        double asymmetry = own.Normal(0, 0.1), peak = _state.AlphaMicrovolts;
        float[] gate = Gate(v => AlphaGate[(int)v], 1.2);
        (string, Vector3, double)[] seats =
        [
            ("left", new ScalpPlace(Side.Left, Region.Occipital).Direction, peak * (1 - asymmetry) * 0.75),
            ("right", new ScalpPlace(Side.Right, Region.Occipital).Direction, peak * (1 + asymmetry) * 0.75),
            ("both", new ScalpPlace(Side.Midline, Region.Occipital).Direction, peak * 0.6),
            ("parietal", new ScalpPlace(Side.Midline, Region.Parietal).Direction, peak * 0.3),
        ];
        foreach ((string name, Vector3 seat, double size) in seats)
        {
            Span<float> x = canvas.Scratch;
            ShapedNoise.Rhythm(x, _state.AlphaHertz + own.Normal(0, 0.08), 0.7 + (0.8 * _state.Slowing), canvas.SampleRate, own.Fork(name));
            canvas.Shape(x, gate);
            canvas.Add(x, 0, HeadModel.RadialGains(seat, reference), (float)size);
        }
    }

    /// <summary>A band over several seats: half of the drive is shared by all, half is each seat's own.</summary>
    private void Diffuse(string name, double hertz, double bandwidth, float[] level, ScalpPlace[] seats)
    {
        CounterRandom own = random.Fork(name);
        for (int k = -1; k < seats.Length; k++)
        {
            Span<float> x = canvas.Scratch;
            ShapedNoise.Rhythm(x, hertz, bandwidth, canvas.SampleRate, own.Fork((ulong)(k + 1)));
            canvas.Shape(x, level);
            if (k >= 0)
            {
                canvas.Add(x, 0, HeadModel.RadialGains(seats[k].Direction, reference), 0.72f);
                continue;
            }

            float[] together = new float[canvas.Channels.Length];
            foreach (ScalpPlace seat in seats)
            {
                EegCanvas.AddScaled(together, HeadModel.RadialGains(seat.Direction, reference), 0.4f);
            }

            canvas.Add(x, 0, together);
        }
    }

    private void Mu()
    {
        if (_state.MuMicrovolts <= 0 || _state.Slowing > 0.5)
        {
            return;
        }

        foreach (Side side in new[] { Side.Left, Side.Right })
        {
            Local($"mu {side}", new(side, Region.Central), 9.6, 1.2, (float)_state.MuMicrovolts, coming: true, gate: v => v <= Vigilance.EyesClosed ? 1 : 0);
        }
    }

    /// <summary>Activity of one place; <paramref name="coming"/> lets it wax and wane over some ten seconds, a superficial source stays at few electrodes.</summary>
    private void Local(string name, ScalpPlace place, double hertz, double bandwidth, float size, bool coming, bool superficial = false, Func<Vigilance, float>? gate = null)
    {
        CounterRandom own = random.Fork(name);
        float[] level = Gate(v => size * (gate?.Invoke(v) ?? 1), 1);
        if (coming)
        {
            var tide = new float[level.Length];
            ShapedNoise.LowPass(tide, 0.02, 1, own.Fork("tide"));
            for (int s = 0; s < level.Length; s++)
            {
                level[s] *= MathF.Exp((0.8f * tide[s]) - 0.3f);
            }
        }

        Span<float> x = canvas.Scratch;
        ShapedNoise.Rhythm(x, hertz, bandwidth, canvas.SampleRate, own);
        canvas.Shape(x, level);
        float radius = superficial ? 0.78f : HeadModel.CortexRadius;
        canvas.Add(x, 0, HeadModel.Gains(place.Direction * radius, place.Direction, reference));
    }

    private void HyperventilationDelta(float[] delta)
    {
        foreach (EegEvent e in plan.Events.Where(e => e.Kind == EegEventKind.Hyperventilation && e.Microvolts > 0))
        {
            for (int s = (int)Math.Ceiling(e.Onset); s < Math.Min(delta.Length, e.Onset + e.Duration + 60); s++)
            {
                double t = s - e.Onset;
                delta[s] += (float)(0.6 * e.Microvolts * (t < e.Duration ? Math.Pow(t / e.Duration, 1.5) : Math.Exp(-(t - e.Duration) / 18)));
            }
        }
    }

    /// <summary>A level per second that follows vigilance with a lag of some seconds.</summary>
    private float[] Gate(Func<Vigilance, float> of, double lagSeconds)
    {
        var gate = new float[plan.Vigilance.Length + 1];
        float keep = (float)Math.Exp(-1 / lagSeconds), y = of(plan.Vigilance[0]);
        for (int s = 0; s < gate.Length; s++)
        {
            y = (keep * y) + ((1 - keep) * of(plan.Vigilance[Math.Min(s, plan.Vigilance.Length - 1)]));
            gate[s] = y;
        }

        return gate;
    }
}
