using System.Xml.Linq;
using Clef.Core;
using Clef.Eeg.Pictures;

namespace Clef.Eeg.Tests.Pictures;

/// <summary>Pictures of sessions say which channel, which frequencies and which time they show.</summary>
public sealed class SpectrogramPictureTests : IDisposable
{
    private const int Bins = 128, Frames = 320;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-picture").FullName;

    [Theory]
    [InlineData("O1", "left occipital")]
    [InlineData("Fp2", "right frontopolar")]
    [InlineData("Cz", "middle central")]
    [InlineData("T5", "left temporal")]
    [InlineData("P8", "right temporal")]
    [InlineData("P4", "right parietal")]
    [InlineData("C", "")]
    [InlineData("Cz3", "")]
    [InlineData("EKG", "")]
    [InlineData("", "")]
    public void Electrodes_have_regions(string electrode, string region) => ElectrodeRegion.Of(electrode).ShouldBe(region);

    [Fact]
    public void Axes_are_labelled()
    {
        string[] texts = Draw("a <b>");
        texts.ShouldContain("a <b>");
        texts.ShouldContain("O1");
        texts.ShouldContain("left occipital");
        texts.ShouldContain("16 Hz"); // the middle of 128 bins of 0.25 Hz
        texts.Where(t => t.EndsWith(" s", StringComparison.Ordinal)).ShouldBe(["0 s", "60 s", "120 s", "180 s", "240 s", "300 s"]);
        texts[^1].ShouldStartWith("each strip from 0 Hz (below) to 32 Hz; colour from -40 (dark) to 40 dB (light)");
    }

    [Fact]
    public void Another_extension_is_refused() => Should.Throw<ClefException>(() => Write("x.bmp", "t")).Message.ShouldContain(".png or .svg");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Draw(string title) => [.. XDocument.Load(Write("x.svg", title)).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    private string Write(string name, string title)
    {
        string path = Path.Combine(_folder, name);
        float[] levels = new float[2 * Bins * Frames], valid = [.. Enumerable.Repeat(1f, 2 * Frames)];
        SpectrogramPicture.Write(path, ["O1", "O2"], Bins, Frames, 0.25, 40, "dB", new SpectrogramPanel(title, levels, valid));
        return path;
    }
}
