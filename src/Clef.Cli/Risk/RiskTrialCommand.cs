using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Risk;

/// <summary>
/// <c>clef risk trial SCORE --in FILE</c>: hides inputs of people whose score is known, and compares the expected score with it.
/// </summary>
internal static class RiskTrialCommand
{
    public static Command Create()
    {
        var command = new Command("trial", "Hide inputs of people whose score is known: is the expected score right?");
        var name = new Argument<string>("score") { Description = "The score" };
        name.AcceptOnlyFromAmong([.. RiskScores.All.Select(s => s.Name)]);
        var input = new Option<FileInfo>(
            "--in") { Description = "A table of people (CSV or TSV); every second one is the reference", Required = true };
        var hide = new Option<double>(
            "--hide") { Description = "The probability with which each input is hidden", DefaultValueFactory = _ => 0.5 };
        var seed = new Option<int>("--seed") { Description = "Which inputs are hidden of whom", DefaultValueFactory = _ => 1 };
        var repeats = new Option<int>("--repeats") { Description = "How often inputs are hidden anew", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var region = new RegionOptions();
        var table = new TableOptions();
        command.Arguments.Add(name);
        command.Options.Add(input);
        command.Options.Add(hide);
        command.Options.Add(seed);
        command.Options.Add(repeats);
        region.AddTo(command);
        table.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RiskScore score = region.Create(parsed.GetValue(name)!, parsed);
            FileInfo source = parsed.GetValue(input)!;
            using DelimitedReader reader = DelimitedReader.Open(source.FullName);
            List<RiskInputs> people = [.. RiskTable.Rows(
                reader, table.Columns(parsed, reader), source.Name).Select(r => r.Inputs ?? throw new ClefException(r.Error!))];
            ExpectedRiskTrial trial =
                ExpectedRiskTrial.Run(score, people, parsed.GetValue(hide), parsed.GetValue(seed), Math.Max(1, parsed.GetValue(repeats)));
            Console.Write(parsed.GetValue(json) ? Json(trial) : Markdown(score, trial));
        });
        return command;
    }

    private static string Json(ExpectedRiskTrial trial) => JsonSerializer.Serialize(
        new { people = trial.People, reference = trial.Reference, hidden = trial.Hidden.ToDictionary(
            h => RiskNames.Of(h.Key), h => h.Value), knownInputs = Shape(trial.KnownInputs), ageAndSex = Shape(trial.AgeAndSex) },
        new JsonSerializerOptions { WriteIndented = true }) + "\n";

    private static object Shape(ExpectedRiskAgreement a) => new
    {
        meanTrue = a.MeanTrue,
        bias = a.Bias,
        rootMeanSquare = a.RootMeanSquare,
        slope = a.Slope,
        explained = a.Explained,
        spread = a.Spread,
        fifths = a.Fifths.Select(f => new { expected = f.Expected, @true = f.True }),
    };

    private static string Markdown(RiskScore score, ExpectedRiskTrial trial)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{score.Name}: {trial.People} times a person's inputs were hidden, reference of {trial.Reference} others; hidden: {string.Join(", ", trial.Hidden.Select(h => $"{RiskNames.Of(h.Key)} {h.Value}"))}\n");
        text.WriteLine("| donors near in | mean true % | bias % | RMS error % | variance explained | slope | squared error / stated variance |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        (string, ExpectedRiskAgreement)[] both = [("age and sex", trial.AgeAndSex), ("known inputs", trial.KnownInputs)];
        foreach ((string what, ExpectedRiskAgreement a) in both)
        {
            text.WriteLine(FormattableString.Invariant($"| {what} | {100 * a.MeanTrue:0.00} | {100 * a.Bias:+0.00;-0.00} | {100 * a.RootMeanSquare:0.00} | {a.Explained:0.000} | {a.Slope:0.00} | {a.Spread:0.00} |"));
        }

        text.WriteLine("\nMean expected (true) risk in per cent, in fifths by expected risk:\n\n| donors near in | 1st | 2nd | 3rd | 4th | 5th |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach ((string what, ExpectedRiskAgreement a) in both)
        {
            text.WriteLine($"| {what} | {string.Join(" | ", a.Fifths.Select(f => FormattableString.Invariant($"{100 * f.Expected:0.00} ({100 * f.True:0.00})")))} |");
        }

        return text.ToString();
    }
}
