using Clef.Server.Problems;
using Clef.Signals.Channels;
using Clef.Signals.Heart;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>The beats of an ECG channel.</summary>
/// <param name="Channel">Its place.</param>
/// <param name="Label">Its label.</param>
/// <param name="From">Start of the span, seconds.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Peaks">Seconds of the R peaks from the recording's start.</param>
/// <param name="Rhythm">Rate and variability.</param>
internal sealed record HeartAnswer(int Channel, string Label, double From, double Seconds, IReadOnlyList<double> Peaks, HeartRhythm Rhythm)
{
    private const double Longest = 3600;

    public static HeartAnswer Of(Recording recording, int? channel, double from, double seconds)
    {
        if (!(from >= 0 && seconds is > 0 and <= Longest))
        {
            throw ApiException.Bad($"`from` is 0 or more, `seconds` above 0 and at most {Longest}.");
        }

        int place = channel ?? Enumerable.Range(0, recording.Channels.Count)
            .FirstOrDefault(c => ChannelLabel.Parse(recording.Channels[c].Label).Kind == SignalKind.Ecg, -1);
        if (place < 0 || place >= recording.Channels.Count)
        {
            throw channel is null ? ApiException.Unprocessable("The recording has no channel that is labelled as ECG; name one.")
                : ApiException.Bad($"`channel` is 0 to {recording.Channels.Count - 1}.");
        }

        Channel facts = recording.Channels[place];
        double length = Math.Max(0, Math.Min(seconds, recording.DurationSeconds - from));
        float[] lead = recording.Read([place], from, length)[0];
        IReadOnlyList<long> peaks = lead.Length == 0 ? [] : RPeakDetector.Detect(lead, facts.SampleRate);
        double start = Math.Round(from * facts.SampleRate) / facts.SampleRate;
        return new HeartAnswer(place, facts.Label, from, length, [.. peaks.Select(p => Math.Round(start + (p / facts.SampleRate), 4))],
            HeartRhythm.Of(peaks, facts.SampleRate));
    }
}
