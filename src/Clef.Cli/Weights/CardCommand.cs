using System.CommandLine;
using Clef.Core;

namespace Clef.Cli.Weights;

/// <summary><c>clef weights card FOLDER</c>: a model card from what a run wrote down.</summary>
internal static class CardCommand
{
    private const string Description =
        """
        Write a model card from the record of a run: what the model is, how and where it was trained, its figures, and what the record does not say.
        A model folder without a run (imported weights) gives what is known of it. What stands below the card's line 'Beyond the record' is kept.
        """;

    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A run's folder, or a model folder." };
        var bench = new Option<string?>("--bench") { Description = "A folder of 'clef bench run', whose means are shown, baselines included." };
        var output = new Option<string?>("--out") { Description = "The card; FOLDER/card.md where not given." };
        var command = new Command("card", Description) { folder, bench, output };
        command.SetAction(parsed =>
        {
            string place = parsed.GetValue(folder)!, path = parsed.GetValue(output) ?? Path.Combine(place, "card.md");
            AtomicFile.WriteText(path, ModelCard.Of(place, parsed.GetValue(bench), File.Exists(path) ? File.ReadAllText(path) : ""));
            Console.WriteLine(path);
        });
        return command;
    }
}
