using Clef.Cohorts.Build;
using Clef.Cohorts.Fingerprints;
using Clef.Cohorts.Store;
using Clef.Cohorts.Tests.Support;
using Clef.Core.Sources;
using Clef.Signals.Recordings;
using Clef.Testing;
using Shouldly;

namespace Clef.Cohorts.Tests;

public sealed class FingerprintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-prints-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CopiesAreFoundAfterRescalingResamplingAndCropping()
    {
        for (int i = 0; i < 30; i++)
        {
            Wfdb.Write(_folder, $"rec{i:00}", 250, [Wfdb.Oscillations(i, 250, 0, 40)]);
        }

        // The same underlying functions of time: half the rate and a third of the gain; another rate, inverted; cropped; cropped, resampled and inverted.
        Wfdb.Write(_folder, "x-rate", 100, [Wfdb.Oscillations(3, 100, 0, 40).Select(v => v / 3).ToArray()]);
        Wfdb.Write(_folder, "x-inverted", 360, [Wfdb.Oscillations(7, 360, 0, 40).Select(v => -2 * v + 0.3f).ToArray()]);
        Wfdb.Write(_folder, "x-crop", 250, [Wfdb.Oscillations(11, 250, 12.345, 15)]);
        Wfdb.Write(_folder, "x-all", 128, [Wfdb.Oscillations(15, 128, 20.5, 12).Select(v => -v).ToArray()], gain: 300);
        IReadOnlyList<DuplicatePair> pairs = Find(out _);
        pairs.Select(p => (p.First.Id, p.Second.Id)).OrderBy(p => p).ShouldBe([("rec03", "x-rate"), ("rec07", "x-inverted"), ("rec11", "x-crop"), ("rec15", "x-all")]);
        pairs.ShouldAllBe(p => p.Correlation > 0.98 && !p.Exact);
        pairs.Single(p => p.Second.Id == "x-crop").OffsetSeconds.ShouldBe(12.345, 0.01);
        pairs.Single(p => p.Second.Id == "x-all").OffsetSeconds.ShouldBe(20.5, 0.01);
    }

    [RecordingsFact("ecg-ecgid.zip")]
    public void RealRecordingsOfTheSamePersonsAreNoCopiesAndRealCopiesAre()
    {
        // 223 recordings of 58 persons, several on one day: alike, but no copies.
        using var original = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-ecgid.zip"));
        string[] files = RecordingFile.List(original).ToArray();
        files.Length.ShouldBe(223);
        int[] copied = [4, 60, 133, 200];
        for (int i = 0; i < files.Length; i++)
        {
            using Recording recording = RecordingFile.Open(original, files[i]);
            float[] lead = recording.ReadAll(0);
            Wfdb.Write(_folder, $"r{i:000}", 500, [lead], 200);
            if (copied.Contains(i))
            {
                // Every second sample from 5 s on, at 0.7 times the size: 250 Hz, 15 s.
                Wfdb.Write(_folder, $"z{i:000}", 250, [lead.Skip(2500).Where((_, k) => k % 2 == 0).Select(v => 0.7f * v).ToArray()], 1000);
            }
        }

        IReadOnlyList<DuplicatePair> pairs = Find(out int compared);
        pairs.Select(p => (p.First.Id, p.Second.Id)).OrderBy(p => p).ShouldBe(copied.Select(i => ($"r{i:000}", $"z{i:000}")));
        pairs.ShouldAllBe(p => Math.Abs(p.OffsetSeconds - 5) < 0.02);
        compared.ShouldBeLessThan(files.Length * 3);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("nan")]
    [InlineData("short")]
    [InlineData("slow")]
    [InlineData("infinite")]
    [InlineData("saturated")]
    public void DegenerateSignalsHaveNoLandmarksOrFew(string kind)
    {
        float[] signal = kind switch
        {
            "flat" => Enumerable.Repeat(3f, 2000).ToArray(),
            "nan" => Enumerable.Repeat(float.NaN, 2000).ToArray(),
            "short" => [1f],
            "infinite" => Enumerable.Range(0, 2000).Select(i => i == 5 ? float.PositiveInfinity : 0f).ToArray(),
            "saturated" => Enumerable.Range(0, 5000).Select(i => i % 700 < 350 ? 32767f : -32768f).ToArray(),
            _ => [0f, 1f, 0f],
        };
        float[] comparable = ComparableSignal.Of(signal, 250);
        comparable.ShouldAllBe(v => float.IsFinite(v));
        SignalFingerprint.Landmarks(comparable).Length.ShouldBeLessThanOrEqualTo(kind == "saturated" ? 40 : 0);
    }

    private IReadOnlyList<DuplicatePair> Find(out int compared)
    {
        CohortBuilder.Build(new CohortSources(_folder), Path.Combine(_folder, "cohort"));
        CohortStore store = CohortStore.Open(Path.Combine(_folder, "cohort"));
        return DuplicateFinder.Find(store.Sessions(), store.Fingerprints(), new DirectorySourceFolder(_folder), out compared);
    }
}
