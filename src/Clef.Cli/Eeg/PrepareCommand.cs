using System.CommandLine;
using Clef.Eeg.Sessions;
using Clef.Signals.Preparation;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg prepare INPUT... --out STORE</c>.</summary>
internal static class PrepareCommand
{
    private const string Description = """
        Prepare EEG recordings into a session store: 19 channels x 128 frequencies x one frame a second, in 8 bits.

        Sessions that the store has already are left alone, so a run that was killed goes on where it stopped. Recordings that cannot be
        read are named on stderr and skipped; the exit code is then 1.
        """;

    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Recordings of any format, folders, zip archives.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The store: a folder, made or appended to.", Required = true };
        var shard = new Option<string>("--shard") { Description = "i/n: prepare the i-th of n parts; several processes may fill one store.", DefaultValueFactory = _ => "1/1" };
        var windows = new Option<string>("--windows") { Description = "Of recordings longer than a session: every window, the first, or the middle one.", DefaultValueFactory = _ => "every" };
        windows.AcceptOnlyFromAmong("every", "first", "middle");
        var shortest = new Option<double>("--shortest") { Description = "The shortest last window of a long recording, seconds.", DefaultValueFactory = _ => 60 };
        var mains = new Option<string>("--mains") { Description = "The mains frequency to notch out: detect, 50, 60 or none.", DefaultValueFactory = _ => "detect" };
        mains.AcceptOnlyFromAmong("detect", "50", "60", "none");
        var workers = new Option<int>("--workers") { Description = "Threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        workers.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                r.AddError("--workers is 1 to 1024.");
            }
        });
        var command = new Command("prepare", Description) { inputs, output, shard, windows, shortest, mains, workers };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetValue(inputs)!, parsed.GetValue(output)!, StorePart.Parse(parsed.GetValue(shard)!),
            new SessionWindows(Enum.Parse<WindowRule>(parsed.GetValue(windows)!, ignoreCase: true), parsed.GetValue(shortest)),
            Pipeline(parsed.GetValue(mains)!), parsed.GetValue(workers), stop)));
        return command;
    }

    /// <summary>The default pipeline, renamed where the mains rule is another: a name stands for one set of values.</summary>
    private static EegPipeline Pipeline(string mains) => mains switch
    {
        "50" => EegPipeline.ClefV1 with { Name = "eeg-clef-v1-mains50", Mains = MainsRule.Hz50 },
        "60" => EegPipeline.ClefV1 with { Name = "eeg-clef-v1-mains60", Mains = MainsRule.Hz60 },
        "none" => EegPipeline.ClefV1 with { Name = "eeg-clef-v1-mains0", Mains = MainsRule.None },
        _ => EegPipeline.ClefV1,
    };

    private static int Run(string[] inputs, string output, StorePart part, SessionWindows windows, EegPipeline pipeline, int workers, CancellationToken stop)
    {
        var progress = new ProgressLine();
        using var writer = new SessionStoreWriter(output, pipeline, part);
        PreparationProgress end = new PreparationRun(new EegPreparation(pipeline), windows, workers).Run(
            inputs, writer, part,
            (source, reason) => progress.Line($"skipped {source}: {reason}"),
            p => progress.Show(() => FormattableString.Invariant($"{p.Written} sessions written, {p.Failed} skipped, {p.Written * 60 / progress.Seconds:0} sessions/min")),
            stop);
        progress.End();
        Console.WriteLine(FormattableString.Invariant(
            $"{output}: {end.Written} sessions written, {end.Present} already there, {end.Failed} skipped; {progress.Seconds:0.0} s"));
        return end.Failed == 0 && end.Written + end.Present > 0 ? 0 : 1;
    }
}
