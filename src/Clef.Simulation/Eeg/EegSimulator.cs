using Clef.Core;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>Makes EEG sessions: causes to physiology, physiology to a plan, the plan to signals.</summary>
public static class EegSimulator
{
    /// <summary>The sampling rate of every simulated EEG, hertz.</summary>
    public const double SampleRate = 200;

    /// <summary>The session length that the EEG model takes, seconds.</summary>
    public const double UsualSeconds = 1280;

    /// <summary>The latent state of a patient's brain.</summary>
    public static EegPhysiology Physiology(SimulatedPatient patient) => EegPhysiologyModel.Of(patient);

    /// <summary>Plans a session without drawing its samples; cheap.</summary>
    public static EegPlan Plan(SimulatedPatient patient, double seconds = UsualSeconds) => Plan(patient, Physiology(patient), seconds);

    /// <summary>Plans a session for a state of the brain set by hand.</summary>
    public static EegPlan Plan(SimulatedPatient patient, EegPhysiology state, double seconds) => seconds is >= 1 and <= 172800
        ? EegPlanner.Plan(patient, state, seconds, patient.Random.Fork("eeg plan"))
        : throw new ClefException("simulation", "seconds", seconds, "a session of 1 second to 48 hours");

    /// <summary>Simulates a session.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="seconds">Its length; 1 second to 48 hours.</param>
    /// <exception cref="ClefException">The length is out of range.</exception>
    public static EegSession Simulate(SimulatedPatient patient, double seconds = UsualSeconds) => Render(patient, Plan(patient, seconds));

    /// <summary>Draws the signals of a plan.</summary>
    public static EegSession Render(SimulatedPatient patient, EegPlan plan)
    {
        CounterRandom random = patient.Random.Fork("eeg signal");
        var canvas = new EegCanvas((int)Math.Round(plan.Seconds * SampleRate), SampleRate);
        new BackgroundRenderer(canvas, plan, patient.Site.Reference, random.Fork("background")).Render();
        SuppressionRenderer.Render(canvas, plan.Physiology.SuppressionRatio, random.Fork("suppression"));
        new DischargeRenderer(canvas, patient.Site.Reference, random.Fork("events")).Render(plan.Events);
        new ArtefactRenderer(canvas, plan, patient.Site, random.Fork("artefacts")).Render();
        Amplifier.Apply(canvas.Channels, SampleRate, patient.Site);
        return new EegSession { SampleRate = SampleRate, Signals = canvas.Channels, Plan = plan };
    }
}
