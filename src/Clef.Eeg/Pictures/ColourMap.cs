namespace Clef.Eeg.Pictures;

/// <summary>
/// Colours of a scale from 0 to 1 that stay in order without colour too: dark blue over green to yellow, by straight lines between nine colours.
/// </summary>
public static class ColourMap
{
    /// <summary>Where nothing is valid.</summary>
    public static (byte Red, byte Green, byte Blue) Absent => (224, 224, 224);

    // Nine places of the viridis map (van der Walt and Smith, 2015), whose lightness rises evenly.
    private static readonly (byte Red, byte Green, byte Blue)[] s_places =
        [(68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129), (92, 200, 99), (170, 220, 50), (253, 231, 37)];

    /// <summary>The colour of a value; below 0 as 0, above 1 as 1, what is no number as 0.</summary>
    public static (byte Red, byte Green, byte Blue) At(double value)
    {
        double place = Math.Clamp(double.IsFinite(value) ? value : 0, 0, 1) * (s_places.Length - 1);
        int low = Math.Min((int)place, s_places.Length - 2);
        double part = place - low;
        (byte r0, byte g0, byte b0) = s_places[low];
        (byte r1, byte g1, byte b1) = s_places[low + 1];
        return (Mix(r0, r1), Mix(g0, g1), Mix(b0, b1));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * part));
    }
}
