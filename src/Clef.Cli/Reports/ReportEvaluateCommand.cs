using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Reports.Evaluation;
using Clef.Clinical.Reports.Findings;

namespace Clef.Cli.Reports;

/// <summary><c>clef report evaluate SET</c>: precision and recall per finding over labelled reports, as Markdown or JSON.</summary>
internal static class ReportEvaluateCommand
{
    public static Command Create()
    {
        var command = new Command("evaluate", "Precision and recall per finding over a set of labelled reports");
        var set = new Argument<string>("set") { Description = "A file of labelled reports, or a folder of such files" };
        var errors = new Option<bool>("--errors") { Description = "List every disagreement with the words behind it" };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        command.Arguments.Add(set);
        command.Options.Add(errors);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            FindingVocabulary vocabulary = FindingVocabulary.Default;
            FindingEvaluation result = FindingEvaluation.Of(
                LabelledReport.ReadSet(parsed.GetValue(set)!, vocabulary), new FindingExtractor(vocabulary), vocabulary);
            Console.Write(parsed.GetValue(json) ? Json(result) : Markdown(result, parsed.GetValue(errors)));
        });
        return command;
    }

    private static string Json(FindingEvaluation result) => JsonSerializer.Serialize(
        new
        {
            reports = result.Reports,
            affirmed = Numbers(result.AllAffirmed),
            denied = Numbers(result.AllDenied),
            findings = result.Affirmed.Keys.Select(
                id => new { finding = id, affirmed = Numbers(result.Affirmed[id]), denied = Numbers(result.Denied[id]) }),
            disagreements = result.Disagreements.Select(
                d => new { d.Report, d.Finding, label = d.Label.ToString(), extracted = d.Extracted.ToString(), d.Words }),
        },
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }) + "\n";

    private static object Numbers(Agreement a) =>
        new { right = a.Right, extra = a.Extra, missed = a.Missed, precision = Finite(a.Precision), recall = Finite(a.Recall) };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Markdown(FindingEvaluation result, bool errors)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{result.Reports} reports\n");
        text.WriteLine("| | right | extra | missed | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        text.WriteLine(Row("affirmed (present or possible)", result.AllAffirmed));
        text.WriteLine(Row("denied (absent)", result.AllDenied));
        text.WriteLine("\n| of the findings affirmed by both | same | other |\n| --- | ---: | ---: |");
        text.WriteLine($"| certainty (present or possible) | {result.Certainty.Same} | {result.Certainty.Other} |");
        text.WriteLine($"| frequency, where labelled | {result.Frequency.Same} | {result.Frequency.Other} |");
        text.WriteLine($"| side and regions, where labelled | {result.Location.Same} | {result.Location.Other} |");
        text.WriteLine("\nPer finding (those that a label or the extractor names); affirmed, then denied as right/extra/missed:\n");
        text.WriteLine("| finding | right | extra | missed | precision | recall | F1 | denied |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((string id, Agreement a) in result.Affirmed)
        {
            Agreement d = result.Denied[id];
            if (a != default || d != default)
            {
                text.WriteLine($"{Row(id, a)} {d.Right}/{d.Extra}/{d.Missed} |");
            }
        }

        foreach (Disagreement d in errors ? result.Disagreements : [])
        {
            text.WriteLine($"{d.Report} {d.Finding}: label {d.Label}, extracted {d.Extracted}: {string.Join("; ", d.Words)}");
        }

        return text.ToString();
    }

    private static string Row(string name, Agreement a) =>
        FormattableString.Invariant(
            $"| {name} | {a.Right} | {a.Extra} | {a.Missed} | {Share(a.Precision)} | {Share(a.Recall)} | {Share(a.F1)} |");

    private static string Share(double value) => double.IsNaN(value) ? "" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
