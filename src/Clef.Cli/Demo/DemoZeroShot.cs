using System.Globalization;
using System.Text;
using Clef.Clinical.Reports.Findings;
using Clef.Cohorts.Labels;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Suites;

namespace Clef.Cli.Demo;

/// <summary>How well a finding is found by its name.</summary>
/// <param name="Name">The finding's name, which was the question.</param>
/// <param name="Positives">Test sessions whose reports state it.</param>
/// <param name="Negatives">The others.</param>
/// <param name="Auroc">AUROC of the cosine between session and question.</param>
/// <param name="Found">How many of the first ten have it.</param>
internal sealed record ZeroShotRow(string Name, int Positives, int Negatives, double Auroc, int Found);

/// <summary>What questions in words find among the test sessions, without a label.</summary>
/// <param name="Patients">Test patients.</param>
/// <param name="Rows">The findings that enough of them have and lack.</param>
/// <param name="Auroc">The mean AUROC with its interval over patients; chance is one half.</param>
/// <param name="Found">Of the first ten sessions for a finding, how many have it: the mean over findings.</param>
/// <param name="ByLot">How many would have it, had the ten been drawn by lot.</param>
internal sealed record ZeroShotOutcome(int Patients, IReadOnlyList<ZeroShotRow> Rows, Interval Auroc, Interval Found, double ByLot)
{
    private const int First = 10;

    /// <summary>Whether it is better than chance, beyond doubt.</summary>
    public bool Better => Auroc.Low > 0.5;

    /// <summary>What it came to, in a sentence or two.</summary>
    public string Judged => string.Create(CultureInfo.InvariantCulture,
        $"Asked for {Rows.Count} findings by their names alone, text ranks the {Patients} test sessions with a mean AUROC of {Auroc}, " +
        $"{(Better ? "better than" : "NOT shown to be better than")} chance (0.5). Of the first {First} for each, {Found.Value:0.0} " +
        $"[{Found.Low:0.0}, {Found.High:0.0}] have it; by lot it would be {ByLot:0.0}.");

    /// <summary>The questions: the findings that the EEG benchmark asks for, by their names in the vocabulary. None was chosen by what came out.</summary>
    public static void WritePrompts(string path)
    {
        var text = new StringBuilder("name,positive\n");
        foreach (Finding finding in Asked())
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Id},{CsvTable.Quote(finding.Name)}\n");
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Judges the scores of the test sessions by what their reports state.</summary>
    /// <param name="path">The scores, a column a finding.</param>
    /// <param name="reports">The reports of the test sessions.</param>
    /// <param name="patients">The patient of each session.</param>
    /// <param name="least">The fewest test sessions with a finding, and without.</param>
    /// <param name="replicates">Draws of patients.</param>
    /// <returns>Null where no finding has sessions enough.</returns>
    public static ZeroShotOutcome? Of(
        string path, IReadOnlyDictionary<string, string> reports, IReadOnlyDictionary<string, string> patients, int least, int replicates)
    {
        CsvTable table = CsvTable.Read(path);
        int session = table.Column("session");
        var extractor = new FindingExtractor(FindingVocabulary.Default);
        int[] rows = [.. Enumerable.Range(0, table.Rows.Count).Where(r => reports.ContainsKey(table.Rows[r][session]))];
        ReportFindings[] stated = [.. rows.AsParallel().AsOrdered().Select(r => extractor.Extract(reports[table.Rows[r][session]]))];
        var found = new List<(ZeroShotRow Row, Auroc Auroc, int[] Order, bool[] Labels)>();
        foreach (Finding finding in Asked())
        {
            bool[] labels = [.. stated.Select(s => s[finding.Id].Status == FindingStatus.Present)];
            int positives = labels.Count(l => l);
            if (positives < least || labels.Length - positives < least)
            {
                continue;
            }

            double[] scores = [.. rows.Select(r => table.Number(r, table.Column(finding.Id)) ?? 0)];
            int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
            var auroc = new Auroc(scores, labels);
            int first = order.Take(First).Count(i => labels[i]);
            found.Add((new ZeroShotRow(finding.Name, positives, labels.Length - positives, auroc.Value(), first), auroc, order, labels));
        }

        if (found.Count == 0)
        {
            return null;
        }

        string[] people = [.. rows.Select(r => patients[table.Rows[r][session]])];
        var draws = new PatientBootstrap(people, replicates);
        double[] areas = draws.Distribution(rows.Length, weights =>
        {
            double sum = 0;
            foreach ((ZeroShotRow row, Auroc auroc, _, _) in found)
            {
                // A draw without a class tells nothing of that finding.
                sum += auroc.Value(weights) is var value && double.IsFinite(value) ? value : row.Auroc;
            }

            return sum / found.Count;
        });
        double[] firsts = draws.Distribution(rows.Length, weights =>
        {
            double sum = 0;
            foreach ((_, _, int[] order, bool[] labels) in found)
            {
                sum += FoundFirst(order, labels, weights);
            }

            return sum / found.Count;
        });
        return new ZeroShotOutcome(
            draws.Patients, [.. found.Select(f => f.Row).OrderByDescending(r => r.Auroc)],
            PatientBootstrap.Expanded(found.Average(f => f.Row.Auroc), areas, draws.Patients),
            PatientBootstrap.Expanded(found.Average(f => f.Row.Found), firsts, draws.Patients),
            found.Average(f => First * f.Row.Positives / (double)rows.Length));
    }

    /// <summary>Of the first ten under a draw of patients, in which one may stand several times, those that have the finding.</summary>
    private static double FoundFirst(int[] order, bool[] labels, ReadOnlySpan<double> weights)
    {
        double taken = 0, found = 0;
        for (int i = 0; i < order.Length && taken < First; i++)
        {
            double take = Math.Min(weights[order[i]], First - taken);
            taken += take;
            found += labels[order[i]] ? take : 0;
        }

        return found;
    }

    private static IEnumerable<Finding> Asked() => SuiteFile.Read("eeg234").Tasks.Select(t => t.Positive).OfType<FindingRule>()
        .Select(r => r.Finding).Distinct(StringComparer.Ordinal).Select(FindingVocabulary.Default.Find);
}
