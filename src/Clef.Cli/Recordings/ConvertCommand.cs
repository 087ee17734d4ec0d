using System.CommandLine;
using Clef.Core;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary><c>clef convert IN OUT</c>: rewrites a recording in the format that the ending of OUT names.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("IN") { Description = "A recording of any format" };
        var target = new Argument<string>("OUT") { Description = "The new file: .edf (EDF+), .bdf (BDF+), .hea (WFDB) or .csv" };
        var format = new Option<int>("--wfdb-format") { Description = "WFDB storage format: 16, 24, 32 or 212", DefaultValueFactory = _ => 16 };
        var anonymous = new Option<bool>("--no-subject") { Description = "Leave the facts of the person out" };
        var force = new Option<bool>("--force") { Description = "Replace an existing file" };
        var command = new Command("convert", "Rewrite a recording as EDF+, BDF+, WFDB or CSV") { source, target, format, anonymous, force };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(target)!;
            if (File.Exists(path) && !parsed.GetValue(force))
            {
                throw new ClefException(path, null, null, "a file that does not exist yet, or --force");
            }

            using Recording recording = RecordingFile.Open(parsed.GetValue(source)!);
            bool subject = !parsed.GetValue(anonymous);
            IReadOnlyList<Remark> remarks = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".edf" => EdfWriter.Write(path, recording, new EdfWriteOptions { IncludeSubject = subject }),
                ".bdf" => EdfWriter.Write(path, recording, new EdfWriteOptions { IncludeSubject = subject, Bdf = true }),
                ".hea" => WfdbWriter.Write(path, recording, new WfdbWriteOptions { IncludeSubject = subject, Format = (WfdbSampleFormat)parsed.GetValue(format) }),
                ".csv" => Csv(path, recording),
                var other => throw new ClefException(path, "ending", other, ".edf, .bdf, .hea or .csv"),
            };
            foreach (IGrouping<Remark, Remark> same in remarks.GroupBy(r => r))
            {
                Console.Error.WriteLine($"clef: {same.Key.Code}: {same.Key.Text}{(same.Count() > 1 ? $" ({same.Count()} times)" : "")}");
            }

            Console.WriteLine($"{path}: {recording.Channels.Count} channels, {recording.DurationSeconds:0.###} s, from {recording.Format}");
        });
        return command;
    }

    private static IReadOnlyList<Remark> Csv(string path, Recording recording)
    {
        CsvWriter.Write(path, recording);
        return recording.Annotations.Count == 0 ? [] : [new Remark("annotations-dropped", $"a table has no place for {recording.Annotations.Count} annotations")];
    }
}
