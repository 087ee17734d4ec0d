using Clef.Core.DuckDb;
using Shouldly;

namespace Clef.Core.Tests.DuckDb;

public sealed class DuckDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-duck-").FullName;
    private readonly DuckDatabase _database = new(threads: 1);

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void ValuesReachAStatementAsParametersOnly()
    {
        _database.Execute("CREATE TABLE t (name VARCHAR)");
        string hostile = "x'); DROP TABLE t; --";
        _database.Execute("INSERT INTO t VALUES ($1)", hostile);
        using DuckResult result = _database.Query("SELECT name, length(name) FROM t WHERE name = $1", hostile);
        result.Next().ShouldBeTrue();
        result.Column(0).Text(0).ShouldBe(hostile);
        result.Column(1).Integer(0).ShouldBe(hostile.Length);
    }

    [Fact]
    public void EveryTypeSurvivesTheWayInAndOut()
    {
        var time = new DateTime(1969, 12, 31, 23, 59, 59, 250);
        using DuckResult result = _database.Query(
            "SELECT $1::VARCHAR, $2::BIGINT, $3::DOUBLE, $4::BOOLEAN, $5::TIMESTAMP, $6::DATE, $7::VARCHAR, sum(x)::HUGEINT, 12.345::DECIMAL(8,3) FROM range(3) r(x)",
            "longer than the twelve bytes in place: é", -5L, double.NaN, true, time, new DateOnly(1900, 2, 28), null);
        result.Next().ShouldBeTrue();
        result.Column(0).Text(0).ShouldBe("longer than the twelve bytes in place: é");
        result.Column(1).Integer(0).ShouldBe(-5);
        result.Column(2).Number(0).ShouldBe(double.NaN);
        result.Column(3).Integer(0).ShouldBe(1);
        result.Column(4).Time(0).ShouldBe(time);
        result.Column(5).Time(0).ShouldBe(new DateTime(1900, 2, 28));
        result.Column(6).IsNull(0).ShouldBeTrue();
        result.Column(6).Text(0).ShouldBeNull();
        result.Column(7).Integer(0).ShouldBe(3);
        result.Column(8).Number(0).ShouldBe(12.345);
        result.Next().ShouldBeFalse();
    }

    [Fact]
    public void AppenderAndChunksAgreeOverManyChunks()
    {
        const int Rows = 10_001;
        _database.Execute("CREATE TABLE t (i BIGINT, d DOUBLE, s VARCHAR, f FLOAT[], moment TIMESTAMP, small INTEGER, yes BOOLEAN, day DATE)");
        using (DuckAppender appender = _database.Append("t"))
        {
            for (int i = 0; i < Rows; i++)
            {
                appender.Add(i % 7 == 0 ? null : (long?)i).Add((double?)(i * 0.5)).Add(i % 5 == 0 ? null : $"row {i} {new string('x', i % 40)}")
                    .Add(Enumerable.Range(0, i % 4).Select(k => i + (k / 10f)).ToArray().AsSpan()).Add((DateTime?)DateTime.UnixEpoch.AddSeconds(i))
                    .Add((long?)i).Add((bool?)(i % 2 == 0)).Add((DateOnly?)new DateOnly(2000, 1, 1).AddDays(i));
            }

            appender.Close();
        }

        using DuckResult result = _database.Query("SELECT * FROM t ORDER BY small");
        int row = 0;
        while (result.Next())
        {
            ReadOnlySpan<double> halves = result.Column(1).Values<double>();
            for (int k = 0; k < result.Count; k++, row++)
            {
                result.Column(0).Integer(k).ShouldBe(row % 7 == 0 ? null : (long?)row);
                halves[k].ShouldBe(row * 0.5);
                result.Column(2).Text(k).ShouldBe(row % 5 == 0 ? null : $"row {row} {new string('x', row % 40)}");
                result.Column(3).Items<float>(k).ToArray().ShouldBe(Enumerable.Range(0, row % 4).Select(n => row + (n / 10f)));
                result.Column(4).Time(k).ShouldBe(DateTime.UnixEpoch.AddSeconds(row));
                result.Column(6).Integer(k).ShouldBe(row % 2 == 0 ? 1 : 0);
                result.Column(7).Time(k).ShouldBe(new DateTime(2000, 1, 1).AddDays(row));
            }
        }

        row.ShouldBe(Rows);
    }

    [Fact]
    public void FailuresAreClefExceptionsWithDuckDbsWords()
    {
        Should.Throw<ClefException>(() => _database.Execute("SELEC 1")).Message.ShouldContain("syntax error");
        Should.Throw<ClefException>(() => _database.Query("SELECT * FROM nowhere")).Message.ShouldContain("nowhere");
        Should.Throw<ClefException>(() => _database.Execute("SELECT $1", 1, 2)).Message.ShouldContain("expected 1");
        Should.Throw<ClefException>(() => _database.Append("nowhere"));
        Should.Throw<ClefException>(() =>
        {
            using DuckResult late = _database.Query("SELECT CASE WHEN x < 5000 THEN x ELSE error('late') END FROM range(9000) r(x)");
            while (late.Next())
            {
            }
        }).Message.ShouldContain("late");
        _database.Count("SELECT 42").ShouldBe(42);
    }

    [Theory]
    [InlineData("plain.parquet")]
    [InlineData("it's [odd] * name?.parquet")]
    [InlineData("plain.csv")]
    [InlineData("packed.csv.gz")]
    [InlineData("plain.tsv")]
    public void FilesAreWrittenWholeAndReadBack(string name)
    {
        string path = Path.Combine(_folder, name);
        for (int pass = 0; pass < 2; pass++)
        {
            _database.WriteFile(path, $"SELECT x AS number, 'a,\"' || chr(9) || x AS text FROM range({3 + pass}) r(x)");
        }

        _database.View("back", path);
        _database.ColumnNames(path).ShouldBe(["number", "text"]);
        using DuckResult result = _database.Query("SELECT number::BIGINT, text FROM back ORDER BY 1");
        result.Next().ShouldBeTrue();
        result.Count.ShouldBe(4);
        result.Column(1).Text(3).ShouldBe("a,\"\t3");
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFile()
    {
        string path = Path.Combine(_folder, "kept.csv");
        _database.WriteFile(path, "SELECT 1 AS a");
        Should.Throw<ClefException>(() => _database.WriteFile(path, "SELECT error('broken') FROM range(3)"));
        File.ReadAllText(path).ShouldBe("a\n1\n");
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void MissingAndForeignFilesAreNamed()
    {
        Should.Throw<ClefException>(() => DuckFiles.Source(Path.Combine(_folder, "none.parquet"))).Message.ShouldContain("none.parquet");
        string path = Path.Combine(_folder, "not.parquet");
        File.WriteAllText(path, "this is not parquet");
        Should.Throw<ClefException>(() => _database.View("v", path)).Message.ShouldContain("not.parquet");
    }
}
