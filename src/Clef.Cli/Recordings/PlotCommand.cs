using System.CommandLine;
using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Montages;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary><c>clef plot FILE</c>: a page of the recording as SVG; an ECG on its paper, an EEG as traces under each other.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A recording of any format" };
        var from = new Option<double>("--from") { Description = "Start in seconds", DefaultValueFactory = _ => 0 };
        var seconds = new Option<double>("--seconds") { Description = "Length in seconds", DefaultValueFactory = _ => 10 };
        var output = new Option<string>("--out") { Description = "The SVG file", Required = true };
        var kind = new Option<string>("--as") { Description = "ecg or eeg; by the channels' labels and units where not given" };
        kind.AcceptOnlyFromAmong("ecg", "eeg");
        var sensitivity = new Option<double>("--uv-per-mm") { Description = "EEG sensitivity in microvolts per millimetre", DefaultValueFactory = _ => 7 };
        var montage = new Option<string>("--montage") { Description = "EEG montage", DefaultValueFactory = _ => "as-recorded" };
        montage.AcceptOnlyFromAmong([.. Montage.All.Select(m => m.Name)]);
        var command = new Command("plot", "Draw a page of a recording: an ECG strip at 25 mm/s and 10 mm/mV, or EEG traces") { file, from, seconds, output, kind, montage, sensitivity };
        command.SetAction(parsed =>
        {
            double start = parsed.GetValue(from), length = parsed.GetValue(seconds), scale = parsed.GetValue(sensitivity);
            if (!(length is > 0 and <= 120))
            {
                throw new ClefException("--seconds", null, length, "more than 0 and at most 120 seconds a page");
            }

            if (!(scale > 0) || !double.IsFinite(start))
            {
                throw new ClefException("--uv-per-mm, --from", null, scale, "a positive sensitivity and a finite start");
            }

            using Recording recording = RecordingFile.Open(parsed.GetValue(file)!);
            if (recording.Channels.Count == 0 || recording.DurationSeconds <= 0)
            {
                throw new ClefException(recording.Name, "channels", recording.Channels.Count, "one channel with samples to draw at least");
            }

            if (start < 0 || start >= recording.DurationSeconds)
            {
                throw new ClefException("--from", null, start, FormattableString.Invariant($"0 or more and less than {recording.DurationSeconds:0.###} s, the length of {recording.Name}"));
            }

            PlotTrace[] traces = [.. PlotTrace.Of(recording, start, length)];
            bool ecg = parsed.GetValue(kind) is { } chosen ? chosen == "ecg" : recording.Channels.All(c => LooksLikeEcg(c));
            string chosenMontage = parsed.GetValue(montage)!;
            if (!ecg && chosenMontage != "as-recorded")
            {
                traces = Apply(Montage.Named(chosenMontage), recording, traces);
            }

            string svg = ecg ? EcgPage.Draw(recording, traces, start, length) : EegPage.Draw(recording, traces, start, length, scale, chosenMontage);
            AtomicFile.WriteText(parsed.GetValue(output)!, svg);
        });
        return command;
    }

    /// <summary>The montage's traces from the scalp electrodes; those that cannot be formed are named on the error stream.</summary>
    private static PlotTrace[] Apply(Montage montage, Recording recording, PlotTrace[] traces)
    {
        PlotTrace[] scalp = [.. traces.Where(t => t.IsVoltage && ChannelLabel.Parse(t.Label).Kind == SignalKind.Eeg)];
        string[] names = [.. scalp.Select(t => t.Label)];
        IReadOnlyList<string> missing = montage.Form(names).Missing;
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"clef: not formed, for want of electrodes: {string.Join(", ", missing)}");
        }

        PlotTrace[] formed = [.. montage.Apply(names, [.. scalp.Select(t => t.Samples)]).Select(t => new PlotTrace(t.Name, scalp[0].Rate, t.Signal, true))];
        return formed.Length > 0 ? formed : throw new ClefException(recording.Name, "montage", montage.Name, "the electrodes of one of its traces at least");
    }

    private static bool LooksLikeEcg(Channel channel)
    {
        SignalKind kind = ChannelLabel.Parse(channel.Label).Kind;
        return kind == SignalKind.Ecg || (kind == SignalKind.Other && channel.Unit == "mV");
    }
}
