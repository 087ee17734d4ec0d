using System.Globalization;
using System.Text;
using Clef.Signals.Noise;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Reports;

/// <summary>Writes what a reader would dictate about a simulated session: sections or prose, findings, denials, irrelevances, and now and then an error.</summary>
public static class EegReportWriter
{
    // Readers pass over artefacts and small variants more often than they mention them.
    private const double MinorOmission = 0.45;

    private static readonly HashSet<EegFinding> Minor =
    [
        EegFinding.BlinkArtefact, EegFinding.MuscleArtefact, EegFinding.MovementArtefact, EegFinding.ElectrodeArtefact, EegFinding.MainsArtefact, EegFinding.EcgArtefact,
        EegFinding.Wickets, EegFinding.MuRhythm, EegFinding.Posts, EegFinding.Drowsiness, EegFinding.PhoticDriving, EegFinding.HyperventilationSlowing, EegFinding.KComplexes, EegFinding.SlowWaveSleep,
    ];

    private static readonly EegFinding[] Inventable = [EegFinding.FocalSlowing, EegFinding.FocalSpikes, EegFinding.GeneralisedSlowing, EegFinding.Wickets, EegFinding.Lrda];

    /// <summary>Writes the report of a session.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="plan">What is in the session.</param>
    /// <param name="rates">How often the reader errs.</param>
    public static SimulatedReport Write(SimulatedPatient patient, EegPlan plan, ReportErrorRates? rates = null)
    {
        CounterRandom random = patient.Random.Fork("eeg report");
        var errors = new List<ReportError>();
        List<EegFindingTruth> told = Told(plan, rates ?? ReportErrorRates.Usual, random, errors);
        var sentences = new List<string>();
        var conclusions = new List<string>();
        bool slow = told.Any(t => t.Finding == EegFinding.SlowPosteriorRhythm);
        foreach (EegFindingTruth truth in told.OrderBy(t => t.Finding))
        {
            (string[] describe, string[] conclude) = EegPhrases.Of[truth.Finding];
            if (!(slow && truth.Finding == EegFinding.PosteriorRhythm)) // one sentence on the rhythm's frequency is enough
            {
                sentences.Add(Fill(random.Pick(describe), truth));
            }

            if (conclude.Length > 0)
            {
                conclusions.Add(Fill(random.Pick(conclude), truth));
            }
        }

        foreach ((EegFinding[] denied, string[] denials) in EegPhrases.Negations)
        {
            if (!told.Any(t => denied.Contains(t.Finding)) && random.Chance(0.6))
            {
                sentences.Add(random.Pick(denials));
            }
        }

        sentences.Insert(random.Index(sentences.Count + 1), random.Pick(EegPhrases.Irrelevances));
        return new SimulatedReport(Compose(patient, plan, sentences, conclusions, random), errors);
    }

    private static List<EegFindingTruth> Told(EegPlan plan, ReportErrorRates rates, CounterRandom random, List<ReportError> errors)
    {
        var told = new List<EegFindingTruth>();
        foreach (EegFindingTruth truth in plan.Findings)
        {
            if (random.Chance(Minor.Contains(truth.Finding) ? MinorOmission : rates.Omission))
            {
                errors.Add(new(ReportErrorKind.Omitted, truth.Finding.ToString()));
            }
            else if (truth.Place is { Side: not Side.Midline } place && random.Chance(rates.WrongSide))
            {
                errors.Add(new(ReportErrorKind.WrongSide, truth.Finding.ToString()));
                told.Add(truth with { Place = place.Mirrored });
            }
            else
            {
                told.Add(truth);
            }
        }

        EegFinding invented = random.Pick(Inventable);
        if (random.Chance(rates.Invention) && plan.Findings.All(f => f.Finding != invented))
        {
            errors.Add(new(ReportErrorKind.Invented, invented.ToString()));
            told.Add(new(invented, new ScalpPlace(random.Chance(0.5) ? Side.Left : Side.Right, Region.Temporal), random.Uniform(1, 2), 2, 20, 0.3));
        }

        return told;
    }

    private static string Fill(string template, EegFindingTruth truth)
    {
        string grade = truth.Severity < 0.35 ? "mild" : truth.Severity < 0.65 ? "moderate" : "severe";
        string often = truth.Count <= 2 ? "rare" : truth.Count <= 8 ? "occasional" : truth.Count <= 40 ? "frequent" : "abundant";
        double hertz = truth.Hertz ?? 0;
        string hz = truth.Finding is EegFinding.PosteriorRhythm or EegFinding.SlowPosteriorRhythm
            ? Math.Round(hertz * 2, MidpointRounding.AwayFromZero) is var halves && halves % 2 == 0 ? $"{halves / 2:0}" : $"{Math.Floor(hertz):0}-{Math.Ceiling(hertz):0}"
            : (Math.Round(hertz * 2) / 2).ToString("0.#", CultureInfo.InvariantCulture);
        string text = template.Replace("{side}", truth.Place?.Side.ToString().ToLowerInvariant() ?? "bilateral").Replace("{region}", RegionWord(truth.Place))
            .Replace("{hz}", hz).Replace("{often}", often).Replace("{grade}", grade).Replace("{n}", truth.Count.ToString(CultureInfo.InvariantCulture));
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string RegionWord(ScalpPlace? place) => place is { } p ? p.Region.ToString().ToLowerInvariant() : "head";

    private static string Compose(SimulatedPatient patient, EegPlan plan, List<string> sentences, List<string> conclusions, CounterRandom random)
    {
        string who = $"{Math.Max(1, (int)patient.Age)}-year-old {(patient.Sex == Sex.Female ? (random.Chance(0.5) ? "woman" : "female") : random.Chance(0.5) ? "man" : "male")}";
        if (patient.Age < 18)
        {
            who = $"{Math.Max(1, (int)patient.Age)} year old {(patient.Sex == Sex.Female ? "girl" : "boy")}";
        }

        IEnumerable<string> known = patient.Conditions.OrderByDescending(c => c.Acute).Take(1 + random.Index(3)).Select(c => c.Name);
        string history = $"{who} with {(patient.Conditions.Count > 0 ? string.Join(", ", known) : random.Pick(Reasons))}. {random.Pick(Questions)}";
        string drugs = patient.Drugs.Count == 0 ? "None." : string.Join(", ", patient.Drugs.Select(d => d.Drug.Name)) + ".";
        string impression = conclusions.Count == 0 ? random.Pick(Normals) : "Abnormal EEG.";
        var text = new StringBuilder($"[SIMULATED REPORT, Clef simulator {Simulator.Version}]\n");
        string minutes = (plan.Seconds / 60).ToString("0", CultureInfo.InvariantCulture);
        switch (random.Index(4))
        {
            case 0:
                text.Append(CultureInfo.InvariantCulture, $"HISTORY: {history}\nMEDICATIONS: {drugs}\nTECHNIQUE: {minutes} minutes of EEG.\nDESCRIPTION: {string.Join(' ', sentences)}\nIMPRESSION: {impression}\n");
                text.AppendJoin('\n', conclusions.Select((c, k) => $"{k + 1}. {c}"));
                break;
            case 1:
                text.Append(CultureInfo.InvariantCulture, $"Clinical history: {history}\n\nFindings:\n");
                text.AppendJoin('\n', sentences.Select(s => "- " + s)).Append(CultureInfo.InvariantCulture, $"\n\nConclusion: {impression} {string.Join(' ', conclusions)}");
                break;
            case 2:
                text.Append(CultureInfo.InvariantCulture, $"This is a {minutes}-minute EEG of a {history} Medications include {drugs} {string.Join(' ', sentences)} In summary: {impression} {string.Join(' ', conclusions)}");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"Indication - {history}\n{string.Join("\n", sentences)}\nIMPRESSION\n{impression}\n{string.Join("\n", conclusions)}");
                break;
        }

        return text.Append('\n').ToString();
    }

    private static readonly string[] Reasons = ["a single unprovoked spell", "episodes of lightheadedness", "headache", "memory complaints", "a transient episode of confusion"];

    private static readonly string[] Questions = ["Evaluate for seizures.", "Rule out epileptiform activity.", "EEG requested for altered mental status.", "Please assess for encephalopathy.", "Spell characterization."];

    private static readonly string[] Normals = ["Normal EEG.", "Normal awake EEG.", "This is a normal study.", "Within normal limits for age."];
}
