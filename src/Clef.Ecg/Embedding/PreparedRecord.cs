using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>A record on its way to the model; its windows come in <see cref="PreparedSpan"/>s.</summary>
internal sealed class PreparedRecord(string name, IReadOnlyList<string> leads)
{
    /// <summary>A record of which more than half is missing (a cut file, a lead that was off) is reported rather than embedded.</summary>
    private const double LeastRecorded = 0.5;

    /// <summary>The record's name.</summary>
    public string Name => name;

    /// <summary>The leads, for the table.</summary>
    public string LeadNames { get; } = string.Join(' ', leads);

    /// <summary>Why it could not be embedded; null where it could, as far as it is read.</summary>
    public string? Failure { get; private set; }

    /// <summary>Where it was found and what is left out of it.</summary>
    public LeadSpans? Source { get; private set; }

    /// <summary>
    /// Opens and prepares a record: its spans, and at last one without windows that ends it, by when whatever is wrong with it has become its failure.
    /// </summary>
    /// <param name="name">The record's name.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="preparation">The preparation.</param>
    /// <param name="leads">The leads that the model takes.</param>
    /// <param name="before">How far through all inputs its start is, from 0 to 1.</param>
    /// <param name="share">Its own share of all inputs.</param>
    public static IEnumerable<PreparedSpan> Read(
        string name, Func<Recording> open, EcgPreparation preparation, IReadOnlyList<string> leads, double before, double share)
    {
        var record = new PreparedRecord(name, leads);
        Recording? recording = null;
        IEnumerator<PreparedEcg[]>? spans = null;
        try
        {
            int windows = 0;
            while (record.Try(Next) is { } span)
            {
                windows += span[0].WindowCount;
                yield return new PreparedSpan(record, span, before + (share * windows / record.Source!.WindowCount));
            }
        }
        finally
        {
            spans?.Dispose();
            recording?.Dispose();
        }

        yield return new PreparedSpan(record, [], before + share);

        PreparedEcg[]? Next()
        {
            if (spans is null)
            {
                recording = open();
                record.Source = new LeadSpans(preparation, recording, leads);
                double recorded = record.Source.RecordedShare();
                if (recorded < LeastRecorded)
                {
                    throw new ClefException(recording.Name, "recorded share", FormattableString.Invariant($"only {recorded:P1} of its samples"),
                        FormattableString.Invariant($"at least {LeastRecorded:P0}"));
                }

                spans = record.Source.Read().GetEnumerator();
            }

            return spans.MoveNext() ? spans.Current : null;
        }
    }

    private PreparedEcg[]? Try(Func<PreparedEcg[]?> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            Failure = e.Message;
            return null;
        }
    }
}

/// <summary>Some consecutive windows of a record; none at its end.</summary>
/// <param name="Record">The record.</param>
/// <param name="Leads">Its leads; none at its end.</param>
/// <param name="Progress">How far through all inputs this span reaches, from 0 to 1.</param>
internal sealed record PreparedSpan(PreparedRecord Record, PreparedEcg[] Leads, double Progress)
{
    /// <summary>True for what follows a record's last window.</summary>
    public bool Ends => Leads.Length == 0;

    /// <summary>The number of windows.</summary>
    public int WindowCount => Ends ? 0 : Leads[0].WindowCount;

    /// <summary>Copies a window, (lead, sample).</summary>
    public void CopyWindow(int window, Span<float> destination)
    {
        foreach (PreparedEcg lead in Leads)
        {
            lead.Window(window).CopyTo(destination);
            destination = destination[lead.WindowSamples..];
        }
    }
}
