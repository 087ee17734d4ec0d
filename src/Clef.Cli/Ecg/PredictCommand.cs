using System.CommandLine;
using System.Globalization;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg predict INPUT... --model DIR --out FILE</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Recordings, folders of them, or zip archives.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model") { Description = "A model folder with a head, as 'clef ecg finetune' makes.", Required = true };
        var output = new Option<string>("--out") { Description = "The CSV table to write.", Required = true };
        var command = new Command("predict", "What a fine-tuned model says of recordings: one row a record, with a probability for each class, or a number. For research; not a medical device.") { inputs, model, output };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetValue(inputs)!, parsed.GetValue(model)!, parsed.GetValue(output)!, stop)));
        return command;
    }

    private static int Run(string[] inputs, string model, string output, CancellationToken stop)
    {
        EcgModelFolder folder = EcgModelFolder.Open(model);
        using LoadedHead loaded = EcgHead.Read(folder);
        EcgHead head = loaded.Facts;
        using EcgEncoder encoder = EcgEncoder.Load(folder);
        var progress = new ProgressLine();
        int rows = 0, skipped = 0;
        AtomicFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine($"record,{string.Join(',', head.Kind == TaskKind.Regression ? [head.Task] : head.Classes.Select(c => CsvTable.Quote($"p {c}")))},note");
            new EmbeddingRun(encoder, folder.Preparation, new EmbeddingRequest(inputs, head.Lead, false, false, Features: head.Features,
                BeatIntervals: head.BeatIntervals is not null)).Run(
                row =>
                {
                    double[] answer = loaded.Answer(loaded.Inputs(row.Embedding, row.BeatIntervals));
                    writer.WriteLine($"{CsvTable.Quote(row.Record)},{string.Join(',', answer.Select(a => ((float)a).ToString("R", CultureInfo.InvariantCulture)))},{CsvTable.Quote(row.Done.Note)}");
                    rows++;
                },
                s =>
                {
                    skipped++;
                    progress.Line($"skipped {s.Record}: {s.Reason}");
                },
                p => progress.Show($"{p.Records} records"),
                stop);
            if (rows == 0)
            {
                throw new ClefException(string.Join(", ", inputs), "records", skipped, "at least one that can be read");
            }
        });
        progress.End();
        Console.WriteLine($"{output}: {rows} rows of task '{head.Task}'; {skipped} skipped");
        return skipped == 0 ? 0 : 1;
    }
}
