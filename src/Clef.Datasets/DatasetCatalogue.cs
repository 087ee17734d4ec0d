using Clef.Core;
using Clef.Datasets.Adapters.Ecg;
using Clef.Datasets.Adapters.Eeg;

namespace Clef.Datasets;

/// <summary>Every dataset that Clef knows.</summary>
public static class DatasetCatalogue
{
    /// <summary>The datasets, ECG first.</summary>
    public static IReadOnlyList<Dataset> All { get; } =
    [
        new PtbXl(), new ChapmanShaoxingNingbo(), new MimicIvEcg(), new Music(), new Icentia11k(), new McMed(), new AuroraBp(),
        new CinC2017(), new CinC2011(), new Ludb(), new EcgId(), new MitBih(), new Afpdb(),
        new Tuab(), new Tuev(), new Tuep(), new Tusl(), new Heedb(), new Mumtaz(), new Hmc(), new Isruc(), new EegMat(), new AdhdChildren(),
            new Iiic(),
    ];

    /// <summary>A dataset by its name.</summary>
    public static Dataset Find(string name) => All.FirstOrDefault(d => d.Name == name)
        ?? throw new ClefException("dataset", "name", name, $"one of {string.Join(", ", All.Select(d => d.Name))}");
}
