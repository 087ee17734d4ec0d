using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Wfdb;

/// <summary>What a header may say, and what is refused.</summary>
public sealed class WfdbHeaderTests
{
    private static Recording Open(string header, int dataBytes = 64) =>
        RecordingFile.Open(new MemoryFolder().With("r.hea", header).With("r.dat", new byte[dataBytes]), "r.hea");

    [Fact]
    public void A_bare_header_takes_the_defaults_of_the_standard()
    {
        using Recording record = Open("r 1\nr.dat 16\n");
        record.Channels[0].ShouldBe(new Channel("", "mV", 250, 32) { Resolution = 1 / 200.0, PhysicalRange = (-32768 / 200.0, 32767 / 200.0) });
        record.Remarks.ShouldHaveSingleItem().Code.ShouldBe("gain-missing");
        record.Start.ShouldBeNull();
        record.Subject.ShouldBe(Subject.Unknown);
    }

    [Fact]
    public void Every_field_is_read()
    {
        using Recording record = Open("# before\r\nr 1 62.5/999(4) 3 01:02:03.25 31/12/1999\r\nr.dat 16x2:1+8 -12.5(7)/mm\u00b5 12 5 6 7 0 a lead  name \r\n#<age>: 40 <sex>: F <diagnoses>: x\r\n");
        Channel channel = record.Channels[0];
        (channel.Label, channel.Unit, channel.SampleRate, channel.SampleCount).ShouldBe(("a lead  name", "mm\u00b5", 125, 6L));
        record.Start.ShouldBe(new DateTime(1999, 12, 31, 1, 2, 3, 250));
        record.Subject.ShouldBe(new Subject(null, null, "F", null, 40, "<diagnoses>: x"));
        record.ReadAll(0)[0].ShouldBe(7 / 12.5f);
        record.DurationSeconds.ShouldBe(3 / 62.5);
    }

    [Theory]
    [InlineData("", "record line")]
    [InlineData("r\n", "number of signals")]
    [InlineData("r 2\nr.dat 16\n", "signal lines")]
    [InlineData("r 1 0\nr.dat 16\n", "sampling frequency")]
    [InlineData("r 1 nan\nr.dat 16\n", "sampling frequency")]
    [InlineData("r 1 250 -5\nr.dat 16\n", "number of samples")]
    [InlineData("r 1 250 99999999999999999999\nr.dat 16\n", "number of samples")]
    [InlineData("r 1\nr.dat 17\n", "format")]
    [InlineData("r 1\nr.dat 16y2\n", "format")]
    [InlineData("r 1\nr.dat 16x0\n", "samples per frame")]
    [InlineData("r 1\nr.dat 16 abc\n", "gain")]
    [InlineData("r 1\nr.dat 16 1e999\n", "gain")]
    [InlineData("r 1\n../r.dat 16\n", "signal file")]
    [InlineData("r 1\n/etc/passwd 16\n", "signal file")]
    [InlineData("r 1\nother.dat 16\n", "other.dat")]
    [InlineData("r 2\nr.dat 16\nr.dat 212\n", "format")]
    [InlineData("r/1 1\nr 10\n", "segment")]
    [InlineData("r/2 1\ns 10\n", "segment lines")]
    [InlineData("r/1 1\n../s 10\n", "segment")]
    [InlineData("r 1\nr.dat 516\n", "FLAC")]
    public void A_header_that_cannot_be_right_is_refused_with_the_field_named(string header, string field) =>
        Should.Throw<ClefException>(() => Open(header)).Message.ShouldContain(field);

    [Theory]
    [InlineData("r 1 250 8 25:00:00 1/1/2000\nr.dat 16 200\n", "start-time-invalid")]
    [InlineData("r 1 250 8 1:00:00 2000-01-01\nr.dat 16 200\n", "start-date-invalid")]
    [InlineData("r 1 250 99\nr.dat 16 200\n", "data-shorter-than-header")]
    [InlineData("r 1 250 8\nr.dat 16 0\n", "gain-missing")]
    [InlineData("r 1 250 8\nr.dat 16 200\nmore\n", "header-line-ignored")]
    public void What_is_tolerated_is_remarked(string header, string code)
    {
        using Recording record = Open(header);
        record.Remarks.ShouldContain(r => r.Code == code);
        record.Start.ShouldBeNull();
    }

    [Fact]
    public void Missing_samples_read_as_NaN_before_and_after_the_record_and_where_the_file_says_so()
    {
        byte[] data = [0x00, 0x80, 1, 0, 2, 0]; // -32768 is "no sample"
        using Recording record = RecordingFile.Open(new MemoryFolder().With("r.hea", "r 1 1 5\nr.dat 16 2\n").With("r.dat", data), "r.hea");
        var samples = new float[9];
        record.Read(0, -2, samples);
        samples.ShouldBe([float.NaN, float.NaN, float.NaN, 0.5f, 1, float.NaN, float.NaN, float.NaN, float.NaN]);
    }

    [Fact]
    public void A_record_without_signals_has_no_channels()
    {
        using Recording record = Open("r 0 100 500\n");
        record.Channels.ShouldBeEmpty();
        record.DurationSeconds.ShouldBe(5);
    }

    [Fact]
    public void Differences_can_be_read_from_any_place()
    {
        byte[] data = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(sbyte)((i * 7919 % 23) - 11))];
        MemoryFolder folder = new MemoryFolder().With("r.hea", "r 2 100\nr.dat 8x2 1 8 0 5\nr.dat 8 1 8 0 -9\n").With("r.dat", data);
        using Recording record = RecordingFile.Open(folder, "r.hea");
        int sum = 5;
        float[] expected = [.. Enumerable.Range(0, 40_000).Select(i => (float)(sum += (sbyte)data[i / 2 * 3 + i % 2]))];
        record.ReadAll(0).ShouldBe(expected);
        foreach (int first in new[] { 0, 1, 8191, 8192, 8193, 39_990 })
        {
            var window = new float[10];
            record.Read(0, first, window);
            window.ShouldBe(expected[first..(first + 10)]);
        }
    }
}
