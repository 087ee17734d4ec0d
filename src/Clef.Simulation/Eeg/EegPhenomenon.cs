using Clef.Core;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>One phenomenon made to appear, for pictures and for tests: a state of the brain set by hand and the moment to look at.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What the picture shows.</param>
/// <param name="Age">The patient's age.</param>
/// <param name="Change">How the state differs from that of a healthy person.</param>
/// <param name="Shown">The kind of event to centre on; null to choose by vigilance.</param>
/// <param name="During">Vigilance to look at, where no event is to be centred on.</param>
public sealed record EegPhenomenon(
    string Name, string Title, double Age, Func<EegPhysiology, EegPhysiology> Change, EegEventKind? Shown = null, Vigilance? During = null)
{
    private static readonly ScalpPlace LeftTemporal = new(Side.Left, Region.Temporal);
    private static readonly ScalpPlace RightFrontal = new(Side.Right, Region.Frontal);

    /// <summary>Every phenomenon.</summary>
    public static IReadOnlyList<EegPhenomenon> All { get; } =
    [
        new("normal", "Adult awake, eyes closed", 35, s => s, During: Vigilance.EyesClosed),
        new("eyes-open", "Adult awake, eyes open: blinks, alpha blocked", 35, s => s, EegEventKind.Blink),
        new("child", "Child of three years awake", 3, s => s with { AlphaHertz = 7.6 }, During: Vigilance.EyesClosed),
        new("drowsy", "Drowsiness: alpha gone, theta, slow eye movements", 35, s => s with { Sleepiness = 0.9 }, During: Vigilance.Drowsy),
        new("vertex-wave", "Vertex sharp waves", 30, s => s with { Sleepiness = 0.9 }, EegEventKind.VertexWave),
        new("spindle", "Sleep spindles", 30, s => s with { Sleepiness = 0.95 }, EegEventKind.Spindle),
        new("k-complex", "K-complex", 30, s => s with { Sleepiness = 0.95 }, EegEventKind.KComplex),
        new("posts", "Positive occipital sharp transients of sleep", 25, s => s with { Sleepiness = 0.95, Posts = true }, EegEventKind.Posts),
        new("slow-wave-sleep", "Slow-wave sleep", 25, s => s with { Sleepiness = 1 }, During: Vigilance.DeepSleep),
        new("excess-beta", "Excess beta, as under benzodiazepines", 45, s => s with { BetaGain = 3 }, During: Vigilance.EyesClosed),
        new("mild-slowing", "Mild diffuse slowing", 70, s => s with { Slowing = 0.3, AlphaHertz = 7.4, AlphaMicrovolts = 9 }, During: Vigilance.EyesClosed),
        new("severe-slowing", "Severe diffuse slowing", 70, s => s with { Slowing = 0.8, AlphaHertz = 5, AlphaMicrovolts = 2 }, During: Vigilance.EyesClosed),
        new("focal-slowing", "Left temporal polymorphic delta", 60, s => s with { Lesions = [new(LeftTemporal, 1, false)] }, During: Vigilance.EyesClosed),
        new("focal-spikes", "Left temporal spikes", 40, s => s with { Foci = [new(LeftTemporal, 300, 0)] }, EegEventKind.FocalSpike),
        new("sharp-waves", "Right frontal sharp waves", 40, s => s with { Foci = [new(RightFrontal, 300, 0)] }, EegEventKind.FocalSharpWave),
        new("spike-wave", "Generalised spike-and-wave of 3 Hz", 8, s => s with { SpikeWavePerHour = 60 }, EegEventKind.SpikeWave),
        new("polyspike", "Polyspike-and-wave", 18, s => s with { SpikeWavePerHour = 60, SpikeWaveHertz = 4.2, Polyspikes = true }, EegEventKind.PolyspikeWave),
        new("seizure", "Left temporal seizure (30 s shown)", 40, s => s with { Foci = [new(LeftTemporal, 10, 1)] }, EegEventKind.FocalSeizure),
        new("lpd", "Lateralised periodic discharges", 60, s => s with { Slowing = 0.3, Lpd = LeftTemporal }, EegEventKind.Lpd),
        new("gpd", "Generalised periodic discharges", 60, s => s with { Slowing = 0.5, AlphaMicrovolts = 4, AlphaHertz = 6, Gpd = true }, EegEventKind.Gpd),
        new("triphasic", "Triphasic waves", 60, s => s with { Slowing = 0.5, AlphaMicrovolts = 4, AlphaHertz = 6, Triphasic = true }, EegEventKind.Triphasic),
        new("lrda", "Lateralised rhythmic delta activity", 60, s => s with { Slowing = 0.2, Lrda = LeftTemporal }, EegEventKind.Lrda),
        new("grda", "Generalised rhythmic delta activity", 60, s => s with { Slowing = 0.3, Grda = true }, EegEventKind.Grda),
        new("burst-suppression", "Burst suppression", 55, s => s with { SuppressionRatio = 0.7, Slowing = 0.7, AlphaMicrovolts = 2 }, During: Vigilance.EyesClosed),
        new("low-voltage", "Low voltage", 50, s => s with { Amplitude = 0.38, AlphaMicrovolts = 1.5 }, During: Vigilance.EyesClosed),
        new("breach", "Breach rhythm over a right central skull defect", 50, s => s with { SkullDefect = new(Side.Right, Region.Central) }, During: Vigilance.EyesClosed),
        new("mu", "Mu rhythm", 25, s => s with { MuMicrovolts = 11, AlphaMicrovolts = 5 }, During: Vigilance.EyesOpen),
        new("wickets", "Wicket waves", 55, s => s with { WicketsPerHour = 90, Sleepiness = 0.9 }, EegEventKind.Wicket),
        new("photic-driving", "Photic driving", 30, s => s with { DrivingMicrovolts = 12 }, EegEventKind.PhoticTrain),
        new("hyperventilation", "Hyperventilation with build-up of slow waves", 10, s => s, EegEventKind.Hyperventilation),
        new("muscle", "Muscle artefact", 40, s => s, EegEventKind.Muscle),
        new("movement", "Movement artefact", 40, s => s, EegEventKind.Movement),
        new("electrode-pop", "Electrode pop", 40, s => s, EegEventKind.ElectrodePop),
    ];

    /// <summary>The phenomenon of a name.</summary>
    /// <exception cref="ClefException">No such phenomenon.</exception>
    public static EegPhenomenon Named(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new ClefException("simulate show", "phenomenon", name, $"one of {string.Join(", ", All.Select(p => p.Name))}");

    /// <summary>Simulates a session in which the phenomenon occurs, and the second from which to look at it.</summary>
    public (EegSession Session, double From) Simulate(double shownSeconds = 10)
    {
        // A healthy patient of site A is looked for among the first seeds; a session that happens to lack the event is drawn anew with the next.
        for (ulong seed = 1; ; seed++)
        {
            SimulatedPatient patient = PatientGenerator.Draw(seed, 0, age: Age);
            if (patient.Site != Site.All[0] || patient.Setting != Setting.Outpatient)
            {
                continue;
            }

            patient = patient with { Conditions = [], Drugs = [] };
            EegPhysiology healthy = EegSimulator.Physiology(patient) with { Sleepiness = 0, Amplitude = 1 + (1.4 * Math.Exp(-Age / 7)), AlphaMicrovolts = 14 * (1 + (1.4 * Math.Exp(-Age / 7))), BetaGain = 1, Foci = [] };
            EegPlan plan = EegSimulator.Plan(patient, Change(healthy), 900);
            if (plan.MuscleTension < 3 && Moment(plan, shownSeconds) is { } from)
            {
                return (EegSimulator.Render(patient, plan), from);
            }
        }
    }

    private double? Moment(EegPlan plan, double shown)
    {
        if (Shown is { } kind)
        {
            EegEvent? e = plan.Events.FirstOrDefault(e => e.Kind == kind && e.Onset > 30 && e.Onset < plan.Seconds - 45 && Math.Abs(e.Microvolts) > 8 && Quiet(plan, e.Onset, kind));
            return e is null ? null : kind == EegEventKind.Hyperventilation ? e.Onset + 160 : e.Onset + Math.Min(0, (e.Duration - shown) / 2) - (e.Duration > shown ? 1 : 0);
        }

        for (int s = 20; s < plan.Vigilance.Length - 40; s++)
        {
            if (Enumerable.Range(s - 4, (int)shown + 4).All(t => plan.Vigilance[t] == During)
                && !plan.Events.Any(e => e.Kind is EegEventKind.Movement or EegEventKind.Muscle or EegEventKind.ElectrodePop && e.Onset + e.Duration > s && e.Onset < s + shown))
            {
                return s;
            }
        }

        return null;
    }

    private static bool Quiet(EegPlan plan, double at, EegEventKind kind) =>
        !plan.Events.Any(e => e.Kind != kind && e.Kind is EegEventKind.Movement or EegEventKind.Muscle or EegEventKind.Chewing && e.Onset + e.Duration > at - 5 && e.Onset < at + 6);
}
