using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>Lays out a session: when the patient sleeps, which discharges, patterns and artefacts come when, and so what there is to find.</summary>
internal static partial class EegPlanner
{
    internal static EegPlan Plan(SimulatedPatient patient, EegPhysiology state, double seconds, CounterRandom root)
    {
        var events = new List<EegEvent>();
        var findings = new List<EegFindingTruth>();
        Vigilance[] course = VigilancePlanner.Plan(seconds, Math.Max(state.Sleepiness, state.Slowing > 0.75 ? 0.2 : 0), root.Fork("vigilance"));
        if (state.Slowing > 0.8 || state.SuppressionRatio > 0)
        {
            Array.Fill(course, Vigilance.EyesClosed); // in coma no course of vigilance is to be seen
        }

        bool activated = patient.Setting is Setting.Outpatient or Setting.MonitoringUnit && seconds >= 600 && state.SuppressionRatio == 0;
        if (activated)
        {
            Activation(patient, state, course, seconds, events, findings, root.Fork("activation"));
        }

        Background(patient, state, course, findings);
        SleepTransients(state, course, events, findings, root.Fork("sleep"));
        Discharges(state, course, seconds, events, findings, root.Fork("discharges"));
        Periodic(state, seconds, events, findings, root.Fork("periodic"));
        return Artefacts(patient, state, course, seconds, events, findings, root.Fork("artefacts"));
    }

    /// <summary>What the background itself shows; the limits are those at which readers begin to say it.</summary>
    private static void Background(SimulatedPatient patient, EegPhysiology state, Vigilance[] course, List<EegFindingTruth> findings)
    {
        double closed = course.Count(v => v == Vigilance.EyesClosed);
        bool rhythm = state.AlphaMicrovolts * (1 - state.Slowing) > 3 && state.Slowing < 0.75 && closed > 5 && state.SuppressionRatio == 0;
        if (rhythm)
        {
            findings.Add(new(EegFinding.PosteriorRhythm, Hertz: state.AlphaHertz, Seconds: closed));
            double lower = patient.Age < 1.5 ? 4.5 : patient.Age < 3 ? 5.5 : patient.Age < 8 ? 6.8 : 8; // lower limits of normal by age
            if (state.AlphaHertz < lower)
            {
                findings.Add(new(EegFinding.SlowPosteriorRhythm, Hertz: state.AlphaHertz, Seconds: closed, Severity: Math.Clamp((lower - state.AlphaHertz) / 3, 0, 1)));
            }
        }

        void If(bool present, EegFinding finding, double severity = 1, ScalpPlace? place = null)
        {
            if (present)
            {
                findings.Add(new(finding, place, Seconds: course.Length, Severity: Math.Clamp(severity, 0, 1)));
            }
        }

        If(state.SuppressionRatio > 0, EegFinding.BurstSuppression, state.SuppressionRatio);
        If(state.Amplitude < 0.5 && state.SuppressionRatio == 0, EegFinding.LowVoltage);
        If(state.BetaGain > 1.75, EegFinding.ExcessBeta, (state.BetaGain - 1.75) / 2);
        If(state.Slowing > 0.18 && state.SuppressionRatio == 0, EegFinding.GeneralisedSlowing, state.Slowing);
        If(state.MuMicrovolts > 0 && rhythm, EegFinding.MuRhythm);
        If(state.SkullDefect is not null && state.SuppressionRatio == 0, EegFinding.Breach, 1, state.SkullDefect);
        foreach (Lesion lesion in state.Lesions.Where(l => l.Severity > 0.25 && state.SuppressionRatio == 0))
        {
            If(true, EegFinding.FocalSlowing, lesion.Severity, lesion.Place);
        }

        double drowsy = course.Count(v => v == Vigilance.Drowsy), light = course.Count(v => v == Vigilance.LightSleep), deep = course.Count(v => v == Vigilance.DeepSleep);
        findings.AddRange(Lasting(EegFinding.Drowsiness, drowsy, 5).Concat(Lasting(EegFinding.Sleep, light + deep, 10)).Concat(Lasting(EegFinding.SlowWaveSleep, deep, 20)));
    }

    private static IEnumerable<EegFindingTruth> Lasting(EegFinding finding, double seconds, double least) =>
        seconds >= least ? [new EegFindingTruth(finding, Seconds: seconds)] : [];

    private static void SleepTransients(
        EegPhysiology state, Vigilance[] course, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        double clear = Math.Max(0, 1 - (1.4 * state.Slowing)); // sleep structures fade as encephalopathy deepens
        for (int s = 0; s < course.Length; s++)
        {
            bool drowsy = course[s] == Vigilance.Drowsy, light = course[s] == Vigilance.LightSleep, deep = course[s] == Vigilance.DeepSleep;
            if (!(drowsy || light || deep))
            {
                continue;
            }

            void May(bool when, double perMinute, EegEventKind kind, double duration, ScalpPlace place, double microvolts, double hertz = 0)
            {
                if (when && random.Chance(perMinute / 60))
                {
                    events.Add(new(kind, s + random.NextUniform(), duration, place, microvolts, hertz));
                }
            }

            May(drowsy, 2, EegEventKind.VertexWave, 0.6, ScalpPlace.Vertex, clear * random.LogNormal(70, 0.3) * Math.Sqrt(state.Amplitude));
            May(light, 3, EegEventKind.VertexWave, 0.6, ScalpPlace.Vertex, clear * random.LogNormal(80, 0.3) * Math.Sqrt(state.Amplitude));
            May(light, 4.5 * Math.Exp(state.Spindles), EegEventKind.Spindle, random.Uniform(0.6, 1.6), random.Chance(0.6) ? ScalpPlace.Vertex : ScalpPlace.MidFrontal,
                clear * random.LogNormal(22, 0.3), random.Normal(13.4, 0.6, 11.5, 15));
            May(light, 1.4, EegEventKind.KComplex, 1.4, ScalpPlace.MidFrontal, clear * random.LogNormal(120, 0.25) * Math.Sqrt(state.Amplitude));
            May(state.Posts && (drowsy || light), 2, EegEventKind.Posts, random.Uniform(0.8, 3), new(Side.Midline, Region.Occipital), random.LogNormal(35, 0.3), random.Uniform(4, 5));
            May(drowsy, 5, EegEventKind.SlowEyeMovement, random.Uniform(2, 4), ScalpPlace.MidFrontal, random.LogNormal(50, 0.3));
            May(state.WicketsPerHour > 0 && (drowsy || light), state.WicketsPerHour / 20, EegEventKind.Wicket, random.Uniform(0.5, 1.2),
                new(random.Chance(0.65) ? Side.Left : Side.Right, Region.Temporal), random.LogNormal(55, 0.2), random.Uniform(6.5, 10));
        }

        Count(EegEventKind.VertexWave, EegFinding.VertexWaves, 2, 25);
        Count(EegEventKind.Spindle, EegFinding.SleepSpindles, 2, 9);
        Count(EegEventKind.KComplex, EegFinding.KComplexes, 1, 45);
        Count(EegEventKind.Posts, EegFinding.Posts, 2, 15);
        Count(EegEventKind.Wicket, EegFinding.Wickets, 1, 20);

        void Count(EegEventKind kind, EegFinding finding, int least, double visible)
        {
            int count = events.Count(e => e.Kind == kind && e.Microvolts > visible);
            if (count >= least)
            {
                findings.Add(new(finding, Count: count, Seconds: events.Where(e => e.Kind == kind).Sum(e => e.Duration)));
            }
        }
    }
}
