using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <content>Activation procedures and artefacts.</content>
internal static partial class EegPlanner
{
    private static readonly double[] FlashRates = [1, 3, 6, 9, 12, 15, 18, 21, 25, 30];

    /// <summary>Hyperventilation for three minutes and a series of flashes, each in most outpatient sessions.</summary>
    private static void Activation(
        SimulatedPatient patient, EegPhysiology state, Vigilance[] course, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        bool breathes = random.Chance(patient.Age is > 4 and < 65 ? 0.6 : 0.03), flashes = random.Chance(0.7);
        double at = random.Uniform(0.25, 0.4) * seconds, buildUp = Math.Max(0, random.Normal(patient.Age < 18 ? 28 : 12 - (patient.Age / 6), 7));
        if (breathes && at + 240 < seconds)
        {
            Wake(course, at, 200);
            events.Add(new(EegEventKind.Hyperventilation, at, 180, ScalpPlace.MidFrontal, buildUp));
            if (buildUp > 12)
            {
                findings.Add(new(EegFinding.HyperventilationSlowing, Seconds: 120, Severity: Math.Clamp(buildUp / 40, 0, 1)));
            }
        }

        double flashAt = random.Uniform(0.6, 0.7) * seconds;
        if (!flashes || flashAt + 180 > seconds)
        {
            return;
        }

        Wake(course, flashAt, 175);
        int responses = 0;
        foreach (double rate in FlashRates)
        {
            // Driving is best near the patient's own rhythm.
            double tuning = Math.Exp(-Math.Pow((rate - state.AlphaHertz) / 6, 2));
            events.Add(new(EegEventKind.PhoticTrain, flashAt, 10, new(Side.Midline, Region.Occipital), state.DrivingMicrovolts * tuning * (1 - state.Slowing), rate));
            if (state.Photosensitive && rate is > 10 and < 22 && random.Chance(0.7))
            {
                events.Add(new(EegEventKind.PolyspikeWave, flashAt + random.Uniform(2, 5), random.Uniform(1.5, 3.5), ScalpPlace.MidFrontal, random.LogNormal(150, 0.2), random.Uniform(3, 4)));
                responses++;
            }

            flashAt += 17;
        }

        if (state.DrivingMicrovolts * (1 - state.Slowing) > 4)
        {
            findings.Add(new(EegFinding.PhoticDriving, Seconds: 60));
        }

        if (responses > 0)
        {
            findings.Add(new(EegFinding.PhotoparoxysmalResponse, Count: responses, Seconds: 2.5 * responses));
        }
    }

    private static void Wake(Vigilance[] course, double from, double seconds)
    {
        for (int s = (int)from; s < Math.Min(course.Length, from + seconds); s++)
        {
            course[s] = Vigilance.EyesClosed;
        }
    }

    private static EegPlan Artefacts(
        SimulatedPatient patient, EegPhysiology state, Vigilance[] course, double seconds, List<EegEvent> events, List<EegFindingTruth> findings, CounterRandom random)
    {
        bool coma = state.Slowing > 0.75 || state.SuppressionRatio > 0;
        double restless = random.LogNormal(1, 0.5) * (patient.Has(Icd.Delirium) ? 2 : 1) * (patient.Age < 10 ? 2 : 1) * (coma ? 0.25 : 1);
        double blink = random.LogNormal(130, 0.25);
        for (int s = 0; s < course.Length; s++)
        {
            bool open = course[s] == Vigilance.EyesOpen && !coma, awake = course[s] is Vigilance.EyesOpen or Vigilance.EyesClosed;
            void May(double perMinute, EegEventKind kind, double duration, ScalpPlace place, double microvolts, double hertz = 0)
            {
                if (random.Chance(perMinute / 60))
                {
                    events.Add(new(kind, s + random.NextUniform(), duration, place, microvolts, hertz));
                }
            }

            May(open ? 17 : awake && !coma ? 1 : 0, EegEventKind.Blink, random.Uniform(0.25, 0.4), ScalpPlace.MidFrontal, blink * random.LogNormal(1, 0.2));
            May(open ? 8 : awake ? 1.5 : 0, EegEventKind.EyeMovement, random.Uniform(0.4, 1.5), ScalpPlace.MidFrontal, random.Normal(0, 55));
            May(awake ? 2 * restless : 0.1, EegEventKind.Muscle, random.LogNormal(2, 0.7), new(random.Chance(0.5) ? Side.Left : Side.Right, Region.Temporal), random.LogNormal(22, 0.5));
            May(awake ? 0.25 * restless : 0.02, EegEventKind.Movement, random.LogNormal(2.5, 0.6), AnyElectrodePlace(random), random.LogNormal(180, 0.5));
            May(open ? 0.12 * restless : 0, EegEventKind.Chewing, random.Uniform(4, 12), new(Side.Midline, Region.Temporal), random.LogNormal(45, 0.4), random.Uniform(1, 1.6));
        }

        var bad = new List<(int, double)>();
        int looseness = random.Poisson(0.5);
        for (int k = 0; k < looseness; k++)
        {
            int channel = random.Index(HeadModel.Labels.Count);
            bad.Add((channel, random.LogNormal(8, 0.6)));
        }

        int pops = random.Poisson(seconds / 1200 * 2.5);
        int loose = random.Index(HeadModel.Labels.Count);
        for (int k = 0; k < pops; k++)
        {
            events.Add(new(EegEventKind.ElectrodePop, random.Uniform(0, seconds), 2, default, random.Normal(0, 160), Channel: loose));
        }

        double tension = coma ? 0 : random.LogNormal(2.2, 0.8);
        double ecg = random.Chance(0.3) ? random.LogNormal(9, 0.5) : 0;
        void If(bool present, EegFinding finding, int count = 1)
        {
            if (present)
            {
                findings.Add(new(finding, Count: count));
            }
        }

        int Count(EegEventKind kind) => events.Count(e => e.Kind == kind);
        If(Count(EegEventKind.Blink) > 3, EegFinding.BlinkArtefact, Count(EegEventKind.Blink));
        If(tension > 5 || Count(EegEventKind.Muscle) + Count(EegEventKind.Chewing) > 12, EegFinding.MuscleArtefact, Count(EegEventKind.Muscle));
        If(Count(EegEventKind.Movement) > 2, EegFinding.MovementArtefact, Count(EegEventKind.Movement));
        If(pops > 3 || bad.Count > 0, EegFinding.ElectrodeArtefact, pops);
        If(!patient.Site.Notch && bad.Count > 0, EegFinding.MainsArtefact);
        If(ecg > 8, EegFinding.EcgArtefact);
        return new EegPlan
        {
            Seconds = seconds,
            Vigilance = course,
            Physiology = state,
            Events = [.. events.OrderBy(e => e.Onset)],
            Findings = findings,
            BadContacts = bad,
            EcgMicrovolts = ecg,
            HeartRate = patient.Risk.Pulse,
            MuscleTension = tension,
        };
    }

    private static ScalpPlace AnyElectrodePlace(CounterRandom random) =>
        new((Side)random.Index(3), (Region)random.Index(5));
}
