using Clef.Core;
using Clef.Eeg.Experiments;
using Clef.Eeg.Experiments.Cost;
using Clef.Eeg.Experiments.Pictures;
using Clef.Eeg.Experiments.Real;
using Clef.Eeg.Experiments.Simulated;

// What the recipes eeg-simulated and eeg-real do beyond the commands of clef itself; each verb reads files and writes one, so that a recipe goes on
// where it was stopped.
const string Usage = """
    usage: Clef.Eeg.Experiments embed TOKENS --model DIR --out FILE [--space session|text|profile] [--columns N] [--random SEED] [--splits FILE --split test]
           Clef.Eeg.Experiments windows TOKENS --columns N --out FILE         every N columns of a session as a session of its own
           Clef.Eeg.Experiments spectrogram STORE --out FILE [--seconds N]    means and deviations of the spectrogram, as a baseline
           Clef.Eeg.Experiments band-powers COHORT --seconds N --out FILE     band powers of the first seconds
           Clef.Eeg.Experiments features KIND SOURCE --model DIR --out FILE   what a stage holds: rebuilt, counts, vectors, rows, vectors-spread, rows-spread
           Clef.Eeg.Experiments develop TABLE... --cohort DIR [--group NAME]  features probed on the training and validation parts alone
           Clef.Eeg.Experiments concepts TOKENS --sessions FILE --events FILE --hold-out PREFIXES --held-out FILE --seen FILE
           Clef.Eeg.Experiments supervised TOKENS --cohort DIR --like DIR --out RUN --steps N [--batch 32] [--rate 5e-4] [--seed 1]
           Clef.Eeg.Experiments retrieval INDEX --model DIR --tokens FILE --sessions FILE --reports FILE --splits FILE [--split test]
           Clef.Eeg.Experiments report RUN --out FILE [--held-out FILE] [--title TEXT]
           Clef.Eeg.Experiments real DATASET TASK PLACE --out FILE --models NAME=DIR,... [--repetitions 10] [--fine-tuned 2]
           Clef.Eeg.Experiments prototypes --model DIR --recordings FILE --picture FILE.png --out FILE [--patients 40] [--seconds 50]
           Clef.Eeg.Experiments cost [--seconds 60,320,640,1280] [--sizes tiny,base,large] [--out FILE.md]
    """;
string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : otherwise;
string Need(string name) => Option(name, "") is { Length: > 0 } value ? value : throw new ClefException("Clef.Eeg.Experiments", name, null, "a value");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    switch (args)
    {
        case ["embed", var tokens, ..]:
            int? random = Option("--random", "") is { Length: > 0 } seed ? Numbers.Whole("--random", seed) : null;
            int columns = Numbers.Whole("--columns", Option("--columns", "0"));
            TokenEmbedding.Run(
                tokens, Need("--model"), Need("--out"), Option("--space", "session"), columns, random,
                TokenEmbedding.Chosen(Option("--splits", ""), Option("--split", "test")), stop.Token);
            return 0;
        case ["windows", var tokens, ..]:
            ShortWindows.Write(tokens, Numbers.Whole("--columns", Need("--columns")), Need("--out"));
            return 0;
        case ["spectrogram", var store, ..]:
            SpectrogramFeatures.Of(store, Numbers.Whole("--seconds", Option("--seconds", "0")), stop.Token).Write(Need("--out"));
            return 0;
        case ["band-powers", var sessions, ..]:
            BandPowers.Of(sessions, Numbers.Whole("--seconds", Need("--seconds")), stop.Token).Write(Need("--out"));
            return 0;
        case ["features", var kind, var source, ..]:
            StageFeatures.Of(kind, source, Need("--model"), stop.Token).Write(Need("--out"));
            return 0;
        case ["develop", ..]:
            string[] tables = [.. args.Skip(1).TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
            Console.Write(DevelopmentProbe.Run(tables, Need("--cohort"), Option("--group", ""), stop.Token));
            return 0;
        case ["concepts", var tokens, ..]:
            Concepts.Divide(tokens, Need("--sessions"), Need("--events"), Need("--hold-out").Split(' ', ','), Need("--held-out"), Need("--seen"));
            return 0;
        case ["supervised", var tokens, ..]:
            return SupervisedRun.Run(
                tokens, Need("--cohort"), Need("--like"), Need("--out"),
                Numbers.Whole("--steps", Need("--steps")), Numbers.Whole("--batch", Option("--batch", "32")),
                Numbers.Real("--rate", Option("--rate", "5e-4")), Numbers.Whole("--seed", Option("--seed", "1")), stop.Token);
        case ["retrieval", var index, ..]:
            var known = new RetrievalTables(Need("--tokens"), Need("--sessions"), Need("--reports"), Need("--splits"), Option("--split", "test"));
            Console.WriteLine(TextRetrieval.Run(index, Need("--model"), known));
            return 0;
        case ["report", var run, ..]:
            AtomicFile.WriteText(Need("--out"), new VariantReport(run, Option("--held-out", "")).Write(Option("--title", "Variants on simulated sessions")));
            return 0;
        case ["real", var dataset, var task, var place, ..]:
            (string, string)[] models = [.. Need("--models").Split(',').Select(m => m.Split('=', 2) is [var name, var folder]
                ? (name, folder)
                : throw new ClefException("--models", null, m, "NAME=DIR"))];
            int repetitions = Numbers.Whole("--repetitions", Option("--repetitions", "10")), tuned = Numbers.Whole("--fine-tuned", Option("--fine-tuned", "2"));
            AtomicFile.WriteText(Need("--out"), new RealSets(repetitions, tuned).Run(dataset, task, place, models, stop.Token));
            return 0;
        case ["prototypes", ..]:
            int each = Numbers.Whole("--patients", Option("--patients", "40"));
            double length = Numbers.Real("--seconds", Option("--seconds", "50"));
            AtomicFile.WriteText(Need("--out"), PatternPrototypes.Run(Need("--model"), Need("--recordings"), Need("--picture"), each, length, stop.Token));
            return 0;
        case ["cost", ..]:
            string table = StageCost.Run(Option("--seconds", "60,320,640,1280").Split(','), Option("--sizes", "tiny,base,large").Split(','), stop.Token);
            Console.Write(table);
            if (Option("--out", "") is { Length: > 0 } file)
            {
                AtomicFile.WriteText(file, table);
            }

            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (ClefException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped; the same command goes on");
    return 130;
}
