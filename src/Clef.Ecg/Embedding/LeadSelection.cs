using Clef.Core;
using Clef.Signals.Channels;
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
        string label = LabelOf(recording, lead, preparation.Pipeline.Unit, out _, out note);
        return preparation.Prepare(recording, label, fromSeconds, seconds, zScore);
    }

    /// <summary>
    /// The name under which a recording has a lead: the lead itself, or the label of its only channel where that names no lead and is taken as the lead asked for.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="lead">The lead.</param>
    /// <param name="unit">The unit that the model takes.</param>
    /// <param name="source">The recorded channel, the first of those that the lead is derived from; null where the recording does not have it.</param>
    /// <param name="note">What is to be said of it; empty where there is nothing.</param>
    internal static string LabelOf(Recording recording, string lead, string unit, out Channel? source, out string note)
    {
        ChannelMatch match = Match(lead);
        string label = recording.Channels.Count == 1 ? recording.Channels[0].Label : "";
        note = match.Note;
        if (match.IsMissing && NamesNoLead(label))
        {
            match = Match(label);
            note = Join(match.Note, $"only channel '{label}' taken as lead {lead}");
            lead = label;
        }

        source = match.IsMissing ? null : recording.Channels[match.Sources[0].Index];
        return lead;

        ChannelMatch Match(string name) => ChannelSelection.Match(recording.Channels, new ChannelRequirement(SignalKind.Ecg, [name], unit))[0];
    }

    /// <summary>Joins remarks, leaving out empty ones.</summary>
    public static string Join(params string[] notes) => string.Join("; ", notes.Where(n => n.Length > 0));

    /// <summary>Whether a label says that a channel is an ECG and not which lead: <c>ECG</c>, <c>EKG</c>, perhaps with a number (<c>ECG0</c>, <c>ECG 2</c>).</summary>
    internal static bool NamesNoLead(string label) =>
        label.Trim().ToUpperInvariant().TrimEnd([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) is "ECG" or "EKG";
}
