using Clef.Signals.Noise;

namespace Clef.Simulation.Eeg;

/// <content>Epileptiform discharges, seizures, and rhythmic and periodic patterns.</content>
internal static partial class EegPlanner
{
    private static void Discharges(
        EegPhysiology state, Vigilance[] course, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        foreach (Focus focus in state.SuppressionRatio > 0.3 ? [] : state.Foci)
        {
            int count = 0;
            bool sharp = random.Chance(0.45);
            double usual = random.LogNormal(75, 0.25) * Math.Sqrt(state.Amplitude);
            for (int s = 0; s < course.Length; s++)
            {
                // Drowsiness and light sleep bring out focal discharges, about three times.
                double rate = focus.PerHour / 3600 * (course[s] is Vigilance.Drowsy or Vigilance.LightSleep ? 3 : 1);
                if (random.Chance(rate))
                {
                    events.Add(new(sharp ? EegEventKind.FocalSharpWave : EegEventKind.FocalSpike, s + random.NextUniform(), 0.6, focus.Place, usual * random.LogNormal(1, 0.2)));
                    count++;
                }
            }

            if (count > 0)
            {
                findings.Add(new(EegFinding.FocalSpikes, focus.Place, Count: count, Seconds: 0.3 * count));
            }

            Seizures(state, focus, seconds, events, findings, random);
        }

        if (state.SpikeWavePerHour > 0 && state.SuppressionRatio == 0)
        {
            SpikeWaves(state, course, seconds, events, findings, random);
        }
    }

    /// <summary>Isolated seizures, or in status one after another; each evolves in frequency, size and extent.</summary>
    private static void Seizures(
        EegPhysiology state, Focus focus, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        var own = new List<EegEvent>();
        if (state.Status)
        {
            for (double at = random.Uniform(0, 60); at + 40 < seconds; at += random.Uniform(90, 260))
            {
                Add(at, random.Uniform(35, 110));
            }
        }
        else if (random.Chance(focus.SeizureProbability) && seconds > 150)
        {
            Add(random.Uniform(30, seconds - 110), random.Uniform(30, 90));
        }

        if (own.Count == 0)
        {
            return;
        }

        double total = own.Sum(e => e.Duration);
        findings.Add(new(EegFinding.FocalSeizure, focus.Place, Count: own.Count, Seconds: total));
        if (state.Status && total > 0.2 * seconds)
        {
            findings.Add(new(EegFinding.StatusEpilepticus, focus.Place, Count: own.Count, Seconds: total)); // ACNS 2021: seizures for at least a fifth of the time
        }

        events.AddRange(own);
        void Add(double at, double length) =>
            own.Add(new(EegEventKind.FocalSeizure, at, Math.Min(length, seconds - at), focus.Place, random.LogNormal(85, 0.2) * Math.Sqrt(state.Amplitude), random.Uniform(5.5, 8)));
    }

    private static void SpikeWaves(
        EegPhysiology state, Vigilance[] course, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        int bursts = 0, polyspikes = 0, absences = 0;
        double total = 0;
        foreach (int s in Enumerable.Range(0, course.Length))
        {
            if (!random.Chance(state.SpikeWavePerHour / 3600))
            {
                continue;
            }

            bool poly = state.Polyspikes && random.Chance(0.6);
            double length = Math.Min(poly ? random.Uniform(0.8, 2.5) : random.LogNormal(2.2, 0.7), Math.Min(22, seconds - s));
            events.Add(new(poly ? EegEventKind.PolyspikeWave : EegEventKind.SpikeWave, s + random.NextUniform(), length, ScalpPlace.MidFrontal,
                random.LogNormal(250, 0.2) * Math.Sqrt(state.Amplitude), state.SpikeWaveHertz));
            (bursts, polyspikes, total) = (bursts + 1, polyspikes + (poly ? 1 : 0), total + length);
            absences += length > 5 && !poly ? 1 : 0;
        }

        if (bursts > 0)
        {
            findings.Add(new(EegFinding.GeneralisedSpikeWave, Hertz: state.SpikeWaveHertz, Count: bursts, Seconds: total));
        }

        if (polyspikes > 0)
        {
            findings.Add(new(EegFinding.Polyspikes, Count: polyspikes, Seconds: total));
        }

        if (absences > 0)
        {
            findings.Add(new(EegFinding.AbsenceSeizure, Hertz: state.SpikeWaveHertz, Count: absences, Seconds: total));
        }
    }

    /// <summary>Periodic and rhythmic patterns: each keeps its frequency through the session, in one run or in several.</summary>
    private static void Periodic(EegPhysiology state, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        if (state.SuppressionRatio > 0.6)
        {
            return;
        }

        void May(bool present, EegEventKind kind, EegFinding finding, ScalpPlace place, double share, double microvolts, double hertz, double run)
        {
            double size = microvolts * random.LogNormal(1, 0.2) * Math.Sqrt(state.Amplitude), covered = 0;
            int runs = 0;
            for (double at = random.Exponential(run / share * 0.5); present && at < seconds - 4; runs++)
            {
                double length = Math.Min(Math.Max(4, random.Exponential(run)), seconds - at);
                events.Add(new(kind, at, length, place, size, hertz));
                covered += length;
                at += length + random.Exponential(run * ((1 / share) - 1)) + 1;
            }

            if (runs > 0)
            {
                findings.Add(new(finding, kind is EegEventKind.Lpd or EegEventKind.Lrda ? place : null, hertz, runs, covered));
            }
        }

        May(state.Lpd is not null, EegEventKind.Lpd, EegFinding.Lpd, state.Lpd ?? default, random.Uniform(0.15, 0.9), 85, random.Uniform(0.5, 1.5), 60);
        May(state.Gpd, EegEventKind.Gpd, EegFinding.Gpd, ScalpPlace.MidFrontal, random.Uniform(0.2, 0.9), 80, random.Uniform(0.6, 1.8), 60);
        May(state.Triphasic, EegEventKind.Triphasic, EegFinding.TriphasicWaves, ScalpPlace.MidFrontal, random.Uniform(0.1, 0.7), 90, random.Uniform(1.3, 2.2), 25);
        May(state.Lrda is not null, EegEventKind.Lrda, EegFinding.Lrda, state.Lrda ?? default, random.Uniform(0.02, 0.25), 70, random.Uniform(1.2, 2.6), 9);
        May(state.Grda, EegEventKind.Grda, EegFinding.Grda, ScalpPlace.MidFrontal, random.Uniform(0.02, 0.25), 75, random.Uniform(1.2, 2.4), 8);
    }
}
