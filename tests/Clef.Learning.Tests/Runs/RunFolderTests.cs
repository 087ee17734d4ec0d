using Clef.Core;
using Clef.Learning.Runs;

namespace Clef.Learning.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("clef-run").FullName;

    public void Dispose() => Directory.Delete(_path, true);

    [Fact]
    public void Latest_names_a_whole_checkpoint_even_when_writing_breaks_off()
    {
        var run = new RunFolder(_path);
        run.Latest.ShouldBeNull();
        run.WriteCheckpoint(5, folder => File.WriteAllText(Path.Combine(folder, "model"), "five"));
        Should.Throw<IOException>(() => run.WriteCheckpoint(10, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "model"), "te");
            throw new IOException("disk full");
        }));
        new RunFolder(_path).Latest.ShouldNotBeNull().ShouldEndWith("step-5");
        run.WriteCheckpoint(10, folder => File.WriteAllText(Path.Combine(folder, "model"), "ten"));
        File.ReadAllText(Path.Combine(run.Latest!, "model")).ShouldBe("ten");
    }

    [Fact]
    public void Only_the_newest_checkpoints_are_kept()
    {
        var run = new RunFolder(_path);
        foreach (int step in new[] { 8, 9, 10, 11 })
        {
            run.WriteCheckpoint(step, folder => File.WriteAllText(Path.Combine(folder, "model"), "x"));
        }

        run.Checkpoints().Select(Path.GetFileName).ShouldBe(["step-10", "step-11"]);
    }

    [Fact]
    public void A_run_is_not_resumed_with_other_settings()
    {
        var run = new RunFolder(_path);
        run.Begin(new { Batch = 64, Rate = 0.1 });
        run.WriteCheckpoint(1, folder => File.WriteAllText(Path.Combine(folder, "model"), "x"));
        run.Begin(new { Batch = 64, Rate = 0.1 });
        Should.Throw<ClefException>(() => run.Begin(new { Batch = 64, Rate = 0.2 })).Message.ShouldContain("\"rate\": 0.1");
    }

    [Fact]
    public void A_log_is_cut_back_to_its_checkpoint()
    {
        string path = Path.Combine(_path, "metrics.jsonl");
        long length;
        using (var log = new AppendOnlyLog(path, 0))
        {
            log.AppendLine("{\"step\":1}");
            length = log.Checkpoint();
            log.AppendLine("{\"step\":2} lost with the kill");
        }

        using (var log = new AppendOnlyLog(path, length))
        {
            log.AppendLine("{\"step\":2}");
        }

        File.ReadAllText(path).ShouldBe("{\"step\":1}\n{\"step\":2}\n");
    }

    [Fact]
    public void TensorBoard_records_carry_their_sums_and_fields()
    {
        byte[] file = [.. TensorBoardEvents.Header(1.5), .. TensorBoardEvents.Scalar(2.5, 300, "train/loss", 0.25f)];
        IReadOnlyList<byte[]> records = TensorBoardEvents.Records(file);
        records.Count.ShouldBe(2);
        System.Text.Encoding.UTF8.GetString(records[0]).ShouldContain("brain.Event:2");
        // wall_time: tag 9 and a double; step: tag 16 and varint 300 = AC 02; summary: tag 42.
        records[1].AsSpan(9, 3).ToArray().ShouldBe([16, 0xAC, 0x02]);
        records[1][12].ShouldBe((byte)42);
        System.Text.Encoding.UTF8.GetString(records[1]).ShouldContain("train/loss");
        BitConverter.ToSingle(records[1], records[1].Length - 4).ShouldBe(0.25f);
        file[^1] ^= 1;
        Should.Throw<ClefException>(() => TensorBoardEvents.Records(file)).Message.ShouldContain("record 1");
    }

    [Fact]
    public void TensorBoard_sums_are_those_of_the_format()
    {
        // CRC-32C bit by bit (polynomial 0x1EDC6F41 reflected), then the mask of the TFRecord format.
        byte[] header = TensorBoardEvents.Header(0);
        uint crc = uint.MaxValue;
        foreach (byte value in header.AsSpan(0, 8))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        crc = ~crc;
        BitConverter.ToUInt32(header, 8).ShouldBe(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
