using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Matlab;

/// <summary>MATLAB matrices of every version and byte order, and what is deduced of them.</summary>
public class MatlabTests
{
    private static readonly short[,] Matrix = MatBuilder.Fill(3, 40, (r, c) => (short)((r * 100) - c));

    private static Recording Open(byte[] bytes, string? layout = null)
    {
        MemoryFolder folder = new MemoryFolder().With("a.mat", bytes);
        return RecordingFile.Open(layout is null ? folder : folder.With("a.json", layout), "a.mat");
    }

    private static void Check(Recording recording, string format)
    {
        recording.Format.ShouldBe(format);
        recording.Channels.Count.ShouldBe(3);
        recording.Channels.ShouldAllBe(c => c.SampleRate == 250 && c.SampleCount == 40);
        for (int r = 0; r < 3; r++)
        {
            recording.ReadAll(r).ShouldBe(Enumerable.Range(0, 40).Select(c => (float)((r * 100) - c)));
        }

        var window = new float[6];
        recording.Read(1, 37, window);
        window.ShouldBe([63, 62, 61, float.NaN, float.NaN, float.NaN]);
        recording.Read(1, -2, window);
        window.ShouldBe([float.NaN, float.NaN, 100, 99, 98, 97]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Version_4(bool big)
    {
        using Recording recording = Open(MatBuilder.Version4(big, ("fs", new short[,] { { 250 } }), ("val", Matrix)));
        Check(recording, "MATLAB v4");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Version_5(bool big, bool compressed)
    {
        using Recording recording = Open(MatBuilder.Version5(big, compressed, ("Fs", 250.0), ("labels", new object[] { "Fp1", "Fp2", "Ünï" }), ("data", Matrix)));
        Check(recording, "MATLAB v5");
        recording.Channels.Select(c => c.Label).ShouldBe(["Fp1", "Fp2", "Ünï"]);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    public void Version_73(bool chunked, bool compact, bool big)
    {
        using Recording recording = Open(Hdf5Builder.Version73(
            new Hdf5Style(chunked, compact, big),
            ("Fs", 250.0), ("labels", new object[] { "Fp1", "Fp2", "Ünï" }), ("data", MatBuilder.Fill(3, 40, (r, c) => (double)((r * 100) - c)))));
        Check(recording, "MATLAB v7.3");
        recording.Channels.Select(c => c.Label).ShouldBe(["Fp1", "Fp2", "Ünï"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Version_73_reads_a_large_array_from_memory_and_from_disk(bool chunked)
    {
        byte[] bytes = Hdf5Builder.Version73(new Hdf5Style(chunked), ("fs", 500.0), ("x", MatBuilder.Fill(4, 5000, (r, c) => r + (c * 0.25))));
        using Recording memory = Open(bytes);
        memory.ReadAll(3)[4999].ShouldBe(3 + (4999 * 0.25f));
        string path = Path.Combine(Path.GetTempPath(), $"clef-{Environment.ProcessId}-{chunked}.mat");
        File.WriteAllBytes(path, bytes);
        try
        {
            using Recording disk = RecordingFile.Open(path);
            disk.ReadAll(2).ShouldBe(memory.ReadAll(2));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_large_array_stays_in_the_file_until_it_is_read(bool compressed)
    {
        using Recording recording = Open(MatBuilder.Version5(false, compressed, ("fs", 200.0), ("data", MatBuilder.Fill(4, 20_000, (r, c) => (float)(r + (c % 50))))));
        recording.Channels.Count.ShouldBe(4);
        recording.ReadAll(3).ShouldBe(Enumerable.Range(0, 20_000).Select(c => 3f + (c % 50)));
    }

    [Fact]
    public void A_layout_file_says_what_the_matrix_does_not()
    {
        using Recording recording = Open(
            MatBuilder.Version5(false, false, ("first", Matrix), ("second", MatBuilder.Fill(6, 2, (r, c) => (double)(10 * c) + r))),
            """{"sampleRate":100,"variable":"second","channelsAre":"columns","labels":["a","b"],"unit":"mV","scale":0.5,"start":"2024-03-01T12:00:00"}""");
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)).ShouldBe([("a", "mV", 100.0, 6L), ("b", "mV", 100.0, 6L)]);
        recording.ReadAll(1).ShouldBe([5, 5.5f, 6, 6.5f, 7, 7.5f]);
        recording.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 0, 0));
    }

    [Fact]
    public void Time_runs_along_the_longer_side()
    {
        using Recording recording = Open(MatBuilder.Version5(false, false, ("fs", 100.0), ("x", MatBuilder.Fill(50, 2, (r, c) => (double)((100 * c) + r)))));
        recording.Channels.Count.ShouldBe(2);
        recording.ReadAll(1)[..3].ShouldBe([100, 101, 102]);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Should.Throw<ClefException>(() => Open(MatBuilder.Version5(false, false, ("data", Matrix)))).Field.ShouldBe("sampling rate");
        Should.Throw<ClefException>(() => Open(MatBuilder.Version5(false, false, ("fs", 250.0)))).Field.ShouldBe("variables");
        Should.Throw<ClefException>(() => Open(MatBuilder.Version5(false, false, ("data", Matrix)), """{"sampleRate":100,"lables":[]}""")).Message.ShouldContain("lables");
        Should.Throw<ClefException>(() => Open(MatBuilder.Version5(false, true, ("fs", 250.0), ("data", Matrix))[..200])).Message.ShouldContain("a.mat");
    }

    /// <summary>Found by the fuzzer: with 1e-310 Hz the duration was infinite.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-310)]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_that_is_none_is_refused(double rate)
    {
        foreach (Func<byte[]> file in (Func<byte[]>[])[() => Hdf5Builder.Version73(("fs", rate), ("data", Doubles)), () => MatBuilder.Version5(false, true, ("fs", rate), ("data", Doubles))])
        {
            Should.Throw<ClefException>(() => Open(file())).Field.ShouldBe("sampling rate");
        }
    }

    private static readonly double[,] Doubles = MatBuilder.Fill(2, 9, (r, c) => (double)c);

    [Fact]
    public void A_bomb_is_inflated_no_further_than_asked_for()
    {
        // 40 MB of zeros in some 40 kB: opening and reading a window inflates the one array and nothing else.
        byte[] bytes = MatBuilder.Version5(false, true, ("fs", 100.0), ("data", MatBuilder.Fill(1, 5_000_000, (_, _) => 0.0)));
        bytes.Length.ShouldBeLessThan(100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using Recording recording = Open(bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
        recording.Channels[0].SampleCount.ShouldBe(5_000_000);
        recording.Read(recording.Channels.Select((_, i) => i).ToList(), 0, 0.1)[0].ShouldAllBe(s => s == 0);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(bytes.Length * 1032L * 2);
    }
}
