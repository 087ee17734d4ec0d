using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Channels;

/// <summary>The channels that a model needs, by name and in its order, and their unit.</summary>
/// <param name="Kind">Electrodes or leads.</param>
/// <param name="Names">Names in any known spelling; a pair such as <c>Fp1-F7</c> is one name.</param>
/// <param name="Unit">The unit wanted: <c>uV</c> or <c>mV</c>.</param>
public sealed record ChannelRequirement(SignalKind Kind, IReadOnlyList<string> Names, string Unit);

/// <summary>A recorded channel and the weight with which it enters.</summary>
/// <param name="Index">Index into the recording's channels.</param>
/// <param name="Label">The label as recorded.</param>
/// <param name="Factor">Factor on the recorded values: sign or share of a derivation, times the conversion of the unit.</param>
public sealed record ChannelSource(int Index, string Label, double Factor);

/// <summary>Where one wanted channel comes from.</summary>
/// <param name="Name">The name as the requirement spells it.</param>
/// <param name="Sources">The channels of which it is the weighted sum; none where it is missing.</param>
/// <param name="RecordedUnit">The unit of the sources as recorded.</param>
/// <param name="UnitFactor">The factor to the wanted unit; null where the recorded unit is unknown, and the values are then left as they are.</param>
/// <param name="Note">What a person should know: a derivation, a repeated label, an unknown unit; empty for a plain match.</param>
public sealed record ChannelMatch(string Name, IReadOnlyList<ChannelSource> Sources, string RecordedUnit, double? UnitFactor, string Note)
{
    /// <summary>True where the recording has nothing for this channel; it is then masked, never taken as zero.</summary>
    public bool IsMissing => Sources.Count == 0;
}

/// <summary>Finds the channels that a model needs in a recording.</summary>
public static class ChannelSelection
{
    /// <summary>One match for each name of the requirement, in its order.</summary>
    /// <exception cref="ClefException">The requirement names a channel or unit that is not known.</exception>
    public static IReadOnlyList<ChannelMatch> Match(IReadOnlyList<Channel> channels, ChannelRequirement requirement)
    {
        if (VoltageUnit.Microvolts(requirement.Unit) is null)
        {
            throw new ClefException("channel requirement", "unit", requirement.Unit, "a unit of voltage such as uV or mV");
        }

        var labels = channels.Select(c => ChannelLabel.Parse(c.Label)).ToArray();
        return [.. requirement.Names.Select(name => Find(channels, labels, requirement, name))];
    }

    private static ChannelMatch Find(IReadOnlyList<Channel> channels, ChannelLabel[] labels, ChannelRequirement requirement, string name)
    {
        ChannelLabel wanted = requirement.Kind == SignalKind.Ecg ? ChannelLabel.Parse($"ECG {name}") : ChannelLabel.Parse(name);
        if (wanted.Kind != requirement.Kind || (wanted is { Kind: SignalKind.Ecg, Name: "ECG" } && ChannelContract.Fold(name) is not ("ECG" or "EKG")))
        {
            // A name outside the contract can still be asked for exactly as it was recorded.
            int literal = Enumerable.Range(0, labels.Length).FirstOrDefault(
                i => (labels[i].Kind == SignalKind.Other && labels[i].Name == name) || (labels[i].Kind == requirement.Kind && channels[i].Label == name), -1);
            return literal >= 0
                ? Plain(channels, requirement, name, literal, "")
                : throw new ClefException("channel requirement", "name", name, $"a known {requirement.Kind.ToString().ToUpperInvariant()} channel or a label of the recording");
        }

        int[] found = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i].Kind == wanted.Kind && labels[i].FullName == wanted.FullName)];
        if (found.Length > 0)
        {
            return Plain(channels, requirement, name, found[0], found.Length > 1 ? $"label occurs {found.Length} times, first taken" : "");
        }

        return (wanted.Kind == SignalKind.Ecg ? Derived(channels, labels, requirement, name, wanted.Name)
                : wanted.IsBipolar ? Difference(channels, labels, requirement, name, wanted) : null)
            ?? new ChannelMatch(name, [], "", null, "missing");
    }

    private static ChannelMatch Plain(IReadOnlyList<Channel> channels, ChannelRequirement requirement, string name, int index, string note) =>
        Sum(channels, requirement, name, [(index, 1)], note);

    /// <summary>Limb leads follow from two others by Einthoven's and Goldberger's relations.</summary>
    private static ChannelMatch? Derived(IReadOnlyList<Channel> channels, ChannelLabel[] labels, ChannelRequirement requirement, string name, string lead)
    {
        if (!ChannelContract.DerivedLeads.TryGetValue(lead, out Dictionary<string, double>? from))
        {
            return null;
        }

        var parts = from.Select(part => (Index: Array.FindIndex(labels, l => l.Kind == SignalKind.Ecg && l.Name == part.Key), part.Value)).ToArray();
        return Combine(channels, requirement, name, parts);
    }

    /// <summary>A pair is the difference of two electrodes recorded against the same reference.</summary>
    private static ChannelMatch? Difference(IReadOnlyList<Channel> channels, ChannelLabel[] labels, ChannelRequirement requirement, string name, ChannelLabel pair)
    {
        int first = Array.FindIndex(labels, l => l is { Kind: SignalKind.Eeg, IsBipolar: false } && l.Name == pair.Name);
        int second = Array.FindIndex(labels, l => l is { Kind: SignalKind.Eeg, IsBipolar: false } && l.Name == pair.Against);
        return first < 0 || second < 0 || labels[first].Against != labels[second].Against
            ? null
            : Combine(channels, requirement, name, [(first, 1), (second, -1)]);
    }

    private static ChannelMatch? Combine(IReadOnlyList<Channel> channels, ChannelRequirement requirement, string name, (int Index, double Weight)[] parts)
    {
        if (parts.Any(p => p.Index < 0) || parts.Any(p => channels[p.Index].SampleRate != channels[parts[0].Index].SampleRate
            || VoltageUnit.Microvolts(channels[p.Index].Unit) != VoltageUnit.Microvolts(channels[parts[0].Index].Unit)))
        {
            return null;
        }

        return Sum(channels, requirement, name, parts,
            "derived: " + string.Join(" ", parts.Select(p => FormattableString.Invariant($"{p.Weight:+0.###;-0.###} {channels[p.Index].Label}"))));
    }

    private static ChannelMatch Sum(
        IReadOnlyList<Channel> channels, ChannelRequirement requirement, string name, (int Index, double Weight)[] parts, string note)
    {
        string unit = channels[parts[0].Index].Unit;
        double? factor = VoltageUnit.Factor(unit, requirement.Unit);
        string unknown = factor is null ? $"unit '{unit}' unknown, values taken as {requirement.Unit}" : "";
        return new ChannelMatch(
            name,
            [.. parts.Select(p => new ChannelSource(p.Index, channels[p.Index].Label, p.Weight * (factor ?? 1)))],
            unit,
            factor,
            string.Join("; ", new[] { note, unknown }.Where(s => s.Length > 0)));
    }
}
