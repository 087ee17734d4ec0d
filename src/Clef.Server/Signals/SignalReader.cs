using Clef.Server.Problems;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Montages;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>Reads a span of a recording as a page shows it: in microvolts, in a montage, filtered.</summary>
internal static class SignalReader
{
    /// <summary>Samples of all channels together that one answer has.</summary>
    public const long MostSamples = 16_000_000;

    /// <summary>The same where they are combined or filtered: 16 MB as floats, all held at once.</summary>
    public const long MostProcessed = 4_000_000;

    private const long AtOnce = 1_000_000; // samples that are read together where channels are sent as they are; one channel may have more

    private const double Margin = 3; // seconds on either side, so that a filter has settled where the page begins

    private const int Together = 8; // channels that are filtered side by side, one to a lane

    /// <summary>How many samples a span has.</summary>
    public static double Samples(Recording recording, IEnumerable<int> channels, double seconds) =>
        channels.Sum(c => Math.Ceiling(recording.Channels[c].SampleRate * seconds));

    /// <summary>Reads; where channels are not combined, some at a time while the traces are taken.</summary>
    public static IEnumerable<SignalTrace> Read(Recording recording, int[] channels, SignalQuery query)
    {
        double margin = query.IsFiltered ? Margin : 0;
        double samples = Samples(recording, channels, query.Seconds + (2 * margin));
        if (samples > (query.IsProcessed ? MostProcessed : MostSamples))
        {
            throw ApiException.Unprocessable(query.IsProcessed
                ? $"A montage or filters are applied to at most {MostProcessed} samples; ask for a shorter span or fewer channels."
                : $"At most {MostSamples} samples are sent at once; ask for a shorter span, fewer channels, or columns.");
        }

        if (!query.IsProcessed)
        {
            return InTurn(recording, channels, query);
        }

        float[][] planes = recording.Read(channels, query.From - margin, query.Seconds + (2 * margin));
        SignalTrace[] traces = [.. channels.Select((c, i) => InMicrovolts(recording.Channels[c], planes[i]))];
        if (query.Montage is { } name && name != "as-recorded")
        {
            traces = Combine(traces, name);
        }

        return query.IsFiltered ? Filtered(traces, query, margin) : traces;
    }

    private static IEnumerable<SignalTrace> InTurn(Recording recording, int[] channels, SignalQuery query)
    {
        for (int from = 0, to; from < channels.Length; from = to)
        {
            double samples = 0;
            for (to = from; to < channels.Length && (to == from || samples + Samples(recording, [channels[to]], query.Seconds) <= AtOnce); to++)
            {
                samples += Samples(recording, [channels[to]], query.Seconds);
            }

            int[] some = channels[from..to];
            float[][] planes = recording.Read(some, query.From, query.Seconds);
            for (int i = 0; i < some.Length; i++)
            {
                yield return InMicrovolts(recording.Channels[some[i]], planes[i]);
            }
        }
    }

    private static SignalTrace InMicrovolts(Channel channel, float[] samples)
    {
        double? factor = VoltageUnit.Microvolts(channel.Unit);
        if (factor is { } microvolts && microvolts != 1)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(samples, (float)microvolts, samples);
        }

        return new SignalTrace(channel.Label, factor is null ? channel.Unit : "uV", channel.SampleRate, samples);
    }

    /// <summary>A montage joins voltages of one rate: the one that most scalp electrodes have.</summary>
    private static SignalTrace[] Combine(SignalTrace[] traces, string name)
    {
        if (Montage.All.All(m => m.Name != name))
        {
            throw ApiException.Bad($"`montage` is one of {string.Join(", ", Montage.All.Select(m => m.Name))}.");
        }

        SignalTrace[] usable = traces.Where(t => t.Unit == "uV" && ChannelLabel.Parse(t.Name).Kind == SignalKind.Eeg)
            .GroupBy(t => (t.Rate, t.Values.Length)).MaxBy(g => g.Count())?.ToArray() ?? [];
        return usable.Length == 0
            ? []
            : [.. Montage.Named(name).Apply([.. usable.Select(t => t.Name)], [.. usable.Select(t => t.Values)])
                .Select(t => new SignalTrace(t.Name, "uV", usable[0].Rate, t.Signal))];
    }

    /// <summary>Filters traces in their order, neighbours of one rate side by side.</summary>
    private static IEnumerable<SignalTrace> Filtered(SignalTrace[] traces, SignalQuery query, double margin)
    {
        for (int from = 0, to; from < traces.Length; from = to)
        {
            for (to = from + 1; to < traces.Length && to < from + Together && traces[to].Rate == traces[from].Rate
                && traces[to].Values.Length == traces[from].Values.Length; to++)
            {
            }

            foreach (SignalTrace trace in Filter(traces[from..to], query, margin))
            {
                yield return trace;
            }
        }
    }

    /// <summary>Filters traces of one rate and length over gaps that are bridged for the filter's sake and shown as gaps again.</summary>
    private static SignalTrace[] Filter(SignalTrace[] traces, SignalQuery query, double margin)
    {
        double rate = traces[0].Rate, nyquist = rate / 2;
        float[][] signals = [.. traces.Select(t => (float[])t.Values.Clone())];
        foreach (float[] signal in signals)
        {
            GapFilling.Interpolate(signal);
        }

        // A cut beyond what the channels hold leaves them as they are.
        if (query.LowCut is { } low && low < nyquist)
        {
            ZeroPhase.Apply(Butterworth.HighPass(2, low, rate), signals);
        }

        if (query.HighCut is { } high && high < nyquist)
        {
            ZeroPhase.Apply(Butterworth.LowPass(4, high, rate), signals);
        }

        if (query.Notch is { } notch && notch < nyquist)
        {
            ZeroPhase.Apply(Notch.WithHarmonics(notch, rate), signals);
        }

        int first = Math.Min((int)Math.Round(margin * rate), signals[0].Length),
        count = Math.Min((int)Math.Round(query.Seconds * rate), signals[0].Length - first);
        return [.. traces.Select((trace, t) =>
        {
            for (int i = first; i < first + count; i++)
            {
                signals[t][i] = float.IsNaN(trace.Values[i]) ? float.NaN : signals[t][i];
            }

            return trace with { Values = signals[t][first..(first + count)] };
        })];
    }
}
