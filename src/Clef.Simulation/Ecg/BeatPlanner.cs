using Clef.Signals.Noise;

namespace Clef.Simulation.Ecg;

/// <summary>The times of atrial and ventricular beats: variability, irregular conduction, block and ectopy.</summary>
internal static class BeatPlanner
{
    // Beats start before the record so that its first wave may be cut anywhere.
    private const double LeadIn = 3;

    internal static (List<Heartbeat> Ventricles, List<AtrialBeat> Atria) Plan(EcgPhysiology state, double seconds, CounterRandom random)
    {
        var ventricles = new List<Heartbeat>();
        var atria = new List<AtrialBeat>();
        double pr = state.PrMilliseconds / 1000, usual = 60 / state.Rate, end = seconds + 1;
        switch (state.Rhythm)
        {
            case EcgRhythm.AtrialFibrillation:
                Irregular(state, usual, end, ventricles, random);
                break;
            case EcgRhythm.AtrialFlutter:
                Flutter(end, ventricles, random);
                break;
            case EcgRhythm.CompleteBlock:
                Sinus(state, usual, end, random, (at, _) => atria.Add(new(at - pr, false)));
                double escape = random.Uniform(1.35, 1.9);
                for (double at = -LeadIn + random.Uniform(0, escape); at < end; at += escape * random.Normal(1, 0.012))
                {
                    ventricles.Add(new(at, BeatOrigin.Escape, escape));
                }

                break;
            case EcgRhythm.Wenckebach or EcgRhythm.TwoToOneBlock:
                int cycle = state.Rhythm == EcgRhythm.TwoToOneBlock ? 2 : 3 + random.Index(3), n = random.Index(cycle);
                Sinus(state, usual, end, random, (at, rr) =>
                {
                    atria.Add(new(at - pr, false));
                    int place = n++ % cycle;
                    if (place < cycle - 1)
                    {
                        // Each beat of a Wenckebach cycle waits longer than the last, by less and less.
                        ventricles.Add(new(at + (cycle == 2 ? 0 : 0.09 * (1 - Math.Pow(0.5, place))), BeatOrigin.Supraventricular, rr * (cycle == 2 ? 2 : 1)));
                    }
                });
                break;
            default:
                SinusWithEctopy(state, usual, pr, end, ventricles, atria, random);
                break;
        }

        return (ventricles, atria);
    }

    /// <summary>Sinus beats with breathing, the 0.1-Hz rhythm of the vessels, and slow drift.</summary>
    private static void Sinus(EcgPhysiology state, double usual, double end, CounterRandom random, Action<double, double> beat)
    {
        double breath = random.Uniform(0.2, 0.32), phase = random.Uniform(0, 6.28), vessels = random.Uniform(0, 6.28), drift = 0;
        for (double at = -LeadIn + random.Uniform(0, usual); at < end;)
        {
            drift = (0.97 * drift) + random.Normal(0, 0.004);
            double rr = usual * (1 + (state.RespiratoryVariation * Math.Sin((2 * Math.PI * breath * at) + phase))
                + (0.5 * state.RespiratoryVariation * Math.Sin((2 * Math.PI * 0.1 * at) + vessels)) + drift + random.Normal(0, 0.006));
            at += rr;
            beat(at, rr);
        }
    }

    private static void SinusWithEctopy(
        EcgPhysiology state, double usual, double pr, double end, List<Heartbeat> ventricles, List<AtrialBeat> atria, CounterRandom random)
    {
        double last = -LeadIn - usual, delay = 0;
        bool bigeminy = state.PvcRate > 0.2;
        int sinceEctopic = 1;
        Sinus(state, usual, end, random, (sinus, rr) =>
        {
            double at = sinus + delay;
            bool early = sinceEctopic > 0;
            if (early && random.Chance(bigeminy ? 0.5 : state.PvcRate))
            {
                // The sinus goes on beneath: the early beat takes the place of the next and a full pause follows.
                double onset = last + (rr * random.Normal(0.58, 0.04, 0.45, 0.75));
                ventricles.Add(new(onset, BeatOrigin.VentricularPremature, onset - last));
                (last, sinceEctopic) = (onset, 0);
            }
            else if (early && random.Chance(state.PacRate))
            {
                // The sinus node is reset: all that follows comes earlier.
                double onset = last + (rr * random.Normal(0.66, 0.05, 0.5, 0.8));
                delay -= at - onset - (0.08 * rr);
                atria.Add(new(onset - (pr * 0.95), true));
                ventricles.Add(new(onset, BeatOrigin.AtrialPremature, onset - last));
                (last, sinceEctopic) = (onset, 0);
            }
            else
            {
                atria.Add(new(at - pr, false));
                ventricles.Add(new(at, BeatOrigin.Supraventricular, at - last));
                (last, sinceEctopic) = (at, sinceEctopic + 1);
            }
        });
    }

    /// <summary>Fibrillation: intervals without memory, skewed to the right, never shorter than the node allows.</summary>
    private static void Irregular(EcgPhysiology state, double usual, double end, List<Heartbeat> ventricles, CounterRandom random)
    {
        double spread = random.Uniform(0.17, 0.26);
        for (double at = -LeadIn; at < end;)
        {
            double rr = Math.Max(0.3, random.LogNormal(usual * 0.97, spread));
            bool early = random.Chance(state.PvcRate * 0.5);
            at += early ? Math.Max(0.32, 0.6 * rr) : rr;
            ventricles.Add(new(at, early ? BeatOrigin.VentricularPremature : BeatOrigin.Supraventricular, rr));
        }
    }

    /// <summary>Flutter: the node passes every second, third or fourth wave.</summary>
    private static void Flutter(double end, List<Heartbeat> ventricles, CounterRandom random)
    {
        double wave = 60 / FlutterRate(random);
        int usual = random.Chance(0.55) ? 2 : 4;
        bool variable = random.Chance(0.4);
        for (double at = -LeadIn; at < end;)
        {
            int passed = variable && random.Chance(0.4) ? 2 + random.Index(3) : usual;
            at += wave * passed;
            ventricles.Add(new(at, BeatOrigin.Supraventricular, wave * passed));
        }
    }

    /// <summary>Flutter waves a minute; drawn from a stream of its own so that the waves and the beats agree.</summary>
    internal static double FlutterRate(CounterRandom random) => random.Fork("flutter").Normal(295, 18, 245, 340);
}
