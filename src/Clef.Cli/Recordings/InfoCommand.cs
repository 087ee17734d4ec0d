using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary><c>clef info FILE</c>: what a recording is, and the quality of its channels. The facts of the person are named, their values shown only on demand.</summary>
internal static class InfoCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A recording of any format; archive.zip/name for one within a zip archive" };
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var subject = new Option<bool>("--subject") { Description = "Show the facts of the person, not only which are present" };
        var quality = new Option<double>("--quality-seconds")
        {
            Description = "Judge the channels' quality over this many seconds of the recording's middle; 0 reads no samples",
            DefaultValueFactory = _ => 600,
        };
        quality.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(result.GetValueOrDefault<double>() >= 0))
            {
                result.AddError("--quality-seconds: expected 0 or more");
            }
        });
        var command = new Command("info", "Show what a recording holds: format, channels and their quality, duration, annotations, remarks") { file, json, subject, quality };
        command.SetAction(parsed =>
        {
            using Recording recording = RecordingFile.Open(parsed.GetValue(file)!);
            RecordingSummary summary = RecordingSummary.Of(recording, parsed.GetValue(subject), parsed.GetValue(quality));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(summary, Json));
            }
            else
            {
                Write(summary, Console.Out);
            }
        });
        return command;
    }

    private static void Write(RecordingSummary summary, TextWriter output)
    {
        output.WriteLine($"{summary.Name}");
        output.WriteLine($"  format       {summary.Format}");
        output.WriteLine($"  start        {summary.Start?.ToString("yyyy-MM-dd HH:mm:ss.FFF", CultureInfo.InvariantCulture) ?? "not stated"}");
        output.WriteLine(FormattableString.Invariant($"  duration     {summary.DurationSeconds:0.###} s ({Clock(summary.DurationSeconds)})"));
        output.WriteLine($"  subject      {(summary.Subject.Count == 0 ? "nothing stated" : string.Join(", ", summary.Subject.Select(f => f.Value is null ? $"{f.Key} stated" : $"{f.Key} {f.Value.Replace("\n", " / ", StringComparison.Ordinal)}")))}");
        output.WriteLine($"  annotations  {summary.Annotations.Count}{(summary.Annotations.Count > 0 ? ": " + string.Join(", ", summary.Annotations.Kinds.Select(k => $"{k.Key} ({k.Value})")) : "")}");
        output.WriteLine(FormattableString.Invariant($"  gaps         {summary.Gaps.Count}{(summary.Gaps.Count > 0 ? $", {summary.Gaps.Sum(g => g.Duration):0.###} s in all" : "")}"));
        if (summary.Quality is { } judged)
        {
            string worst = judged.WorstEcgIndex is { } index ? FormattableString.Invariant($"; worst ECG lead {index:0.00}") : "";
            output.WriteLine(FormattableString.Invariant($"  quality      of {judged.Seconds:0.#} s from {judged.From:0.#} s{worst}"));
        }

        output.WriteLine($"  channels     {summary.Channels.Count}");
        WriteChannels(summary.Channels, output);
        foreach (Remark remark in summary.Remarks)
        {
            output.WriteLine($"  remark       {remark.Code}: {remark.Text}");
        }
    }

    /// <summary>A row a channel; columns are as wide as this recording needs, so that the usual ones fit into 80 signs.</summary>
    private static void WriteChannels(IReadOnlyList<ChannelSummary> channels, TextWriter output)
    {
        string[][] rows = [.. channels.Select(c => (string[])[c.Label, c.Unit, FormattableString.Invariant($"{c.SampleRate:0.###} Hz"),
            FormattableString.Invariant($"{c.Samples} {(c.Samples == 1 ? "sample " : "samples")}"),
            c is { Minimum: { } low, Maximum: { } high } ? FormattableString.Invariant($"{low:0.##} to {high:0.##}") : "", Faults(c.Quality)])];
        if (rows.Length == 0)
        {
            return;
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length))];
        foreach (string[] row in rows)
        {
            // Numbers stand at the right of their columns.
            output.WriteLine($"    {string.Join("  ", row.Select((cell, i) => i is 2 or 3 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))}".TrimEnd());
        }
    }

    /// <summary>Hours, minutes and seconds, with days only where there are any: <c>00:30:05</c>, <c>2 d 01:00:00</c>.</summary>
    private static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
        string clock = time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
        return time.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {clock}") : clock;
    }

    /// <summary>The faults of a channel with the share of the seconds that have them, and the index of an ECG lead.</summary>
    private static string Faults(QualitySummary? quality)
    {
        if (quality is null)
        {
            return "";
        }

        IEnumerable<string> faults = quality.Faults.Select(f => FormattableString.Invariant($"{f.Key} {f.Value:0.#%}"));
        string text = quality.Faults.Count == 0 ? "no fault" : string.Join(", ", faults);
        return quality.EcgIndex is { } index ? FormattableString.Invariant($"{text}; ECG index {index:0.00}") : text;
    }
}
