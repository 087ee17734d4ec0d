using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Quality;
using Clef.Signals.Recordings;
using Clef.Testing;
using Xunit.Abstractions;

namespace Clef.Signals.Tests.Quality;

public class QualityTests(ITestOutputHelper output)
{
    private const double Rate = 200;

    [Fact]
    public void A_healthy_signal_has_no_flag() =>
        ChannelQuality.Assess(Healthy(20), Rate, QualityLimits.Eeg).Share((QualityFlags)~0).ShouldBe(0);

    [Theory]
    [InlineData(QualityFlags.Missing)]
    [InlineData(QualityFlags.Flat)]
    [InlineData(QualityFlags.Clipped)]
    [InlineData(QualityFlags.Mains)]
    [InlineData(QualityFlags.Muscle)]
    [InlineData(QualityFlags.ElectrodePop)]
    public void Each_fault_is_found_in_its_seconds(QualityFlags fault)
    {
        float[] signal = Healthy(20);
        var random = new Random(9);
        for (int i = 8 * 200; i < 12 * 200; i++)
        {
            signal[i] = fault switch
            {
                QualityFlags.Missing => float.NaN,
                QualityFlags.Flat => signal[8 * 200],
                QualityFlags.Clipped => Math.Clamp(signal[i] * 20, -60, 60),
                QualityFlags.Mains => signal[i] + (60 * MathF.Sin(2 * MathF.PI * 50 * i / 200)),
                QualityFlags.Muscle => signal[i] + (float)((i % 2 == 0 ? 1 : -0.7) * 150 * random.NextDouble()),
                _ => signal[i] + (i % 200 < 100 ? 400 : 0),
            };
        }

        ChannelQuality quality = ChannelQuality.Assess(signal, Rate, QualityLimits.Eeg);
        for (int s = 8; s < 12; s++)
        {
            (quality.Seconds[s] & fault).ShouldBe(fault, $"second {s}");
        }

        foreach (int s in Enumerable.Range(0, 7).Concat(Enumerable.Range(13, 7)))
        {
            quality.Seconds[s].ShouldBe(QualityFlags.None, $"second {s}");
        }
    }

    [Fact]
    public void Degenerate_channels_have_defined_results()
    {
        ChannelQuality.Assess([], Rate, QualityLimits.Eeg).Seconds.ShouldBeEmpty();
        ChannelQuality.Assess([1f], Rate, QualityLimits.Eeg).Seconds.ShouldBe([QualityFlags.None]);
        ChannelQuality.Assess(Same(500, 7), Rate, QualityLimits.Eeg).Seconds.ShouldBe([QualityFlags.Flat, QualityFlags.Flat, QualityFlags.Flat]);
        ChannelQuality.Assess(Same(400, float.NaN), Rate, QualityLimits.Eeg).Seconds.ShouldBe([QualityFlags.Missing, QualityFlags.Missing]);
        ChannelQuality.Assess(Same(30, 1), 10, QualityLimits.Eeg).Share(QualityFlags.Flat).ShouldBe(1); // too slow to see mains
        ChannelQuality.Assess([], Rate, QualityLimits.Eeg).Share(QualityFlags.Flat).ShouldBe(0);
        Should.Throw<ClefException>(() => ChannelQuality.Assess([1f], double.NaN, QualityLimits.Eeg));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(60)]
    public void Mains_is_told_apart(double mains)
    {
        float[] signal = [.. Healthy(20).Select((x, i) => x + (float)Math.Sin(2 * Math.PI * mains * i / Rate))];
        MainsInterference.Detect([signal], Rate).ShouldBe(mains);
        MainsInterference.Prominence(signal, Rate, mains).ShouldBeGreaterThan(5);
        MainsInterference.Prominence(new float[10], Rate, mains).ShouldBe(1);
        MainsInterference.Prominence(new float[2000], Rate, mains).ShouldBe(1);
        MainsInterference.Detect([], 100).ShouldBe(50);
    }

    [Fact]
    public void A_useless_lead_has_the_index_zero_and_a_clean_one_nearly_one()
    {
        EcgLeadQuality.Assess([], 500).Index.ShouldBe(0);
        EcgLeadQuality.Assess(Same(5000, 3), 500).Index.ShouldBe(0);
        EcgLeadQuality.Assess(Same(5000, float.NaN), 500).Index.ShouldBe(0);
        EcgLeadQuality.Assess([1f], 500).Index.ShouldBe(0);
        Should.Throw<ClefException>(() => EcgLeadQuality.Assess([1f], 0));

        float[] beats = [.. Enumerable.Range(0, 5000).Select(i => Math.Pow(((i % 400) - 200) / 8.0, 2)).Select((d, i) => (float)(((1 - (2 * d)) * Math.Exp(-d)) + (0.02 * Math.Sin(0.2 * i))))];
        double clean = EcgLeadQuality.Assess(beats, 500).Index;
        clean.ShouldBeGreaterThan(0.8);
        float[] wandering = [.. beats.Select((x, i) => x + (3 * MathF.Sin(i * 0.003f)))];
        EcgLeadQuality.Assess(wandering, 500).Index.ShouldBeLessThan(clean / 2);
    }

    /// <summary>The area under the curve for acceptable v unacceptable records of the 2011 challenge; every second record, to spare time (the comparison in benchmarks takes all).</summary>
    [RecordingsFact("ecg-cinc2011.zip")]
    public void The_index_tells_acceptable_from_unacceptable_records()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-cinc2011.zip"));
        using ByteSource source = folder.Open("labels.csv");
        string labels = System.Text.Encoding.UTF8.GetString(source.SliceUpTo(0, 1_000_000));
        var acceptable = new List<double>();
        var unacceptable = new List<double>();
        foreach (string line in labels.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Where((_, i) => i % 2 == 0))
        {
            string[] cells = line.Trim().Split(',');
            using Recording recording = RecordingFile.Open(folder, cells[0] + ".hea");
            (cells[1] == "acceptable" ? acceptable : unacceptable).Add(EcgLeadQuality.Worst(recording)!.Value);
        }

        double wins = acceptable.Sum(a => unacceptable.Sum(u => a > u ? 1 : a == u ? 0.5 : 0));
        double area = wins / acceptable.Count / unacceptable.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{acceptable.Count} acceptable, {unacceptable.Count} unacceptable, AUROC {area:F4}"));
        area.ShouldBeGreaterThan(0.93);
    }

    private static float[] Same(int count, float value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>Simulated background: noise that falls with frequency, and a 10-Hz rhythm.</summary>
    private static float[] Healthy(int seconds)
    {
        var random = new Random(4);
        var signal = new float[(int)(seconds * Rate)];
        double slow = 0;
        for (int i = 0; i < signal.Length; i++)
        {
            slow = (0.95 * slow) + (8 * (random.NextDouble() - 0.5));
            signal[i] = (float)(slow + (15 * Math.Sin(2 * Math.PI * 10 * i / Rate)));
        }

        return signal;
    }
}
