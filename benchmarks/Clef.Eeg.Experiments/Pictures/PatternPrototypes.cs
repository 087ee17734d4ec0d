using System.Text;
using Clef.Eeg.Embedding;
using Clef.Eeg.Sessions;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using Clef.Simulation.Writing;

namespace Clef.Eeg.Experiments.Pictures;

/// <summary>
/// Clinical segments of known pattern beside the simulated segments nearest to them. A prototype is the mean embedding of simulated segments that
/// show one pattern; all vectors have the mean of the simulated ones taken off, and likeness is the cosine. Nothing is trained on the clinical
/// segments.
/// </summary>
internal static class PatternPrototypes
{
    /// <summary>Pattern, and the simulator's phenomena that show it.</summary>
    private static readonly (string Pattern, string[] Phenomena)[] Patterns =
    [
        ("SZ", ["seizure"]), ("LPD", ["lpd"]), ("GPD", ["gpd", "triphasic"]), ("LRDA", ["lrda"]), ("GRDA", ["grda"]),
        ("Other", ["normal", "mild-slowing", "drowsy", "severe-slowing"]),
    ];

    /// <summary>Draws the picture, and gives each segment's nearest patterns as Markdown.</summary>
    /// <param name="folder">A model folder.</param>
    /// <param name="recordings">The clinical segments; the pattern is the part of a name before its last underscore or digit.</param>
    /// <param name="output">A .png file.</param>
    /// <param name="each">Simulated segments of each pattern.</param>
    /// <param name="seconds">Length of a simulated segment.</param>
    /// <param name="stop">Stops between segments.</param>
    public static string Run(string folder, string recordings, string output, int each, double seconds, CancellationToken stop)
    {
        using EegModel model = EegModel.Open(folder);
        var simulated = new List<Segment>();
        foreach ((string pattern, string[] phenomena) in Patterns)
        {
            for (int i = 0; i < each; i++)
            {
                stop.ThrowIfCancellationRequested();
                simulated.Add(Simulate(model, pattern, EegPhenomenon.Named(phenomena[i % phenomena.Length]), (ulong)(1000 + i), seconds));
            }
        }

        float[] centre = Mean([.. simulated.Select(s => s.Vector)]);
        Dictionary<string, float[]> prototypes = Patterns.ToDictionary(
            p => p.Pattern, p => Less(Mean([.. simulated.Where(s => s.Pattern == p.Pattern).Select(s => s.Vector)]), centre));
        var rows = new List<(Segment Clinical, Segment Nearest)>();
        int right = 0;
        var text = new StringBuilder("\n## IIIC: nearest simulated prototypes\n\n");
        text.Append("| clinical segment | simulated prototypes, nearest first, with cosine | nearest simulated segment |\n|---|---|---|\n");
        using var inputs = new RecordingInputs([recordings]);
        foreach (RecordingInput input in inputs.List())
        {
            using Recording recording = input.Open();
            SessionSpectrogram session = model.Preparation.Session(recording);
            var clinical = new Segment(input.Stem, model.Embed(session), session);
            float[] own = Less(clinical.Vector, centre);
            (string Pattern, double Cosine)[] order = [.. prototypes.Select(p => (p.Key, Cosine(own, p.Value))).OrderByDescending(p => p.Item2)];
            Segment nearest = simulated.MaxBy(s => Cosine(own, Less(s.Vector, centre)))!;
            right += input.Stem.StartsWith(order[0].Pattern, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            string likeness = string.Join(", ", order.Select(o => FormattableString.Invariant($"{o.Pattern} {o.Cosine:0.00}")));
            text.Append($"| {input.Stem} | {likeness} | {nearest.Pattern} |\n");
            rows.Add((clinical, nearest));
        }

        double known = simulated.Count(s => prototypes.MaxBy(p => Cosine(Less(s.Vector, centre), p.Value)).Key == s.Pattern) / (double)simulated.Count;
        text.Append(FormattableString.Invariant($"\n{right} of {rows.Count} clinical segments lie nearest to the prototype of their own pattern; "));
        text.Append(FormattableString.Invariant($"of the simulated segments themselves {100 * known:0} %, by prototypes that hold them.\n"));
        SegmentPicture.Write(output, [.. rows.Select(r => (r.Clinical.Session, r.Nearest.Session))], (int)seconds);
        return text.ToString();
    }

    /// <summary>A segment around the phenomenon, of another simulated patient for every seed.</summary>
    private static Segment Simulate(EegModel model, string pattern, EegPhenomenon phenomenon, ulong seed, double seconds)
    {
        for (ulong place = 0; ; place++)
        {
            SimulatedPatient patient = PatientGenerator.Draw(seed, (int)place, age: phenomenon.Age) with { Conditions = [], Drugs = [] };
            EegPhysiology state = phenomenon.Change(EegSimulator.Physiology(patient) with { Sleepiness = 0, Foci = [] });
            EegPlan plan = EegSimulator.Plan(patient, state, 4 * seconds);
            EegEvent? shown = phenomenon.Shown is { } kind ? plan.Events.FirstOrDefault(e => e.Kind == kind) : null;
            if (phenomenon.Shown is not null && shown is null)
            {
                continue; // the plan lacks the event: another patient
            }

            EegSession eeg = EegSimulator.Render(patient, plan);
            double middle = shown is { } e ? e.Onset + (Math.Min(e.Duration, seconds) / 2) : 2 * seconds;
            double from = Math.Clamp(middle - (seconds / 2), 0, 3 * seconds);
            var subject = new Subject(patient.Id, "SIMULATED", null, null, null, null);
            using SimulatedRecording recording = SimulatedRecording.Of(
                pattern, EegSession.Labels, eeg.Signals, "uV", eeg.SampleRate, 3276.75, subject, patient.RecordedAt);
            SessionSpectrogram session = model.Preparation.Session(recording, from, seconds);
            return new Segment(pattern, model.Embed(session), session);
        }
    }

    private static float[] Mean(float[][] vectors) => [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(v => v[i]))];

    private static float[] Less(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Cosine(float[] a, float[] b)
    {
        double product = 0, first = 0, second = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (product, first, second) = (product + (a[i] * b[i]), first + (a[i] * a[i]), second + (b[i] * b[i]));
        }

        return product / Math.Max(1e-12, Math.Sqrt(first * second));
    }

    private sealed record Segment(string Pattern, float[] Vector, SessionSpectrogram Session);
}
