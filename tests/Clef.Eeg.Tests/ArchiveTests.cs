using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Search;

namespace Clef.Eeg.Tests;

/// <summary>An archive on disk finds what the table in memory finds, also while it is appended to.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const int Width = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void It_finds_what_the_table_finds()
    {
        EmbeddingTable table = Table(0, 700);
        using var archive = new SessionArchive(Path.Combine(_folder, "a"));
        archive.Append(Table(0, 400)).ShouldBe(400);
        archive.Append(table).ShouldBe(300);
        archive.Count.ShouldBe(700);
        var index = new SessionIndex(table);
        for (int i = 0; i < 20; i++)
        {
            IReadOnlyList<SearchHit> expected = index.Nearest(table.Row(i * 30), 7), found = archive.Nearest(table.Row(i * 30), 7);
            found.Select(h => (h.Session, h.Patient)).ShouldBe(expected.Select(h => (h.Session, h.Patient)));
            found.Zip(expected).ShouldAllBe(p => Math.Abs(p.First.Cosine - p.Second.Cosine) < 1e-5);
        }

        archive.Like("s33", 5).Select(h => h.Session).ShouldBe(index.Like("s33", 5).Select(h => h.Session));
        Should.Throw<ClefException>(() => archive.Like("none", 5)).Field.ShouldBe("session");
    }

    [Fact]
    public void Searches_go_on_while_sessions_are_appended()
    {
        using var archive = new SessionArchive(Path.Combine(_folder, "a"));
        archive.Append(Table(0, 50));
        EmbeddingTable first = Table(0, 50);
        bool done = false;
        Parallel.Invoke(
            () =>
            {
                for (int i = 1; i < 30; i++)
                {
                    archive.Append(Table(i * 50, 50));
                }

                Volatile.Write(ref done, true);
            },
            () =>
            {
                do
                {
                    archive.Nearest(first.Row(17), 1)[0].Session.ShouldBe("s17");
                }
                while (!Volatile.Read(ref done));
            });
        archive.Count.ShouldBe(1500);
    }

    /// <summary>Made sessions from a number on; every third has no patient.</summary>
    private static EmbeddingTable Table(int from, int count)
    {
        var values = new float[count * Width];
        for (int i = 0; i < count; i++)
        {
            var random = new CounterRandom((ulong)(from + i) + 1);
            for (int j = 0; j < Width; j++)
            {
                values[(i * Width) + j] = (float)random.Normal(0, 1);
            }
        }

        return new EmbeddingTable("session", [.. Enumerable.Range(from, count).Select(i => $"s{i}")], [.. Enumerable.Range(from, count).Select(i => i % 3 == 0 ? null : $"p{i % 7}")], Width, values);
    }
}
