namespace Clef.Server.Spectra;

/// <summary>The regions by which spectra are shown: electrodes of the 10-20 system by lobe and side.</summary>
internal static class ScalpRegions
{
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Electrodes)> All { get; } =
    [
        ("left frontal", ["Fp1", "F3", "F7"]),
        ("right frontal", ["Fp2", "F4", "F8"]),
        ("left temporal", ["T7", "T3", "P7", "T5"]),
        ("right temporal", ["T8", "T4", "P8", "T6"]),
        ("central", ["C3", "Cz", "C4", "Fz"]),
        ("parietal and occipital", ["P3", "Pz", "P4", "O1", "O2"]),
    ];
}
