namespace Clef.Eeg.Pictures;

/// <summary>Where an electrode of the 10-20 system lies, as its letters and number say: odd numbers on the left, even on the right, z in the middle.</summary>
public static class ElectrodeRegion
{
    /// <summary>Such as <c>left temporal</c>; empty for a name of another form.</summary>
    public static string Of(string electrode)
    {
        string letters = electrode.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        bool middle = letters.EndsWith('z');
        // T3 to T6 are the old names of T7, T8, P7 and P8; all of them lie over the temporal lobe.
        string region = (middle ? letters[..^1] : letters) switch
        {
            "Fp" => "frontopolar",
            "F" => "frontal",
            "C" => "central",
            "P" => electrode is "P7" or "P8" ? "temporal" : "parietal",
            "O" => "occipital",
            "T" => "temporal",
            _ => "",
        };
        string number = electrode[letters.Length..];
        return region.Length == 0 || middle != (number.Length == 0)
            ? ""
            : middle ? $"middle {region}" : $"{((number[^1] - '0') % 2 == 1 ? "left" : "right")} {region}";
    }
}
