using System.CommandLine;
using System.Text.Json.Nodes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench compare</c>.</summary>
internal static class CompareVerb
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "Folders made by 'clef bench run', over the same rows", Arity = ArgumentArity.OneOrMore };
        var replicates = new Option<int>("--replicates") { Description = "Draws of patients", DefaultValueFactory = _ => 1000 };
        var output = new Option<string?>("--out") { Description = "Writes every task of every pair as CSV" };
        var json = new Option<bool>("--json") { Description = "The pairs as JSON" };
        var command = new Command("compare",
            "Compare models in pairs: paired bootstrap over patients, Holm's correction, win counts, Wilcoxon over tasks") { runs, replicates, output, json };
        command.SetAction((parsed, stop) =>
        {
            ResultSet[] sets = parsed.GetValue(runs)!.Select(r => ResultSet.Compute(new RunFolder(r), parsed.GetValue(replicates), cancel: stop)).ToArray();
            IReadOnlyList<ModelComparison> pairs = ModelComparison.Of(sets);
            if (parsed.GetValue(output) is { } path)
            {
                ResultFiles.WriteDifferences(path, pairs);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(new JsonArray(pairs.Select(p => (JsonNode)new JsonObject
                {
                    ["first"] = p.First, ["second"] = p.Second, ["tasks"] = p.Tasks.Count, ["wins"] = p.Wins.ToString(), ["wins_value"] = p.Wins.Value,
                        ["wins_low"] = Finite(p.Wins.Low), ["wins_high"] = Finite(p.Wins.High), ["significant_wins"] = p.SignificantWins,
                    ["significant_losses"] = p.SignificantLosses, ["mean_difference"] = p.MeanDifference.ToString(),
                        ["difference_value"] = Finite(p.MeanDifference.Value), ["difference_low"] = Finite(p.MeanDifference.Low),
                        ["difference_high"] = Finite(p.MeanDifference.High), ["wilcoxon"] = Finite(p.Wilcoxon),
                }).ToArray()).ToJsonString(new() { WriteIndented = true }));
                return Task.FromResult(0);
            }

            foreach (ModelComparison p in pairs)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"{p.First} against {p.Second}: wins {p.Wins.Value:0.#} of {p.Tasks.Count} [{p.Wins.Low:0.#}, {p.Wins.High:0.#}], ")
                    + $"{p.SignificantWins} won and {p.SignificantLosses} lost after Holm, mean difference {p.MeanDifference}, "
                    + FormattableString.Invariant($"Wilcoxon p {p.Wilcoxon:G2}"));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
