using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>A record ready for the model, or the reason why it is not.</summary>
internal sealed class PreparedRecord
{
    /// <summary>A record of which more than half is missing (a cut file, a lead that was off) is reported rather than embedded.</summary>
    private const double LeastRecorded = 0.5;

    private readonly PreparedEcg[] _leads = [];
    private readonly string _note = "";
    private readonly string _leadNames = "";

    private PreparedRecord(string name, string? failure)
    {
        Name = name;
        Failure = failure;
    }

    private PreparedRecord(string name, PreparedEcg[] leads, string leadNames, string note)
    {
        (Name, _leads, _leadNames, _note) = (name, leads, leadNames, note);
    }

    /// <summary>The record's name.</summary>
    public string Name { get; }

    /// <summary>Why there are no windows; null where there are.</summary>
    public string? Failure { get; }

    /// <summary>How far through all inputs this record is, from 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>The number of windows.</summary>
    public int WindowCount => _leads[0].WindowCount;

    public static PreparedRecord Failed(string name, string reason, double progress) => new(name, reason) { Progress = progress };

    /// <summary>Opens and prepares a record; whatever is wrong with it becomes its failure.</summary>
    public static PreparedRecord Read(string name, Func<Recording> open, EcgPreparation preparation, IReadOnlyList<string> leads, double progress)
    {
        try
        {
            using Recording recording = open();
            var prepared = new PreparedEcg[leads.Count];
            var notes = new string[leads.Count];
            for (int i = 0; i < leads.Count; i++)
            {
                prepared[i] = LeadSelection.Prepare(preparation, recording, leads[i], out notes[i]);
                if (prepared[i].WindowCount == 0)
                {
                    string found = string.Join(", ", recording.Channels.Take(16).Select(c => c.Label));
                    return Failed(name, prepared[i].Account.IsMissing ? $"lead {leads[i]} is not among its channels ({found})" : "no sample", progress);
                }
            }

            double recorded = prepared.Min(Recorded);
            return prepared.Any(p => p.WindowCount != prepared[0].WindowCount)
                ? Failed(name, "its leads differ in length", progress)
                : recorded < LeastRecorded
                ? Failed(name, FormattableString.Invariant($"only {recorded:P1} of its samples are there; expected at least {LeastRecorded:P0}"), progress)
                : new PreparedRecord(name, prepared, string.Join(' ', leads), LeadSelection.Join([.. notes.Distinct()])) { Progress = progress };
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            return Failed(name, e.Message, progress);
        }
    }

    /// <summary>The share of a lead's samples that were recorded, zeros after a short record's end not counted.</summary>
    private static double Recorded(PreparedEcg lead)
    {
        double valid = lead.ValidFraction.Sum(v => (double)v * lead.WindowSamples);
        return valid / Math.Max(1, ((double)lead.WindowCount * lead.WindowSamples) - lead.PaddedSamples.Sum(p => (double)p));
    }

    /// <summary>Copies a window, (lead, sample).</summary>
    public void CopyWindow(int window, Span<float> destination)
    {
        foreach (PreparedEcg lead in _leads)
        {
            lead.Window(window).CopyTo(destination);
            destination = destination[lead.WindowSamples..];
        }
    }

    /// <summary>The row of some of the windows.</summary>
    public EmbeddingRow Row(int firstWindow, int windows, float[] embedding)
    {
        PreparedEcg lead = _leads[0];
        ChannelAccount account = lead.Account;
        double padded = 0, valid = 0, samples = 0;
        for (int w = firstWindow; w < firstWindow + windows; w++)
        {
            padded += lead.PaddedSamples[w] / account.Rate;
            samples += lead.WindowSamples - lead.PaddedSamples[w];
            valid += _leads.Average(l => l.ValidFraction[w]);
        }

        double total = account.RecordedSamples / account.RecordedRate;
        double used = (lead.FirstSamples[^1] + lead.WindowSamples) / account.Rate;
        var done = new SignalAccount(account.RecordedRate, account.Rate, windows, padded, Math.Max(0, total - used), valid / windows, _note);
        return new EmbeddingRow(Name, _leadNames, lead.FirstSamples[firstWindow] / account.Rate, samples / account.Rate, done, embedding);
    }
}
