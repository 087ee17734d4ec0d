using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;

namespace Clef.Cli.Risk;

/// <summary><c>clef risk summary SCORE --in FILE</c>: what a score yields over a population, as Markdown or JSON.</summary>
internal static class RiskSummaryCommand
{
    public static Command Create()
    {
        var command =
            new Command("summary", "How many people of a table have a score, what the others lack, and the spread by age and sex");
        var name = new Argument<string>("score") { Description = "The score" };
        name.AcceptOnlyFromAmong([.. RiskScores.All.Select(s => s.Name)]);
        var input = new Option<FileInfo>("--in") { Description = "A table of people (CSV or TSV)", Required = true };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var region = new RegionOptions();
        var table = new TableOptions();
        command.Arguments.Add(name);
        command.Options.Add(input);
        region.AddTo(command);
        table.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RiskScore score = region.Create(parsed.GetValue(name)!, parsed);
            var summary = new RiskSummary();
            var progress = new RowProgress("risk");
            string source = parsed.GetValue(input)!.FullName;
            using DelimitedReader reader = DelimitedReader.Open(source);
            foreach (RiskRow row in RiskTable.Rows(reader, table.Columns(parsed, reader), Path.GetFileName(source)))
            {
                if (row.Inputs is { } inputs)
                {
                    summary.Add(inputs, score.Evaluate(inputs));
                }
                else
                {
                    summary.AddError();
                    progress.Say(row.Error!);
                }

                progress.Step(summary.People + summary.Errors);
            }

            Console.Write(parsed.GetValue(json) ? Json(summary) : Markdown(score, summary));
            return summary.Errors > 0 ? 1 : 0;
        });
        return command;
    }

    private static string Json(RiskSummary summary) => JsonSerializer.Serialize(
        new
        {
            people = summary.People,
            errors = summary.Errors,
            statuses = summary.Statuses.ToDictionary(s => RiskNames.Of(s.Key), s => s.Value),
            applies = summary.Applies,
            missing = summary.Missing.ToDictionary(m => RiskNames.Of(m.Key), m => m.Value),
            meanMissingRate = summary.Applies == 0 ? (double?)null : summary.MeanMissingRate,
            strata = summary.Strata()
                .Select(s =>
                    new { s.Decade, sex = s.Sex.ToString(), s.People, s.Scored, s.Mean, p10 = s.Tenth, p25 = s.LowerQuartile, median = s.Median, p75 = s.UpperQuartile, p90 = s.Ninetieth }),
        },
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }) + "\n";

    private static string Markdown(RiskScore score, RiskSummary summary)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine(FormattableString.Invariant($"{score.Name}: {summary.People} people, {summary.Statuses[RiskStatus.Scored]} with a score, {summary.Errors} rows in error\n"));
        text.WriteLine("| status | people | share |\n| --- | ---: | ---: |");
        foreach ((RiskStatus status, int count) in summary.Statuses)
        {
            text.WriteLine(
                FormattableString.Invariant($"| {RiskNames.Of(status)} | {count} | {100.0 * count / Math.Max(1, summary.People):0.0} % |"));
        }

        text.WriteLine(FormattableString.Invariant(
            $"\nOf the {summary.Applies} people to whom the score applies (mean missing rate {summary.MeanMissingRate:0.0000}):\n"));
        text.WriteLine("| missing input | people | share |\n| --- | ---: | ---: |");
        foreach ((RiskAttribute attribute, int count) in summary.Missing.OrderByDescending(m => m.Value))
        {
            text.WriteLine(
                FormattableString.Invariant($"| {RiskNames.Of(attribute)} | {count} | {100.0 * count / summary.Applies:0.0} % |"));
        }

        text.WriteLine("\nTen-year risk in per cent, by decade of age and sex:\n");
        text.WriteLine("| age | sex | people | scored | mean | 10th | 25th | median | 75th | 90th |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (RiskStratum s in summary.Strata())
        {
            text.WriteLine(FormattableString.Invariant($"| {s.Decade}-{s.Decade + 9} | {s.Sex} | {s.People} | {s.Scored} | {100 * s.Mean:0.00} | {100 * s.Tenth:0.00} | {100 * s.LowerQuartile:0.00} | {100 * s.Median:0.00} | {100 * s.UpperQuartile:0.00} | {100 * s.Ninetieth:0.00} |"));
        }

        return text.ToString();
    }
}
