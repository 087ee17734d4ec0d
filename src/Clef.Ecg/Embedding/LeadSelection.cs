using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>The leads that a model is given from a recording.</summary>
public static class LeadSelection
{
    private static readonly string[] TwelveLeads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <summary>The leads in the order of the network's inputs.</summary>
    public static IReadOnlyList<string> For(int leads, string lead) => leads switch
    {
        1 => [lead],
        12 => TwelveLeads,
        _ => throw new ClefException("model", "leads", leads, "1 or 12, for embedding recordings"),
    };

    /// <summary>
    /// Prepares one lead. A recording of a single channel whose label names no lead (handheld devices write <c>ECG</c>) is taken as the lead
    /// asked for, and the account says so.
    /// </summary>
    public static PreparedEcg Prepare(EcgPreparation preparation, Recording recording, string lead, out string note, bool zScore = true, double fromSeconds = 0, double? seconds = null)
    {
        PreparedEcg prepared = preparation.Prepare(recording, lead, fromSeconds, seconds, zScore);
        note = prepared.Account.Note;
        if (!prepared.Account.IsMissing || recording.Channels.Count != 1)
        {
            return prepared;
        }

        // A label that names a lead is that lead and no other: "V1" alone is not taken as lead I.
        string label = recording.Channels[0].Label;
        if (!NamesNoLead(label))
        {
            return prepared;
        }

        prepared = preparation.Prepare(recording, label, fromSeconds, seconds, zScore);
        note = Join(prepared.Account.Note, $"only channel '{label}' taken as lead {lead}");
        return prepared;
    }

    /// <summary>Joins remarks, leaving out empty ones.</summary>
    public static string Join(params string[] notes) => string.Join("; ", notes.Where(n => n.Length > 0));

    private static bool NamesNoLead(string label) =>
        label.Trim().ToUpperInvariant() is "ECG" or "EKG";
}
