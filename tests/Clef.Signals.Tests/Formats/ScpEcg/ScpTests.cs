using Clef.Core;
using Clef.Signals.Formats.ScpEcg;
using Clef.Signals.Recordings;
using Clef.Signals.Tests.Formats.ScpEcg;

namespace Clef.Signals.Tests.Formats;

/// <summary>SCP-ECG: every encoding on built records.</summary>
public class ScpTests
{
    private static readonly short[] Wave = [.. Enumerable.Range(0, 240).Select(i => (short)((400 * Math.Sin(i * 0.1)) + (i % 7)))];

    private static Recording Open(ScpBuilder builder) => RecordingFile.Open(new MemoryFolder().With("a.scp", builder.Build()), "a.scp");

    private static void ShouldBe(float[] read, short[] samples) => read.ShouldBe(samples.Select(s => (float)(s * 2.5)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Standard_codes_and_differences_restore_the_samples(int differences)
    {
        short[] extremes = [0, 1, -1, 127, -128, 128, 8000, -8000, 15000, 0, 0, 8, -8, 9, -9];
        using Recording recording = Open(new ScpBuilder { Leads = [Wave, extremes], Differences = differences });
        ShouldBe(recording.ReadAll(0), Wave);
        ShouldBe(recording.ReadAll(1), extremes);
        recording.Channels.Select(c => c.Label).ShouldBe(["I", "II"]);
        recording.Channels[0].SampleRate.ShouldBe(500);
        recording.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Plain_samples_and_own_tables_with_a_switch_restore_the_samples()
    {
        using Recording plain = Open(new ScpBuilder { Leads = [Wave], Tables = null });
        ShouldBe(plain.ReadAll(0), Wave);
        using Recording own = Open(new ScpBuilder { Leads = [Wave, [0, 1, -1, 1, 500, 3, 0, -500]], Tables = ScpBuilder.OwnTables });
        ShouldBe(own.ReadAll(0), Wave);
        ShouldBe(own.ReadAll(1), [0, 1, -1, 1, 500, 3, 0, -500]);
    }

    [Fact]
    public void A_subtracted_reference_beat_is_added_again()
    {
        ScpBuilder builder = ScpBuilder.Subtracted(false);
        using Recording recording = Open(builder);
        ShouldBe(recording.ReadAll(0), builder.Leads[0]);
        ShouldBe(recording.ReadAll(1), builder.Leads[1]);
        recording.Annotations.Select(a => a.OnsetSeconds).ShouldBe([60 / 500.0, 160 / 500.0]);
    }

    [Fact]
    public void Bimodal_data_are_exact_in_protected_zones_and_interpolated_elsewhere()
    {
        // Linear between beats, so that interpolation too is exact but for rounding and the held ends.
        short[] lead = [.. Enumerable.Range(0, 240).Select(i => (short)(i is >= 100 and < 120 ? 800 - i : 2 * i))];
        using Recording recording = Open(new ScpBuilder { Leads = [lead], Bimodal = true, Beats = [(1, 101, 110, 120, 101, 120)] });
        float[] read = recording.ReadAll(0);
        ShouldBe(read[100..120], lead[100..120]);
        for (int i = 0; i < 240; i++)
        {
            read[i].ShouldBe(lead[i] * 2.5f, 10f, $"sample {i}");
        }

        recording.Channels[0].SampleRate.ShouldBe(500);
        recording.Remarks.Select(r => r.Code).ShouldBe(["bimodal-interpolated"]);
    }

    [Fact]
    public void The_persons_facts_are_read()
    {
        using Recording recording = Open(new ScpBuilder { Leads = [Wave] });
        recording.Subject.ShouldBe(new Subject("P1", "Jane Doe", "F", new DateOnly(1970, 1, 31), 54, null));
        recording.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 30, 15));
        recording.Channels[0].Prefilter.ShouldBe("HP:0.05Hz LP:150Hz");
    }

    [Fact]
    public void A_wrong_checksum_is_a_remark_and_a_cut_record_reads_what_is_there()
    {
        byte[] bytes = new ScpBuilder { Leads = [Wave] }.Build();
        bytes[0] ^= 1;
        using Recording wrong = RecordingFile.Open(new MemoryFolder().With("a.scp", bytes), "a.scp");
        wrong.Remarks.Select(r => r.Code).ShouldBe(["checksum-wrong"]);
        ShouldBe(wrong.ReadAll(0), Wave);
        Should.Throw<ClefException>(() => RecordingFile.Open(new MemoryFolder().With("a.scp", bytes[..200]), "a.scp")).Field.ShouldBe("section 6");
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() => ScpChecksum.Compute("123456789"u8).ShouldBe((ushort)0x29B1);
}
