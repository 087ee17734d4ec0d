using System.CommandLine;
using Clef.Core;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Cli.Recordings;

/// <summary><c>clef convert IN OUT</c>: rewrites a recording in the format that the ending of OUT names.</summary>
internal static class ConvertCommand
{
    private const string Description =
        """
        Rewrite a recording as EDF+, BDF+, WFDB or CSV. What had to be changed is said on the error stream.

        --no-subject leaves out what the file states of the person (code, name, sex, birth date, age, notes such as drugs and diagnoses) and
        when it was recorded (date and time of day; --keep-dates keeps both). It leaves in what people may have typed elsewhere: the texts of
        annotations (--no-annotations leaves all of them out), channel labels, transducers and filter notes. The institution, technician and
        device of the recording are never written. Name OUT so that it does not identify anybody.
        """;

    public static Command Create()
    {
        var source = new Argument<string>("IN") { Description = "A recording of any format; archive.zip/name for one within a zip archive" };
        var target = new Argument<string>("OUT") { Description = "The new file: .edf (EDF+), .bdf (BDF+), .hea (WFDB) or .csv" };
        var format = new Option<int>("--wfdb-format") { Description = "WFDB storage format: 16, 24, 32 or 212", DefaultValueFactory = _ => 16 };
        var rate = new Option<double?>("--rate") { Description = "Resample every channel of another rate to this many hertz" };
        var anonymous = new Option<bool>("--no-subject") { Description = "Leave out the facts of the person, and the date and time of the recording" };
        var dates = new Option<bool>("--keep-dates") { Description = "With --no-subject: keep the date and time of the recording" };
        var silent = new Option<bool>("--no-annotations") { Description = "Leave out all annotations" };
        var force = new Option<bool>("--force") { Description = "Replace an existing file" };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(result.GetValueOrDefault<double?>() is > 0 and <= 1e6))
            {
                result.AddError("--rate: expected more than 0 and at most 1,000,000 Hz");
            }
        });
        var command = new Command("convert", Description) { source, target, format, rate, anonymous, dates, silent, force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dates) && !result.GetValue(anonymous))
            {
                result.AddError("--keep-dates goes with --no-subject; without it dates are kept anyway");
            }
        });
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(target)!;
            if (File.Exists(path) && !parsed.GetValue(force))
            {
                throw new ClefException(path, null, null, "a file that does not exist yet, or --force");
            }

            using Recording opened = RecordingFile.Open(parsed.GetValue(source)!);
            IReadOnlyList<Remark> changed = [];
            Recording recording = opened;
            if (parsed.GetValue(rate) is { } hertz)
            {
                recording = ResampledRecording.Of(opened, hertz);
                changed = [.. recording.Remarks.Skip(opened.Remarks.Count)];
            }

            bool subject = !parsed.GetValue(anonymous), start = subject || parsed.GetValue(dates), annotations = !parsed.GetValue(silent);
            if (!subject || !annotations)
            {
                recording = EditedRecording.Of(recording, subject ? opened.Subject : Subject.Unknown, start ? opened.Start : null, annotations ? opened.Annotations : []);
            }

            IReadOnlyList<Remark> remarks = [.. changed, .. Write(path, recording, (WfdbSampleFormat)parsed.GetValue(format))];
            foreach (IGrouping<Remark, Remark> same in remarks.GroupBy(r => r))
            {
                Console.Error.WriteLine($"clef: {same.Key.Code}: {same.Key.Text}{(same.Count() > 1 ? $" ({same.Count()} times)" : "")}");
            }

            Console.WriteLine($"{path}: {Plural.Of(recording.Channels.Count, "channel")}, {FormattableString.Invariant($"{recording.DurationSeconds:0.###}")} s, from {opened.Format}");
            if (!subject)
            {
                bool marked = annotations && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
                string person = string.Join(", ", RecordingSummary.Facts(opened.Subject, show: false).Keys);
                Console.WriteLine($"  left out     {(person.Length == 0 ? "no fact of the person was stated" : person)}{(start || opened.Start is null ? "" : "; date and time of the recording")}{Marks("; ", !marked)}");
                Console.WriteLine($"  kept         channel labels{(start && opened.Start is not null ? ", date and time of the recording" : "")}{Marks(", the texts of ", marked)}");
            }

            string Marks(string before, bool when) => when && opened.Annotations.Count > 0 ? before + Plural.Of(opened.Annotations.Count, "annotation") : "";
        });
        return command;
    }

    private static IReadOnlyList<Remark> Write(string path, Recording recording, WfdbSampleFormat format) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".edf" => EdfWriter.Write(path, recording),
        ".bdf" => EdfWriter.Write(path, recording, new EdfWriteOptions { Bdf = true }),
        ".hea" => WfdbWriter.Write(path, recording, new WfdbWriteOptions { Format = format }),
        ".csv" => Csv(path, recording),
        var other => throw new ClefException(path, "ending", other, ".edf, .bdf, .hea or .csv"),
    };

    private static IReadOnlyList<Remark> Csv(string path, Recording recording)
    {
        CsvWriter.Write(path, recording);
        return recording.Annotations.Count == 0 ? [] : [new Remark("annotations-dropped", $"a table has no place for {Plural.Of(recording.Annotations.Count, "annotation")}")];
    }
}
