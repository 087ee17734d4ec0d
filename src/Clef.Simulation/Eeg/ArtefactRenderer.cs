using System.Numerics;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>What is recorded but does not come from the brain: eyes, muscle, movement, electrodes, the heart, the mains.</summary>
internal sealed class ArtefactRenderer(EegCanvas canvas, EegPlan plan, Site site, CounterRandom random)
{
    // The eyes lie before and below the frontal poles: their field falls off quickly behind the frontal electrodes.
    private static readonly Vector3 LeftEye = new(-0.35f, 0.92f, -0.12f), RightEye = new(0.35f, 0.92f, -0.12f);

    internal void Render()
    {
        double rate = canvas.SampleRate;
        float[] vertical = Sum(HeadModel.Gains(LeftEye * 0.85f, new(0, 0.55f, 0.83f), site.Reference), HeadModel.Gains(RightEye * 0.85f, new(0, 0.55f, 0.83f), site.Reference), 0.85f);
        float[] horizontal = Sum(HeadModel.Gains(LeftEye * 0.85f, new(1, 0, 0), site.Reference), HeadModel.Gains(RightEye * 0.85f, new(1, 0, 0), site.Reference), 0.85f);
        for (int k = 0; k < plan.Events.Count; k++)
        {
            EegEvent e = plan.Events[k];
            CounterRandom own = random.Fork((ulong)k);
            switch (e.Kind)
            {
                case EegEventKind.Blink:
                    canvas.Add(Waveform.Blink(rate, e.Duration), (int)(e.Onset * rate), vertical, (float)e.Microvolts);
                    break;
                case EegEventKind.EyeMovement:
                    canvas.Add(Steps(e.Duration, 0.03), (int)(e.Onset * rate), horizontal, (float)e.Microvolts);
                    break;
                case EegEventKind.SlowEyeMovement:
                    canvas.Add(Arc(e.Duration), (int)(e.Onset * rate), horizontal, (float)e.Microvolts);
                    break;
                case EegEventKind.Muscle:
                    MuscleBurst(e, own, e.Place.Side);
                    break;
                case EegEventKind.Chewing:
                    for (double at = e.Onset; at < e.Onset + e.Duration; at += 1 / e.Hertz)
                    {
                        MuscleBurst(e with { Onset = at, Duration = 0.4 }, own, Side.Midline);
                    }

                    break;
                case EegEventKind.Movement:
                    Movement(e, own);
                    break;
                case EegEventKind.ElectrodePop:
                    var pop = new float[(int)(e.Duration * rate)];
                    for (int i = 0; i < pop.Length; i++)
                    {
                        pop[i] = (float)(e.Microvolts * Math.Exp(-i / (0.35 * rate)));
                    }

                    AddTo(e.Channel, pop, (int)(e.Onset * rate));
                    break;
            }
        }

        Tension();
        Heart();
        Electrodes();
    }

    private static float[] Sum(float[] a, float[] b, float scale) => [.. a.Zip(b, (x, y) => (x + y) * scale)];

    /// <summary>A saccade and the way back: a box with steep edges.</summary>
    private float[] Steps(double seconds, double edge)
    {
        var x = new float[Math.Max(1, (int)(seconds * canvas.SampleRate))];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)Math.Min(1, Math.Min(i, x.Length - i) / (edge * canvas.SampleRate));
        }

        return x;
    }

    private float[] Arc(double seconds)
    {
        var x = new float[Math.Max(1, (int)(seconds * canvas.SampleRate))];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)Math.Sin(2 * Math.PI * i / x.Length);
        }

        return x;
    }

    private void MuscleBurst(EegEvent e, CounterRandom own, Side side)
    {
        var x = new float[Math.Max(1, (int)(e.Duration * canvas.SampleRate))];
        foreach ((string label, float share) in MuscleSites)
        {
            bool left = HeadModel.Positions[HeadModel.IndexOf(label)].X < 0;
            if (side != Side.Midline && left != (side == Side.Left))
            {
                continue;
            }

            Muscle(x, own);
            for (int i = 0; i < x.Length; i++)
            {
                x[i] *= (float)(share * e.Microvolts * Math.Min(1, Math.Min(i, x.Length - i) / 20.0));
            }

            AddTo(HeadModel.IndexOf(label), x, (int)(e.Onset * canvas.SampleRate));
        }
    }

    /// <summary>The electrodes over the temporal and frontal muscles and how much of them they see.</summary>
    private static readonly (string Label, float Share)[] MuscleSites =
        [("T3", 1), ("T4", 1), ("F7", 0.8f), ("F8", 0.8f), ("Fp1", 0.6f), ("Fp2", 0.6f), ("T5", 0.4f), ("T6", 0.4f), ("F3", 0.2f), ("F4", 0.2f)];

    /// <summary>Surface electromyogram: broad-band from 15 Hz up.</summary>
    private void Muscle(Span<float> x, CounterRandom own) => ShapedNoise.Rhythm(x, 42, 38, canvas.SampleRate, own);

    private void Movement(EegEvent e, CounterRandom own)
    {
        var x = new float[Math.Max(1, (int)(e.Duration * canvas.SampleRate))];
        ShapedNoise.Rhythm(x, 0.9, 1.4, canvas.SampleRate, own);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= (float)Math.Sin(Math.PI * i / x.Length);
        }

        for (int c = 0; c < canvas.Channels.Length; c++)
        {
            float near = Vector3.Dot(HeadModel.Positions[c], e.Place.Direction);
            AddTo(c, x, (int)(e.Onset * canvas.SampleRate), (float)(e.Microvolts * (0.25 + (0.75 * Math.Max(0, near))) * own.Normal(1, 0.3)));
        }
    }

    /// <summary>Tense muscles while awake, easing into sleep.</summary>
    private void Tension()
    {
        if (plan.MuscleTension < 0.2)
        {
            return;
        }

        float[] level = [.. plan.Vigilance.Select(v => v switch { Vigilance.EyesOpen => 1f, Vigilance.EyesClosed => 0.7f, Vigilance.Drowsy => 0.3f, _ => 0.08f }), 0];
        foreach ((string label, float share) in MuscleSites)
        {
            CounterRandom own = random.Fork("tension " + label);
            Muscle(canvas.Scratch, own);
            canvas.Shape(canvas.Scratch, level);
            AddTo(HeadModel.IndexOf(label), canvas.Scratch, 0, (float)(share * plan.MuscleTension * own.LogNormal(1, 0.4)));
        }
    }

    private void Heart()
    {
        if (plan.EcgMicrovolts <= 0)
        {
            return;
        }

        var beat = new float[(int)(0.12 * canvas.SampleRate)];
        for (int i = 0; i < beat.Length; i++)
        {
            double t = (i / canvas.SampleRate) - 0.06;
            beat[i] = (float)(Math.Exp(-0.5 * Math.Pow(t / 0.010, 2)) - (0.25 * Math.Exp(-0.5 * Math.Pow((t - 0.03) / 0.010, 2))));
        }

        // The heart lies far below: its field is nearly even over the head, tilted from left to right.
        float[] gains = [.. HeadModel.Positions.Select(p => -(0.45f * p.X) + (0.35f * p.Z) - 0.2f)];
        CounterRandom own = random.Fork("heart");
        for (double at = own.NextUniform(); at < plan.Seconds; at += 60 / plan.HeartRate * own.Normal(1, 0.03))
        {
            canvas.Add(beat, (int)(at * canvas.SampleRate), gains, (float)plan.EcgMicrovolts);
        }
    }

    /// <summary>Each electrode's own noise and its share of the mains, larger where the contact is bad.</summary>
    private void Electrodes()
    {
        double rate = canvas.SampleRate;
        var sine = new float[canvas.Samples];
        double mainsHertz = site.MainsHertz + random.Fork("mains").Normal(0, 0.01);
        double turn = 2 * Math.PI * mainsHertz / rate, y1 = Math.Sin(-turn), y2 = Math.Sin(-2 * turn), c2 = 2 * Math.Cos(turn);
        for (int i = 0; i < sine.Length; i++)
        {
            double y = (c2 * y1) - y2; // the recurrence of the sine
            (y2, y1) = (y1, y);
            sine[i] = (float)y;
        }

        for (int c = 0; c < canvas.Channels.Length; c++)
        {
            CounterRandom own = random.Fork("electrode " + HeadModel.Labels[c]);
            double contact = own.LogNormal(1, 0.4), bad = plan.BadContacts.Where(b => b.Channel == c).Sum(b => b.Microvolts);
            own.FillNormal(canvas.Scratch);
            AddTo(c, canvas.Scratch, 0, (float)(site.NoiseMicrovolts * contact));
            AddTo(c, sine, 0, (float)((site.MainsMicrovolts * contact * contact) + bad));
            if (bad > 0)
            {
                ShapedNoise.Pink(canvas.Scratch, 0.1, 20, rate, own);
                AddTo(c, canvas.Scratch, 0, (float)(2 * bad));
            }
        }
    }

    private void AddTo(int channel, ReadOnlySpan<float> x, int first, float scale = 1)
    {
        int skip = Math.Max(0, -first), count = Math.Min(x.Length - skip, canvas.Samples - Math.Max(0, first));
        if (count > 0)
        {
            EegCanvas.AddScaled(canvas.Channels[channel].AsSpan(Math.Max(0, first), count), x.Slice(skip, count), scale);
        }
    }
}
