using Clef.Ecg.Embedding;
using Clef.Server.Problems;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Server.Models;

/// <summary>The windows of a span of a recording, every lead that the model takes, ready for it.</summary>
internal sealed class EcgWindows
{
    private const double LeastRecorded = 0.5; // as the command line: of what is mostly missing nothing is said

    private readonly PreparedEcg[] _leads;

    private EcgWindows(PreparedEcg[] leads, string note) => (_leads, Note) = (leads, note);

    /// <summary>Number of windows.</summary>
    public int Count => _leads[0].WindowCount;

    /// <summary>What there is to say of the leads; may be empty.</summary>
    public string Note { get; }

    /// <summary>What was done to each lead.</summary>
    public IEnumerable<ChannelAccount> Accounts => _leads.Select(l => l.Account);

    /// <summary>Seconds of signal, padding not counted.</summary>
    public double Seconds => ((double)Count * _leads[0].WindowSamples - _leads[0].PaddedSamples.Sum(p => (double)p)) / _leads[0].Account.Rate;

    /// <summary>The share of the windows that was recorded.</summary>
    public double Valid => _leads.Average(l => l.ValidFraction.Average(v => (double)v));

    /// <summary>Prepares a span.</summary>
    /// <exception cref="ApiException">A lead is missing, or most of it is.</exception>
    public static EcgWindows Of(Recording recording, EcgPreparation preparation, IReadOnlyList<string> names, double from, double seconds)
    {
        var leads = new PreparedEcg[names.Count];
        var notes = new string[names.Count];
        for (int i = 0; i < leads.Length; i++)
        {
            leads[i] = LeadSelection.Prepare(preparation, recording, names[i], out notes[i], true, from, seconds);
            if (leads[i].WindowCount == 0)
            {
                string found = string.Join(", ", recording.Channels.Take(16).Select(c => c.Label));
                throw ApiException.Unprocessable(SafeText.Cut(leads[i].Account.IsMissing
                    ? $"Lead {names[i]} is not among the recording's channels ({found})." : "The span has no sample."));
            }
        }

        if (leads.Any(l => l.WindowCount != leads[0].WindowCount))
        {
            throw ApiException.Unprocessable("The recording's leads differ in length.");
        }

        double recorded = leads.Min(Recorded);
        return recorded >= LeastRecorded
            ? new EcgWindows(leads, LeadSelection.Join([.. notes.Distinct()]))
            : throw ApiException.Unprocessable(
                FormattableString.Invariant($"Only {recorded:P1} of the samples were recorded; at least {LeastRecorded:P0} are needed."));
    }

    /// <summary>One window, (lead, sample).</summary>
    public float[] Window(int index)
    {
        var window = new float[_leads.Length * _leads[0].WindowSamples];
        for (int l = 0; l < _leads.Length; l++)
        {
            _leads[l].Window(index).CopyTo(window.AsSpan(l * _leads[0].WindowSamples));
        }

        return window;
    }

    /// <summary>What the intervals between beats say, in the first lead.</summary>
    public double[] BeatIntervals() => Ecg.Rhythm.BeatIntervals.Of(_leads[0].Samples, _leads[0].WindowSamples, _leads.Length, _leads[0].Account.Rate);

    private static double Recorded(PreparedEcg lead)
    {
        double valid = lead.ValidFraction.Sum(v => (double)v * lead.WindowSamples);
        return valid / Math.Max(1, ((double)lead.WindowCount * lead.WindowSamples) - lead.PaddedSamples.Sum(p => (double)p));
    }
}
