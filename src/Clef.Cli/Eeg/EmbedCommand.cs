using System.CommandLine;
using Clef.Eeg.Embedding;
using Clef.Eeg.Sessions;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg embed INPUT... --model DIR --out FILE</c>.</summary>
internal static class EmbedCommand
{
    private const string Description = """
        Embed recordings, or the sessions of a store, into a table (.parquet or .csv).

        One row for a recording, windows of a long one joined by their mean; with --per token a row for each token of the encoder. An index
        for search by text is made with --space text. Recordings that cannot be read are named on stderr; the exit code is then 1.
        """;

    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Recordings, folders, zip archives, or one session store.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model") { Description = "A model folder of 'clef eeg pretrain' or 'clef eeg align'.", Required = true };
        var output = new Option<string>("--out") { Description = "The table, .parquet or .csv.", Required = true };
        output.Validators.Add(r =>
        {
            if (!(r.GetValueOrDefault<string>() ?? "").EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) && !(r.GetValueOrDefault<string>() ?? "").EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                r.AddError("--out ends in .parquet or .csv.");
            }
        });
        var per = new Option<string>("--per") { Description = "A row for each: session or token.", DefaultValueFactory = _ => "session" };
        per.AcceptOnlyFromAmong("session", "token");
        var space = new Option<string>("--space") { Description = "The encoder's own vectors (session), or those that meet reports (text) or records (profile).", DefaultValueFactory = _ => "session" };
        space.AcceptOnlyFromAmong("session", "text", "profile");
        var encoder = EegText.TextEncoder();
        var command = new Command("embed", Description) { inputs, model, output, per, space, encoder };
        command.Validators.Add(r =>
        {
            if (r.GetValue(per) == "token" && r.GetValue(space) != "session")
            {
                r.AddError("--per token gives the encoder's own vectors; --space is session.");
            }
        });
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetValue(inputs)!, parsed.GetValue(model)!, parsed.GetValue(encoder), parsed.GetValue(output)!, parsed.GetValue(per) == "token",
            Enum.Parse<EmbeddingSpace>(parsed.GetValue(space)!, ignoreCase: true), stop)));
        return command;
    }

    private static int Run(string[] inputs, string folder, string? encoder, string output, bool perToken, EmbeddingSpace space, CancellationToken stop)
    {
        using EegModel model = EegModel.Open(folder, encoder);
        var run = new EmbeddingRun(model, space, perToken);
        var progress = new ProgressLine();
        int failed = 0;
        void Step() => progress.Show(() => FormattableString.Invariant($"{run.Sessions} sessions, {run.Sessions / progress.Seconds:0.0}/s"));
        if (inputs.Length == 1 && File.Exists(Path.Combine(inputs[0], "pipeline.json")))
        {
            using SessionStore store = SessionStore.Open(inputs[0]);
            run.Add(store, Step, stop);
        }
        else
        {
            run.Add(inputs, new SessionWindows(), (source, reason) =>
            {
                failed++;
                progress.Line($"skipped {source}: {reason}");
            }, Step, stop);
        }

        Clef.Core.Tables.EmbeddingTable table = run.Table(string.Join(", ", inputs));
        table.Write(output);
        progress.End();
        Console.WriteLine(FormattableString.Invariant($"{output}: {table.Count} rows of {table.Width} numbers from {run.Sessions} recordings; {failed} skipped; {progress.Seconds:0.0} s"));
        return failed == 0 ? 0 : 1;
    }
}
