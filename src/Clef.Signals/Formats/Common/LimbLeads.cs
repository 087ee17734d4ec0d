using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Common;

/// <summary>
/// The four limb leads that devices leave out because they follow from I and II (Einthoven's and Goldberger's equations):
/// III = II - I, aVR = -(I + II) / 2, aVL = I - II / 2, aVF = II - I / 2.
/// </summary>
internal static class LimbLeads
{
    private static readonly (string Label, double OfI, double OfII)[] Derived = [("III", -1, 1), ("aVR", -0.5, -0.5), ("aVL", 1, -0.5), ("aVF", -0.5, 1)];

    /// <summary>Adds the derived leads after II where I and II are there and none of the four is.</summary>
    public static void Complete(List<Channel> channels, List<SampleSource> sources, RemarkList remarks)
    {
        int one = channels.FindIndex(c => c.Label == "I"), two = channels.FindIndex(c => c.Label == "II");
        if (one < 0 || two < 0
            || channels.Any(c => Derived.Any(d => d.Label.Equals(c.Label, StringComparison.OrdinalIgnoreCase)))
            || channels[one].SampleRate != channels[two].SampleRate || channels[one].Unit != channels[two].Unit)
        {
            return;
        }

        (Channel i, Channel ii, SampleSource first, SampleSource second) = (channels[one], channels[two], sources[one], sources[two]);
        int at = Math.Max(one, two) + 1;
        foreach ((string label, double ofI, double ofII) in Derived)
        {
            var source = new CombinedSamples(first, ofI, second, ofII);
            channels.Insert(at, i with { Label = label, SampleCount = source.Count, Resolution = Math.Min(i.Resolution, ii.Resolution) / 2, PhysicalRange = null });
            sources.Insert(at++, source);
        }

        remarks.Add("limb-leads-derived", "III, aVR, aVL and aVF are not stored; they were computed from I and II");
    }
}
