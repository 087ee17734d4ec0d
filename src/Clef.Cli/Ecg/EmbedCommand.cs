using System.CommandLine;
using System.Diagnostics;
using Clef.Cli.Bench;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Evaluation.Suites;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg embed INPUT... --model DIR --out FILE</c>, and <c>--suite NAME --data DATASET=PATH</c> in place of inputs.</summary>
internal static class EmbedCommand
{
    private const string Description =
        """
        Embed recordings: one row per record, or per window. Each lead is converted to mV, its gaps are interpolated, it is resampled to
        500 Hz, band-passed from 0.67 to 40 Hz without phase, cut into consecutive windows of 10 s and z-scored, as the model's folder says.
        A record of several windows gets the mean of their embeddings; what follows the last whole window is left out. A record shorter
        than one window is followed by zeros after its z-score. A recording with a single channel named only ECG is taken as the lead asked for.
        A .csv file has the columns e0, e1, ...; a .parquet file has a list column 'embedding', and 'stage0', ... with --stages.
        A record that cannot be read, or of which more than half is missing, is reported and skipped; the exit code is then 1.
        With --suite and --data in place of INPUT: every item of a suite's targets, as rows TARGET/ITEM for 'clef bench run'. --untrained and
        --heart-rate make the rows that a model has to beat.
        """;

    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Recordings, folders of them, or zip archives.", Arity = ArgumentArity.ZeroOrMore };
        var model = new Option<string?>("--model") { Description = "A model folder, as 'clef ecg import' makes." };
        var output = new Option<string>("--out") { Description = "The table to write: .csv or .parquet.", Required = true };
        var lead = new Option<string>("--lead") { Description = "The lead.", DefaultValueFactory = _ => "I" };
        var stages = new Option<bool>("--stages") { Description = "Write the mean of every stage; the last stage's is the embedding." };
        var perWindow = new Option<bool>("--per-window") { Description = "One row per window." };
        var batch = new Option<int>("--batch") { Description = "Windows that the model sees at once.", DefaultValueFactory = _ => 16 };
        batch.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 4096)
            {
                r.AddError("--batch is 1 to 4096.");
            }
        });
        output.Validators.Add(r =>
        {
            if (!EmbeddingOutput.Accepts(r.GetValueOrDefault<string>() ?? ""))
            {
                r.AddError("--out ends in .csv or .parquet.");
            }
        });
        var suite = new Option<string?>("--suite") { Description = "A suite of dataset targets by name (clef bench suites) or a file, with --data." };
        var data = new Option<string[]>("--data")
        {
            Description = "With --suite: DATASET=PATH, a dataset's folder or zip archive. May be given several times.", AllowMultipleArgumentsPerToken = true,
        };
        var store = new Option<string?>("--store") { Description = "With --suite: a folder where prepared recordings are kept for the next model." };
        var untrained = new Option<ulong?>("--untrained") { Description = "The model's network with random weights of this seed, in place of its own." };
        var heart = new Option<bool>("--heart-rate") { Description = "With --suite: heart rate and its variability, in place of a model." };
        var command = new Command("embed", Description) { inputs, model, output, lead, stages, perWindow, batch, suite, data, store, untrained, heart };
        command.Validators.Add(r =>
        {
            bool targets = r.GetValue(suite) is not null;
            if (targets == (r.GetValue(inputs) is { Length: > 0 }) || targets != (r.GetValue(data) is { Length: > 0 }))
            {
                r.AddError("Recordings, or --suite with --data.");
            }

            if ((r.GetValue(model) is null) != r.GetValue(heart) || (r.GetValue(heart) && (!targets || r.GetValue(untrained) is not null)))
            {
                r.AddError("--model, or --heart-rate with --suite.");
            }

            if (targets ? r.GetValue(stages) || r.GetValue(perWindow) : r.GetValue(store) is not null)
            {
                r.AddError("--stages and --per-window are of recordings, --store of --suite.");
            }
        });
        command.SetAction((parsed, stop) =>
        {
            string? folder = parsed.GetValue(model);
            string table = parsed.GetValue(output)!, name = parsed.GetValue(lead)!;
            return Task.FromResult(parsed.GetValue(suite) is { } targets
                ? Run(targets, parsed.GetValue(data)!, parsed.GetValue(store), folder, parsed.GetValue(untrained), name, table, stop)
                : Run(folder!, parsed.GetValue(untrained), table,
                    new EmbeddingRequest(parsed.GetValue(inputs)!, name, parsed.GetValue(perWindow), parsed.GetValue(stages), parsed.GetValue(batch)), stop));
        });
        return command;
    }

    private static EcgEncoder Encoder(EcgModelFolder folder, ulong? untrained) =>
        untrained is { } seed ? EcgEncoder.Untrained(folder.Network, seed) : EcgEncoder.Load(folder);

    private static int Run(string suite, string[] data, string? store, string? model, ulong? untrained, string lead, string output, CancellationToken stop)
    {
        Suite targets = SuiteFile.Read(suite);
        (string Name, string Place)[] given = [.. NamedPlaces.Parse("--data", data)];
        if (given.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ClefException("--data", "dataset", twice.Key, "each dataset once");
        }

        Dictionary<string, string> places = given.ToDictionary(p => p.Name, p => p.Place, StringComparer.Ordinal);
        string[] known = [.. targets.Targets.Select(t => t.Dataset).Distinct()];
        if (places.Keys.FirstOrDefault(p => !known.Contains(p)) is { } odd)
        {
            throw new ClefException(targets.Name, "dataset", odd, known.Length == 0 ? "a suite of dataset targets"
                : $"one that the suite has targets of: {string.Join(", ", known)}");
        }

        DirectoryInfo? temporary = store is null ? Directory.CreateTempSubdirectory("clef-suite-") : null;
        try
        {
            var progress = new ProgressLine();
            var embedding = new SuiteEmbedding(targets, places, lead, store ?? temporary!.FullName, progress);
            EmbeddingTable table;
            if (model is null)
            {
                table = embedding.OfHeartRate(stop);
            }
            else
            {
                EcgModelFolder folder = EcgModelFolder.Open(model);
                using EcgEncoder encoder = Encoder(folder, untrained);
                table = embedding.Of(encoder, folder.Preparation, stop);
            }

            progress.End();
            foreach (string skipped in embedding.Skipped)
            {
                Console.Error.WriteLine($"clef: skipped {skipped}");
            }

            if (known.Except(places.Keys).ToArray() is { Length: > 0 } absent)
            {
                Console.Error.WriteLine($"clef: not at hand: {string.Join(", ", absent)} (--data {absent[0]}=FOLDER)");
            }

            table.Write(output);
            Console.WriteLine($"{output}: {table.Count} rows of {table.Width} numbers; {embedding.Skipped.Count} skipped");
            return embedding.Skipped.Count == 0 ? 0 : 1;
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }

    private static int Run(string model, ulong? untrained, string output, EmbeddingRequest request, CancellationToken stop)
    {
        EcgModelFolder folder = EcgModelFolder.Open(model);
        using EcgEncoder encoder = Encoder(folder, untrained);
        var run = new EmbeddingRun(encoder, folder.Preparation, request);
        var skipped = new List<SkippedRecord>();
        var clock = Stopwatch.StartNew();
        var progress = new EmbedProgress();
        long rows = 0;
        EmbeddingOutput.Write(output, encoder, request.Stages, write =>
        {
            run.Run(
                row =>
                {
                    write(row);
                    rows++;
                },
                s =>
                {
                    skipped.Add(s);
                    progress.Line($"skipped {s.Record}: {s.Reason}");
                },
                progress.Show,
                stop);
            if (rows == 0)
            {
                throw new ClefException(string.Join(", ", request.Inputs), "records", skipped.Count > 0 ? $"{skipped.Count} skipped" : "none", "at least one that can be embedded");
            }
        });
        progress.End();
        EmbeddingProgress end = progress.Last;
        double seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"{output}: {rows} rows of {encoder.Width(request.Stages)} numbers from {end.Records - skipped.Count} records; {skipped.Count} skipped; {seconds:0.0} s, {end.Records / seconds:0.0} records/s"));
        return skipped.Count == 0 ? 0 : 1;
    }
}
