using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>Draws the transient cerebral events of a plan: sleep transients, discharges, periodic and rhythmic patterns, seizures, photic driving.</summary>
internal sealed class DischargeRenderer(EegCanvas canvas, EegReference reference, CounterRandom root)
{
    private readonly Dictionary<ScalpPlace, float[]> _gains = [];

    internal void Render(IReadOnlyList<EegEvent> events)
    {
        for (int k = 0; k < events.Count; k++)
        {
            Render(events[k], root.Fork((ulong)k));
        }
    }

    private void Render(EegEvent e, CounterRandom random)
    {
        double rate = canvas.SampleRate;
        switch (e.Kind)
        {
            case EegEventKind.FocalSpike:
                Place(Waveform.Spike(rate), e.Onset, e.Place, e.Microvolts);
                break;
            case EegEventKind.FocalSharpWave:
                Place(Waveform.SharpWave(rate), e.Onset, e.Place, e.Microvolts);
                break;
            case EegEventKind.SpikeWave or EegEventKind.PolyspikeWave:
                SpikeWaveRun(e, random);
                break;
            case EegEventKind.Lpd:
                Repeat(Waveform.PeriodicDischarge(rate), e, 0.05, random, [(e.Place, 1, 0)]);
                break;
            case EegEventKind.Gpd:
                Repeat(Waveform.PeriodicDischarge(rate), e, 0.05, random, [(ScalpPlace.MidFrontal, 0.8, 0), (ScalpPlace.Vertex, 0.7, 0), (new(Side.Left, Region.Temporal), 0.35, 0.01), (new(Side.Right, Region.Temporal), 0.35, 0.01)]);
                break;
            case EegEventKind.Triphasic:
                // The lag from front to back, about a tenth of a second, is the mark of the triphasic wave.
                Repeat(Waveform.Triphasic(rate), e, 0.06, random, [(ScalpPlace.MidFrontal, 0.9, 0), (ScalpPlace.Vertex, 0.4, 0.05), (new(Side.Midline, Region.Parietal), 0.35, 0.1)]);
                break;
            case EegEventKind.Lrda:
                RhythmicDelta(e, random, [(e.Place, 1)]);
                break;
            case EegEventKind.Grda:
                RhythmicDelta(e, random, [(ScalpPlace.MidFrontal, 0.9), (ScalpPlace.Vertex, 0.45)]);
                break;
            case EegEventKind.VertexWave:
                Place(Waveform.Vertex(rate), e.Onset, ScalpPlace.Vertex, e.Microvolts);
                break;
            case EegEventKind.KComplex:
                Place(Waveform.KComplex(rate), e.Onset, ScalpPlace.MidFrontal, e.Microvolts * 0.6);
                Place(Waveform.KComplex(rate), e.Onset, ScalpPlace.Vertex, e.Microvolts * 0.6);
                break;
            case EegEventKind.Spindle:
                Window(e, e.Place, t => Math.Sin((2 * Math.PI * e.Hertz * t) - (0.5 * t * t)), 0.5);
                break;
            case EegEventKind.Posts:
                Repeat(Waveform.Posts(rate), e, 0.1, random, [(new(Side.Left, Region.Occipital), 0.8, 0), (new(Side.Right, Region.Occipital), 0.8, 0.005)]);
                break;
            case EegEventKind.Wicket:
                Window(e, e.Place, t => 0.35 - Math.Abs(Math.Cos(Math.PI * e.Hertz * t)), 0.3);
                break;
            case EegEventKind.FocalSeizure:
                SeizureRenderer.Render(canvas, e, GainsOf, random);
                break;
            case EegEventKind.PhoticTrain when e.Microvolts > 0.2:
                double phase = random.Uniform(0, 6.28);
                Window(e, e.Place, t => (0.8 * Math.Sin((2 * Math.PI * e.Hertz * t) + phase)) + (0.35 * Math.Sin((4 * Math.PI * e.Hertz * t) + (1.7 * phase))), 0.08);
                break;
        }
    }

    /// <summary>The gains of a radial source at a place; the same array every time.</summary>
    private float[] GainsOf(ScalpPlace place) =>
        _gains.TryGetValue(place, out float[]? gains) ? gains : _gains[place] = HeadModel.RadialGains(place.Direction, reference);

    private void Place(float[] shape, double onset, ScalpPlace place, double microvolts) =>
        canvas.Add(shape, (int)(onset * canvas.SampleRate), GainsOf(place), (float)microvolts);

    /// <summary>A run of like discharges at the event's frequency, with jitter of interval and size, over several sources with lags in seconds.</summary>
    private void Repeat(float[] shape, EegEvent e, double jitter, CounterRandom random, (ScalpPlace Place, double Share, double Lag)[] sources)
    {
        for (double at = e.Onset; at < e.Onset + e.Duration; at += random.Normal(1, jitter, 0.6, 1.6) / e.Hertz)
        {
            double size = e.Microvolts * random.LogNormal(1, 0.13);
            foreach ((ScalpPlace place, double share, double lag) in sources)
            {
                Place(shape, at + lag, place, size * share);
            }
        }
    }

    /// <summary>Generalised spike-wave: largest over the frontal midline, slowing by a tenth towards its end.</summary>
    private void SpikeWaveRun(EegEvent e, CounterRandom random)
    {
        int spikes = e.Kind == EegEventKind.PolyspikeWave ? 3 : 1;
        for (double at = e.Onset; at < e.Onset + e.Duration;)
        {
            double period = 1 / (e.Hertz * (1.06 - (0.14 * (at - e.Onset) / Math.Max(1, e.Duration)))) * random.Normal(1, 0.02);
            float[] shape = Waveform.SpikeWave(canvas.SampleRate, period, spikes);
            double size = e.Microvolts * Math.Min(1, 0.5 + ((at - e.Onset) * 1.2)) * random.LogNormal(1, 0.06);
            Place(shape, at, ScalpPlace.MidFrontal, size * 0.75);
            Place(shape, at + 0.008, ScalpPlace.Vertex, size * 0.45);
            Place(shape, at + 0.012, new(Side.Left, Region.Temporal), size * 0.15);
            Place(shape, at + 0.012, new(Side.Right, Region.Temporal), size * 0.15);
            at += period;
        }
    }

    private void RhythmicDelta(EegEvent e, CounterRandom random, (ScalpPlace Place, double Share)[] sources)
    {
        double phase = random.Uniform(0, 6.28), drift = random.Normal(0, 0.05);
        foreach ((ScalpPlace place, double share) in sources)
        {
            Window(e with { Microvolts = e.Microvolts * share }, place, t =>
            {
                double p = (2 * Math.PI * e.Hertz * t * (1 + (drift * t / e.Duration))) + phase;
                return Math.Sin(p) + (0.22 * Math.Sin((2 * p) + 0.9)); // a little steeper on one flank, as rhythmic delta is
            }, 0.2);
        }
    }

    /// <summary>A stretch of activity with cosine ramps that take the given share of its length on each side.</summary>
    private void Window(EegEvent e, ScalpPlace place, Func<double, double> wave, double ramp)
    {
        var shape = new float[Math.Max(1, (int)(e.Duration * canvas.SampleRate))];
        double edge = Math.Max(1, ramp * shape.Length);
        for (int i = 0; i < shape.Length; i++)
        {
            double near = Math.Min(1, Math.Min(i, shape.Length - 1 - i) / edge);
            shape[i] = (float)(wave(i / canvas.SampleRate) * 0.5 * (1 - Math.Cos(Math.PI * near)));
        }

        Place(shape, e.Onset, place, e.Microvolts);
    }
}
