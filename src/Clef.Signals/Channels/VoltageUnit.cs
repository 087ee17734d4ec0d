namespace Clef.Signals.Channels;

/// <summary>Conversion between units of voltage as files spell them.</summary>
public static class VoltageUnit
{
    /// <summary>The factor from a unit to microvolts; null where the unit is empty, unknown or not a voltage.</summary>
    public static double? Microvolts(string unit)
    {
        string trimmed = string.Concat(unit.Where(c => !char.IsWhiteSpace(c) && c != '\0'));
        if (ChannelContract.Microvolts.TryGetValue(trimmed, out double factor))
        {
            return factor;
        }

        // Recorders also write UV, uv, MV and mv; nothing in this field is measured in megavolts.
        foreach ((string name, double microvolts) in ChannelContract.Microvolts)
        {
            if (string.Equals(name, trimmed, StringComparison.OrdinalIgnoreCase))
            {
                return microvolts;
            }
        }

        return null;
    }

    /// <summary>The factor from one unit to another; null where either is unknown.</summary>
    public static double? Factor(string from, string to) => Microvolts(from) / Microvolts(to);
}
