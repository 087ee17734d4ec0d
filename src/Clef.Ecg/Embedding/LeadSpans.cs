using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>
/// The leads that a model is given from one recording, prepared a span of windows at a time, so that a Holter of days takes no more memory than an hour.
/// A recording of at most <see cref="EcgPreparation.DefaultSpanWindows"/> windows is one span, prepared as a whole.
/// </summary>
internal sealed class LeadSpans
{
    /// <summary>Windows of a span where several leads are prepared side by side: 200 s, of which the filter's surroundings are an eighth.</summary>
    private const int SeveralLeadsSpan = 20;

    private readonly EcgPreparation _preparation;
    private readonly Recording _recording;
    private readonly string[] _labels;

    /// <summary>Finds the leads.</summary>
    /// <exception cref="ClefException">A lead is missing or empty, or the leads differ in length.</exception>
    public LeadSpans(EcgPreparation preparation, Recording recording, IReadOnlyList<string> leads)
    {
        (_preparation, _recording) = (preparation, recording);
        _labels = new string[leads.Count];
        var notes = new string[leads.Count];
        for (int i = 0; i < leads.Count; i++)
        {
            _labels[i] = LeadSelection.LabelOf(recording, leads[i], preparation.Pipeline.Unit, out Channel? source, out notes[i]);
            Channel channel = source ?? throw new ClefException(
                recording.Name, "channels", string.Join(", ", recording.Channels.Take(16).Select(c => c.Label)), $"lead {leads[i]} among them");
            IReadOnlyList<long> starts = preparation.WindowStarts(channel.SampleCount, channel.SampleRate);
            if (starts.Count == 0)
            {
                throw new ClefException(recording.Name, $"samples of lead {leads[i]}", channel.SampleCount, "at least one");
            }

            if (i > 0 && starts.Count != WindowCount)
            {
                throw new ClefException(recording.Name, $"windows of lead {leads[i]}", starts.Count, $"{WindowCount}, as lead {leads[0]} has");
            }

            if (i == 0)
            {
                WindowCount = starts.Count;
                RecordedRate = channel.SampleRate;
                double used = (starts[^1] + preparation.Pipeline.WindowSamples) / preparation.Pipeline.SampleRate;
                DroppedSeconds = Math.Max(0, (channel.SampleCount / channel.SampleRate) - used);
            }
        }

        Note = LeadSelection.Join([.. notes.Distinct()]);
    }

    /// <summary>Windows of every lead.</summary>
    public int WindowCount { get; }

    /// <summary>The first lead's rate as recorded, in hertz.</summary>
    public double RecordedRate { get; }

    /// <summary>Seconds after the last window that are left out.</summary>
    public double DroppedSeconds { get; }

    /// <summary>A lead's derivation, a channel taken as the lead, an unknown unit; empty where there is nothing to say.</summary>
    public string Note { get; }

    /// <summary>The smallest share of a lead's samples that was recorded.</summary>
    public double RecordedShare() => _labels.Min(label => _preparation.RecordedShare(_recording, label));

    /// <summary>Windows of a span of a recording.</summary>
    /// <param name="leads">Leads prepared side by side.</param>
    /// <param name="windows">Windows of the recording.</param>
    public static int SpanWindows(int leads, int windows) =>
        leads == 1 || windows <= EcgPreparation.DefaultSpanWindows ? EcgPreparation.DefaultSpanWindows : SeveralLeadsSpan;

    /// <summary>The spans in order; each has every lead.</summary>
    public IEnumerable<PreparedEcg[]> Read()
    {
        int span = SpanWindows(_labels.Length, WindowCount);
        IEnumerator<PreparedEcg>[] leads = [.. _labels.Select(label => _preparation.PrepareSpans(_recording, label, span).GetEnumerator())];
        try
        {
            while (Array.TrueForAll(leads, l => l.MoveNext()))
            {
                yield return [.. leads.Select(l => l.Current)];
            }
        }
        finally
        {
            Array.ForEach(leads, l => l.Dispose());
        }
    }
}
