using System.CommandLine;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;

namespace Clef.Cli.Risk;

/// <summary>
/// <c>clef risk SCORE</c>: one person by options, or a table by <c>--in</c> and <c>--out</c>. Exit code 1 where there is no score.
/// </summary>
internal static class RiskScoreCommand
{
    public static Command Create(string name, bool needsRegion, string title)
    {
        var command = new Command(name, title);
        RiskScore model = RiskScores.Create(name, needsRegion ? RiskRegion.Low : null);
        IEnumerable<RiskAttribute> attributes = name == "score2-family"
            ? RiskScores.Create("score2-diabetes", RiskRegion.Low).Attributes
            : model.Attributes;
        var person = new PersonOptions(attributes);
        var region = new RegionOptions();
        var table = new TableOptions();
        var input = new Option<FileInfo?>("--in") { Description = "A table of people (CSV or TSV), instead of one person" };
        var output = new Option<FileInfo?>("--out") { Description = "Where the table goes, with the score's columns appended" };
        var reference = new Option<FileInfo?>("--reference")
        {
            Description = "A table of people from which missing inputs are drawn: reports the expected score and its standard deviation beside (never instead of) the score",
        };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        person.AddTo(command);
        if (needsRegion)
        {
            region.AddTo(command);
        }

        table.AddTo(command);
        command.Options.Add(input);
        command.Options.Add(output);
        command.Options.Add(reference);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            bool many = result.GetResult(input) is not null;
            if (many != result.GetResult(output) is not null)
            {
                result.AddError("--in and --out go together");
            }
            else if (many && person.Names.Any(o => result.GetResult(o) is not null))
            {
                result.AddError("--in takes the people from a table; leave out the options of one person");
            }
        });
        command.SetAction(parsed =>
        {
            RiskScore score = needsRegion ? region.Create(name, parsed) : RiskScores.Create(name);
            ReferencePopulation? population = parsed.GetValue(reference) is { } file ? table.Reference(parsed, file) : null;
            if (parsed.GetValue(input) is { } source)
            {
                return RiskTableRun.Run(
                    score, source.FullName, parsed.GetValue(output)!.FullName, t => table.Columns(parsed, t), population);
            }

            RiskInputs inputs = person.Read(parsed, table.Units(parsed));
            RiskResult result = score.Evaluate(inputs);
            ExpectedRisk? expected = population is null || result.Status == RiskStatus.Scored
                ? null
                : ExpectedRisk.Of(score, inputs, population);
            Console.WriteLine(parsed.GetValue(json) ? RiskText.Json(result, expected) : RiskText.Plain(result, expected));
            return result.Status == RiskStatus.Scored ? 0 : 1;
        });
        return command;
    }
}
