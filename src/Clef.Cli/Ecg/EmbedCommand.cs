using System.CommandLine;
using System.Diagnostics;
using Clef.Core;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg embed INPUT... --model DIR --out FILE</c>.</summary>
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
        """;

    public static Command Create()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Recordings, folders of them, or zip archives.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model") { Description = "A model folder, as 'clef ecg import' makes.", Required = true };
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
        var command = new Command("embed", Description) { inputs, model, output, lead, stages, perWindow, batch };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetValue(model)!,
            parsed.GetValue(output)!,
            new EmbeddingRequest(parsed.GetValue(inputs)!, parsed.GetValue(lead)!, parsed.GetValue(perWindow), parsed.GetValue(stages), parsed.GetValue(batch)),
            stop)));
        return command;
    }

    private static int Run(string model, string output, EmbeddingRequest request, CancellationToken stop)
    {
        EcgModelFolder folder = EcgModelFolder.Open(model);
        using EcgEncoder encoder = EcgEncoder.Load(folder);
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
