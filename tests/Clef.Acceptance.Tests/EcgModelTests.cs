using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Clef.Core.DuckDb;
using Clef.Core.Tables;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>From a published form of checkpoint to a table of embeddings, on real recordings. The weights of the fixture are random.</summary>
public sealed class EcgModelTests : IDisposable
{
    private const int Facts = 11;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-ecg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Fixture => Path.Combine(SharedData.Fixtures!, "net1d-small");

    private string Model
    {
        get
        {
            string model = Path.Combine(_folder, "model");
            if (!Directory.Exists(model))
            {
                EcgCommandLine.Run("ecg", "import", Path.Combine(Fixture, "clef_small.ckpt"), "--size", "small", "--out", model).ExitCode.ShouldBe(0);
            }

            return model;
        }
    }

    [FixturesFact]
    public void AnImportedModelAgreesWithPyTorch()
    {
        EcgCommandLine.Outcome verified = EcgCommandLine.Run("ecg", "verify", Model, "--cases", Path.Combine(Fixture, "cases.json"), "--json");
        verified.ExitCode.ShouldBe(0);
        using JsonDocument json = JsonDocument.Parse(verified.Output);
        json.RootElement.GetProperty("agrees").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("largestDifference").GetDouble().ShouldBeInRange(0, 1e-5);
    }

    [FixturesFact]
    public void OtherNumbersDoNotAgree()
    {
        foreach (string file in Directory.GetFiles(Fixture).Where(f => !f.EndsWith(".ckpt", StringComparison.Ordinal)))
        {
            File.WriteAllBytes(Path.Combine(_folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        }

        string embedding = Path.Combine(_folder, "x1250.embedding.f32");
        byte[] numbers = File.ReadAllBytes(embedding);
        BitConverter.TryWriteBytes(numbers.AsSpan(400), BitConverter.ToSingle(numbers, 400) + 2e-5f);
        File.WriteAllBytes(embedding, numbers);
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("ecg", "verify", Model, "--cases", Path.Combine(_folder, "cases.json"));
        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("DIFFERS");
    }

    [FixturesFact]
    public void TheWrongSizeIsRefused()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("ecg", "import", Path.Combine(Fixture, "clef_small.ckpt"), "--size", "large", "--out", Path.Combine(_folder, "no"));
        outcome.Error.ShouldContain("all tensors of --size small are there");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain("of 957 tensors");
        Directory.Exists(Path.Combine(_folder, "no")).ShouldBeFalse();
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void TwelveLeadRecordsOfAnArchive()
    {
        string[][] rows = Embed(0, Recordings("ecg-ludb.zip"));
        rows.Length.ShouldBe(136 + 1);
        rows[0].Length.ShouldBe(Facts + 256);
        foreach (string[] row in rows[1..])
        {
            (row[1], Number(row[2]), Number(row[3]), Number(row[4]), Number(row[6])).ShouldBe(("I", 0.0, 10.0, 500.0, 1.0));
            row[Facts..].ShouldAllBe(v => double.IsFinite(Number(v)));
        }

        rows[1..].Select(r => r[Facts]).Distinct().Count().ShouldBeGreaterThan(100, "different hearts, different numbers");
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void ALongRecordIsTheMeanOfItsWindowsAndABrokenOneStopsNothing()
    {
        string records = Path.Combine(_folder, "records");
        Directory.CreateDirectory(records);
        using (ZipArchive zip = ZipFile.OpenRead(Recordings("ecg-mitdb.zip")))
        {
            string name = zip.Entries.First(e => e.FullName.EndsWith(".hea", StringComparison.Ordinal)).FullName;
            foreach (ZipArchiveEntry entry in zip.Entries.Where(e => Path.GetFileNameWithoutExtension(e.Name) == Path.GetFileNameWithoutExtension(name)))
            {
                entry.ExtractToFile(Path.Combine(records, entry.Name));
            }
        }

        File.WriteAllText(Path.Combine(records, "broken.hea"), "broken 1 500 5000\nabsent.dat 16 200 16 0 0 0 0 I\n");
        string[][] whole = Embed(1, records, "--lead", "MLII"), windows = Embed(1, records, "--lead", "MLII", "--per-window");
        whole.Length.ShouldBe(2);
        Number(whole[1][4]).ShouldBe(360);
        Number(whole[1][6]).ShouldBe(180);
        windows.Length.ShouldBe(181);
        windows[1..].Select(r => Number(r[2])).ShouldBe(Enumerable.Range(0, 180).Select(i => i * 10.0));
        for (int column = Facts; column < Facts + 256; column++)
        {
            Number(whole[1][column]).ShouldBe(windows[1..].Average(r => Number(r[column])), 1e-5);
        }
    }

    [RecordingsFact("ecg-cinc2017.zip")]
    public void SingleLeadStripsShortAndLong()
    {
        string records = Path.Combine(_folder, "strips");
        Directory.CreateDirectory(records);
        using (ZipArchive zip = ZipFile.OpenRead(Recordings("ecg-cinc2017.zip")))
        {
            foreach (ZipArchiveEntry entry in zip.Entries.Where(e => e.Name.EndsWith(".hea", StringComparison.Ordinal) || e.Name.EndsWith(".mat", StringComparison.Ordinal)).Take(60))
            {
                entry.ExtractToFile(Path.Combine(records, entry.Name));
            }
        }

        string[][] rows = Embed(0, records, "--stages");
        rows.Length.ShouldBe(31);
        rows[0].Length.ShouldBe(Facts + 32 + 64 + 64 + 128 + 128 + 256);
        (rows[0][Facts], rows[0][^257], rows[0][^1]).ShouldBe(("s0_e0", "s4_e127", "e255"));
        foreach (string[] row in rows[1..])
        {
            Number(row[4]).ShouldBe(300);
            double recorded = Number(row[3]) + Number(row[8]);
            Number(row[6]).ShouldBe(Math.Max(1, Math.Floor(recorded / 10)));
            Number(row[7]).ShouldBe(Math.Max(0, 10 - recorded), 1e-6);
            row[Facts..].ShouldAllBe(v => double.IsFinite(Number(v)));
        }
    }

    [RecordingsFact("ecg-cinc2017.zip")]
    public void ParquetHoldsTheSameNumbersAsCsv()
    {
        string records = Path.Combine(_folder, "few"), parquet = Path.Combine(_folder, "table.parquet");
        Directory.CreateDirectory(records);
        using (ZipArchive zip = ZipFile.OpenRead(Recordings("ecg-cinc2017.zip")))
        {
            foreach (ZipArchiveEntry entry in zip.Entries.Where(e => e.Name.EndsWith(".hea", StringComparison.Ordinal) || e.Name.EndsWith(".mat", StringComparison.Ordinal)).Take(10))
            {
                entry.ExtractToFile(Path.Combine(records, entry.Name));
            }
        }

        string[][] rows = Embed(0, records, "--stages");
        EcgCommandLine.Run("ecg", "embed", records, "--model", Model, "--stages", "--out", parquet).ExitCode.ShouldBe(0);
        EmbeddingTable table = EmbeddingTable.Read(parquet), csv = EmbeddingTable.Read(Path.Combine(_folder, "table.csv"));
        table.Ids.ShouldBe(rows[1..].Select(r => r[0]));
        table.Width.ShouldBe(256);
        table.Values.ToArray().ShouldBe(csv.Values.ToArray());
        using var database = new DuckDatabase(threads: 1);
        database.Count($"SELECT count(*) FROM {DuckFiles.Source(parquet)} WHERE len(stage0) = 32 AND len(stage4) = 128 AND recorded_hz = 300 AND lead = 'I'").ShouldBe(5);
    }

    [FixturesFact]
    public void NothingIsWrittenWhereNothingCanBeEmbedded()
    {
        string empty = Path.Combine(_folder, "empty"), table = Path.Combine(_folder, "none.csv");
        Directory.CreateDirectory(empty);
        EcgCommandLine.Run("ecg", "embed", empty, "--model", Model, "--out", table).ExitCode.ShouldBe(1);
        EcgCommandLine.Run("ecg", "embed", Path.Combine(_folder, "absent.hea"), "--model", Model, "--out", table).ExitCode.ShouldBe(1);
        File.Exists(table).ShouldBeFalse();
        EcgCommandLine.Run("ecg", "embed", empty, "--model", Model, "--out", "table.txt").ExitCode.ShouldBe(2);
    }

    private static string Recordings(string file) => Path.Combine(SharedData.Recordings!, file);

    private string[][] Embed(int exitCode, string input, params string[] options)
    {
        string table = Path.Combine(_folder, "table.csv");
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(["ecg", "embed", input, "--model", Model, "--out", table, .. options]);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        if (exitCode == 1)
        {
            outcome.Error.ShouldContain("skipped broken");
        }

        return [.. File.ReadAllLines(table).Select(l => l.Split(','))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
