using System.Numerics;
using Clef.Core;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Ecg;

/// <summary>A simulated twelve-lead ECG: the signals and everything that made them.</summary>
public sealed class EcgRecord
{
    /// <summary>The leads, in the order of <see cref="Signals"/>.</summary>
    public static IReadOnlyList<string> Leads => EcgNoise.Leads;

    /// <summary>Samples a second.</summary>
    public required double SampleRate { get; init; }

    /// <summary>Lead x sample, millivolts.</summary>
    public required float[][] Signals { get; init; }

    /// <summary>The state of the heart; never an input of a model.</summary>
    public required EcgPhysiology Physiology { get; init; }

    /// <summary>Every ventricular beat that begins within the record.</summary>
    public required IReadOnlyList<Heartbeat> Beats { get; init; }

    /// <summary>What a perfect reader would find.</summary>
    public required IReadOnlyList<EcgFinding> Findings { get; init; }

    /// <summary>Mean ventricular rate of the record, beats a minute.</summary>
    public required double Rate { get; init; }
}

/// <summary>Makes ECG records: causes to the heart's state, the state to beats, beats to a moving dipole, the dipole to leads.</summary>
public static class EcgSimulator
{
    /// <summary>The sampling rate of every simulated ECG, hertz.</summary>
    public const double SampleRate = 500;

    /// <summary>The usual length, seconds.</summary>
    public const double UsualSeconds = 10;

    /// <summary>The latent state of a patient's heart.</summary>
    public static EcgPhysiology Physiology(SimulatedPatient patient) => EcgPhysiologyModel.Of(patient);

    /// <summary>Simulates a record.</summary>
    /// <exception cref="ClefException">The length is not between 1 second and 48 hours.</exception>
    public static EcgRecord Simulate(SimulatedPatient patient, double seconds = UsualSeconds) => Simulate(patient, Physiology(patient), seconds);

    /// <summary>Simulates a record for a state of the heart set by hand.</summary>
    /// <param name="patient">The patient, for the site and the stream.</param>
    /// <param name="state">The state.</param>
    /// <param name="seconds">Length, 1 second to 48 hours.</param>
    /// <param name="noise">Scale of all noise; 0 for none.</param>
    public static EcgRecord Simulate(SimulatedPatient patient, EcgPhysiology state, double seconds, double noise = 1)
    {
        if (!(seconds is >= 1 and <= 172800))
        {
            throw new ClefException("simulation", "seconds", seconds, "a record of 1 second to 48 hours");
        }

        CounterRandom random = patient.Random.Fork("ecg signal");
        (List<Heartbeat> ventricles, List<AtrialBeat> atria) = BeatPlanner.Plan(state, seconds, random.Fork("beats"));
        var dipole = new DipoleTrack((int)Math.Round(seconds * SampleRate), SampleRate);
        CounterRandom shape = random.Fork("shape");
        var ectopic = Vector3.Normalize(new Vector3((float)shape.Normal(), (float)shape.Normal(0.2, 1), (float)shape.Normal(0, 0.9)));
        foreach (Heartbeat beat in ventricles)
        {
            foreach (DipoleWave wave in VentricleModel.Beat(state, beat.Origin, beat.Interval, ectopic))
            {
                dipole.Add(beat.Onset, wave);
            }
        }

        AtrialModel.Render(dipole, state, atria, random.Fork("atria"), BeatPlanner.FlutterRate(random.Fork("beats")));
        dipole.Turn(state.Rotation, shape.Uniform(0.2, 0.32), 0.03 + (0.02 * shape.NextUniform()));
        float[][] leads = dipole.Project(LeadField.Draw(random.Fork("leads")));
        if (noise > 0)
        {
            EcgRecordNoise.Add(leads, SampleRate, patient.Site, noise, random.Fork("noise"));
        }

        Heartbeat[] within = [.. ventricles.Where(b => b.Onset >= 0 && b.Onset < seconds).OrderBy(b => b.Onset)];
        double rate = within.Length > 1 ? 60 * (within.Length - 1) / (within[^1].Onset - within[0].Onset) : state.Rate;
        return new EcgRecord
        {
            SampleRate = SampleRate,
            Signals = leads,
            Physiology = state,
            Beats = within,
            Rate = rate,
            Findings = EcgFindings.Of(state, within, rate, patient),
        };
    }
}
