using Clef.Core.DuckDb;
using Clef.Core.Tables;
using Shouldly;

namespace Clef.Core.Tests.Tables;

public sealed class TableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-tables-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("e.parquet")]
    [InlineData("e.csv")]
    public void EmbeddingsComeBackBitForBit(string name)
    {
        var random = new Random(3);
        const int Rows = 2_500;
        const int Width = 17;
        float[] values = Enumerable.Range(0, Rows * Width).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)))).ToArray();
        values[5] = float.NaN;
        values[6] = -0f;
        var table = new EmbeddingTable("record", Enumerable.Range(0, Rows).Select(i => $"r, \"{i}\"").ToArray(), Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? null : $"p{i / 2}").ToArray(), Width, values);
        string path = Path.Combine(_folder, name);
        table.Write(path);
        EmbeddingTable back = EmbeddingTable.Read(path);
        back.IdColumn.ShouldBe("record");
        back.Ids.ShouldBe(table.Ids);
        back.Patients.ShouldBe(table.Patients);
        back.Width.ShouldBe(Width);
        back.Values.ToArray().Select(BitConverter.SingleToUInt32Bits).ShouldBe(values.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void EmbeddingsOfTwoWidthsAreRefused()
    {
        string path = Path.Combine(_folder, "w.parquet");
        using (var database = new DuckDatabase())
        {
            database.WriteFile(path, "SELECT 'a' AS record, [1::FLOAT] AS embedding UNION ALL SELECT 'b', [1::FLOAT, 2::FLOAT]");
        }

        Should.Throw<ClefException>(() => EmbeddingTable.Read(path)).Message.ShouldContain("row");
        Should.Throw<ClefException>(() => new EmbeddingTable("record", ["a"], [null], 2, [1f]));
    }

    [Fact]
    public void CsvKeepsQuotesBreaksAndEmptyFields()
    {
        CsvTable table = CsvTable.Parse("t", "\uFEFFa,b\r\n\"x, \"\"y\"\"\",\r\n\"two\nlines\",2.5\n\n,NA");
        table.Columns.ShouldBe(["a", "b"]);
        table.Rows.Count.ShouldBe(3);
        table.Rows[0].ShouldBe(["x, \"y\"", ""]);
        table.Rows[1].ShouldBe(["two\nlines", "2.5"]);
        table.Number(1, table.Column("B")).ShouldBe(2.5);
        table.Number(2, 1).ShouldBeNull();
    }

    [Theory]
    [InlineData("a,b\n1\n", "line 2")]
    [InlineData("a,b\n\"1,2\n", "never closed")]
    [InlineData("", "header")]
    [InlineData("a,a\n1,2", "header")]
    public void BrokenCsvIsNamed(string text, string part) =>
        Should.Throw<ClefException>(() => CsvTable.Parse("broken.csv", text)).Message.ShouldContain(part);

    [Fact]
    public void AnyTextIsATableOrAClefException()
    {
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "ab,\"\n\r\t "[random.Next(8)]));
            try
            {
                CsvTable.Parse("fuzz", text).Rows.ShouldAllBe(r => r.Length > 0);
            }
            catch (ClefException)
            {
            }
        }
    }
}
