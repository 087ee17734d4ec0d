namespace Clef.Signals.Channels;

/// <summary>What a channel measures.</summary>
public enum SignalKind
{
    /// <summary>A scalp electrode, against a reference or another electrode.</summary>
    Eeg,

    /// <summary>A lead of the electrocardiogram.</summary>
    Ecg,

    /// <summary>An earlobe or mastoid electrode, which serves as a reference.</summary>
    Reference,

    /// <summary>Anything else, or a label that Clef does not know.</summary>
    Other,
}

/// <summary>
/// What a channel's label says. <c>EEG Fp1-REF</c>, <c>FP1-LE</c>, <c>Fp1.</c> and <c>fp1</c> are all the electrode Fp1; <c>T3</c> is T7;
/// <c>FP1-F7</c> is the pair Fp1 against F7; <c>MLII</c> and <c>ECG II</c> are lead II.
/// </summary>
/// <param name="Kind">What is measured.</param>
/// <param name="Name">The name in the 10-10 system or the lead's name; the label as it is for <see cref="SignalKind.Other"/>.</param>
/// <param name="Against">The electrode or reference it is measured against, where the label says so.</param>
/// <param name="IsBipolar">True for a pair of scalp electrodes.</param>
public sealed record ChannelLabel(SignalKind Kind, string Name, string? Against = null, bool IsBipolar = false)
{
    /// <summary>The name of the electrode, the lead, or of the pair with a hyphen between.</summary>
    public string FullName => IsBipolar ? $"{Name}-{Against}" : Name;

    /// <summary>What a recording mainly holds: an EEG where four or more channels are of the scalp, else an ECG where there is a lead of one; null for neither.</summary>
    /// <param name="labels">The labels of its channels.</param>
    public static SignalKind? MainKind(IEnumerable<string> labels)
    {
        const int fewestScalp = 4;
        ChannelLabel[] parsed = [.. labels.Select(Parse)];
        return parsed.Count(c => c.Kind == SignalKind.Eeg) >= fewestScalp ? SignalKind.Eeg : parsed.Any(c => c.Kind == SignalKind.Ecg) ? SignalKind.Ecg : null;
    }

    /// <summary>Reads a label; never fails, for an unknown one is of kind <see cref="SignalKind.Other"/>.</summary>
    public static ChannelLabel Parse(string label)
    {
        ReadOnlySpan<char> rest = label.AsSpan().Trim().TrimEnd('.').TrimEnd();
        string? hint = null;
        int space = rest.IndexOfAny(" _-:");
        if (space > 0 && ChannelContract.Prefixes.TryGetValue(ChannelContract.Fold(rest[..space]), out string? kind))
        {
            hint = kind;
            rest = rest[(space + 1)..];
        }

        string folded = ChannelContract.Fold(rest);
        ChannelLabel? known = hint switch
        {
            "ecg" => AsEcg(folded),
            "eeg" => AsEeg(folded),
            _ => AsEeg(folded) ?? AsEcg(folded),
        };
        return known
            ?? (hint == "ecg" ? new ChannelLabel(SignalKind.Ecg, "ECG") : null)
            ?? AsEeg(ChannelContract.Fold(label))
            ?? new ChannelLabel(SignalKind.Other, label.Trim());
    }

    private static ChannelLabel? AsEcg(string folded) =>
        ChannelContract.Leads.TryGetValue(folded, out string? lead) ? new ChannelLabel(SignalKind.Ecg, lead)
        : folded.EndsWith("FILTERED", StringComparison.Ordinal) ? AsEcg(folded[..^"FILTERED".Length])
        : folded.EndsWith("-REF", StringComparison.Ordinal) ? AsEcg(folded[..^"-REF".Length])
        : null;

    private static ChannelLabel? AsEeg(string folded)
    {
        if (Electrode(folded) is { } alone)
        {
            return alone;
        }

        int hyphen = folded.IndexOfAny(['-', '/']);
        if (hyphen <= 0)
        {
            return null;
        }

        string second = folded[(hyphen + 1)..];
        ChannelLabel? first = Electrode(folded[..hyphen]);

        // Repeated labels are numbered by some tools: T8-P8-0, T8-P8-1.
        int number = second.LastIndexOf('-');
        if (number > 0 && second.AsSpan(number + 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            second = second[..number];
        }

        if (first is null)
        {
            return null;
        }

        if (ChannelContract.References.TryGetValue(second, out string? reference))
        {
            return first with { Against = reference };
        }

        return ChannelContract.Electrodes.TryGetValue(second, out string? other) && first.Kind == SignalKind.Eeg
            ? first with { Against = other, IsBipolar = true }
            : null;
    }

    private static ChannelLabel? Electrode(string folded) =>
        ChannelContract.Electrodes.TryGetValue(folded, out string? name) ? new ChannelLabel(SignalKind.Eeg, name)
        : ChannelContract.ReferenceElectrodes.TryGetValue(folded, out string? ear) ? new ChannelLabel(SignalKind.Reference, ear)
        : null;
}
