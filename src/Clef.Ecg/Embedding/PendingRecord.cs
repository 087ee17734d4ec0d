using Clef.Ecg.Rhythm;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Embedding;

/// <summary>A record some of whose windows are not embedded yet, and the sum of those that are.</summary>
internal sealed class PendingRecord(PreparedRecord record, int width)
{
    private readonly double[] _sum = new double[width];
    private double _padded, _valid, _samples, _start, _rate;
    private int _taken;

    /// <summary>The record.</summary>
    public PreparedRecord Record => record;

    /// <summary>The intervals between its beats, where they are wanted.</summary>
    public BeatIntervals Intervals { get; } = new();

    /// <summary>Windows embedded.</summary>
    public int Added { get; private set; }

    /// <summary>True once no further window will come.</summary>
    public bool Ended { get; set; }

    /// <summary>True where every window is embedded.</summary>
    public bool Done => Ended && Added == _taken;

    /// <summary>Says that some windows wait for the model.</summary>
    public void Take(int windows) => _taken += windows;

    /// <summary>Adds a window's embedding; answers its own row where that is wanted.</summary>
    public EmbeddingRow? Add(PreparedSpan span, int window, ReadOnlySpan<float> embedding, bool wantRow)
    {
        PreparedEcg lead = span.Leads[0];
        _rate = lead.Account.Rate;
        double start = lead.FirstSamples[window] / _rate, padded = lead.PaddedSamples[window] / _rate;
        double samples = lead.WindowSamples - lead.PaddedSamples[window], valid = span.Leads.Average(l => l.ValidFraction[window]);
        _start = Added == 0 ? start : _start;
        Added++;
        _padded += padded;
        _samples += samples;
        _valid += valid;
        if (wantRow)
        {
            return Row(start, 1, samples, padded, valid, embedding.ToArray());
        }

        for (int i = 0; i < embedding.Length; i++)
        {
            _sum[i] += embedding[i];
        }

        return null;
    }

    /// <summary>The row of the whole record: the mean over its windows.</summary>
    public EmbeddingRow MeanRow(bool intervals) =>
        Row(_start, Added, _samples, _padded, _valid / Added, [.. _sum.Select(s => (float)(s / Added))])
            with { BeatIntervals = intervals ? Intervals.Mean : null };

    private EmbeddingRow Row(double start, int windows, double samples, double padded, double valid, float[] embedding)
    {
        LeadSpans source = record.Source!;
        var done = new SignalAccount(source.RecordedRate, _rate, windows, padded, source.DroppedSeconds, valid, source.Note);
        return new EmbeddingRow(record.Name, record.LeadNames, start, samples / _rate, done, embedding);
    }
}
