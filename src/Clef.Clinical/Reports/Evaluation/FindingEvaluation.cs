using Clef.Clinical.Reports.Findings;

namespace Clef.Clinical.Reports.Evaluation;

/// <summary>Agreements and errors of one kind.</summary>
/// <param name="Right">Said by both.</param>
/// <param name="Extra">Said by the extractor only.</param>
/// <param name="Missed">Said by the label only.</param>
public readonly record struct Agreement(int Right, int Extra, int Missed)
{
    /// <summary>Right of all that the extractor said; NaN where it said nothing.</summary>
    public double Precision => Right + Extra == 0 ? double.NaN : (double)Right / (Right + Extra);

    /// <summary>Right of all that the labels say; NaN where they say nothing.</summary>
    public double Recall => Right + Missed == 0 ? double.NaN : (double)Right / (Right + Missed);

    /// <summary>Harmonic mean of precision and recall; NaN where there was nothing to say and nothing was said.</summary>
    public double F1 => Right + Extra + Missed == 0 ? double.NaN : 2.0 * Right / (2 * Right + Extra + Missed);

    /// <summary>Adds two counts.</summary>
    public static Agreement operator +(Agreement a, Agreement b) => new(a.Right + b.Right, a.Extra + b.Extra, a.Missed + b.Missed);

    /// <summary>Counts one pair.</summary>
    internal static Agreement Of(bool said, bool labelled) =>
        new(said && labelled ? 1 : 0, said && !labelled ? 1 : 0, !said && labelled ? 1 : 0);
}

/// <summary>One disagreement, for reading.</summary>
/// <param name="Report">The identifier of the report.</param>
/// <param name="Finding">The finding.</param>
/// <param name="Label">What the reader said.</param>
/// <param name="Extracted">What the extractor said.</param>
/// <param name="Words">The words on which it relied.</param>
public sealed record Disagreement(string Report, string Finding, FindingStatus Label, FindingStatus Extracted, IReadOnlyList<string> Words);

/// <summary>How well the extractor agrees with labels, per finding and over all.</summary>
/// <param name="Reports">How many reports.</param>
/// <param name="Affirmed">Per finding: present or possible.</param>
/// <param name="Denied">Per finding: absent.</param>
/// <param name="Certainty">Of the findings affirmed by both, how many have the same certainty, and how many have not.</param>
/// <param name="Frequency">Of the findings affirmed by both and labelled with a frequency: same to 0.05 Hz, and not.</param>
/// <param name="Location">Of the findings affirmed by both and labelled with a place: same side and regions, and not.</param>
/// <param name="Disagreements">Every difference of status.</param>
public sealed record FindingEvaluation(
    int Reports, IReadOnlyDictionary<string, Agreement> Affirmed, IReadOnlyDictionary<string, Agreement> Denied,
    (int Same, int Other) Certainty, (int Same, int Other) Frequency, (int Same, int Other) Location,
        IReadOnlyList<Disagreement> Disagreements)
{
    /// <summary>All affirmed findings together (micro average).</summary>
    public Agreement AllAffirmed => Affirmed.Values.Aggregate(default(Agreement), (a, b) => a + b);

    /// <summary>All denied findings together.</summary>
    public Agreement AllDenied => Denied.Values.Aggregate(default(Agreement), (a, b) => a + b);

    /// <summary>Evaluates a set.</summary>
    public static FindingEvaluation Of(IReadOnlyList<LabelledReport> reports, FindingExtractor extractor, FindingVocabulary vocabulary)
    {
        var affirmed = vocabulary.Findings.ToDictionary(f => f.Id, _ => default(Agreement));
        var denied = vocabulary.Findings.ToDictionary(f => f.Id, _ => default(Agreement));
        var disagreements = new List<Disagreement>();
        (int Same, int Other) certainty = default, frequency = default, location = default;
        foreach (LabelledReport report in reports)
        {
            foreach (FindingResult result in extractor.Extract(report.Text).Results)
            {
                string id = result.Finding.Id;
                FindingLabel? label = report.Labels.GetValueOrDefault(id);
                FindingStatus status = label?.Status ?? FindingStatus.NotMentioned;
                bool said = result.Status >= FindingStatus.Possible, labelled = status >= FindingStatus.Possible;
                affirmed[id] += Agreement.Of(said, labelled);
                denied[id] += Agreement.Of(result.Status == FindingStatus.Absent, status == FindingStatus.Absent);
                if (said && labelled)
                {
                    certainty = Count(certainty, result.Status == status);
                    frequency = label!.Frequency is { } f
                        ? Count(frequency, result.Frequency is { } g && Math.Abs(f.Low - g.Low) < 0.05 && Math.Abs(f.High - g.High) < 0.05)
                        : frequency;
                    location = label.Location is { } l
                        ? Count(location, result.Location is { } m && l.Side == m.Side && l.Regions.SequenceEqual(m.Regions))
                        : location;
                }

                if (result.Status != status)
                {
                    disagreements.Add(new Disagreement(
                        report.Id, id, status, result.Status,
                        [.. result.Mentions.Select(m => $"{m.Words} [{m.Status}{(m.Cue is null ? "" : ": " + m.Cue)}]")]));
                }
            }
        }

        return new FindingEvaluation(reports.Count, affirmed, denied, certainty, frequency, location, disagreements);
    }

    private static (int Same, int Other) Count((int Same, int Other) count, bool same) =>
        same ? (count.Same + 1, count.Other) : (count.Same, count.Other + 1);
}
