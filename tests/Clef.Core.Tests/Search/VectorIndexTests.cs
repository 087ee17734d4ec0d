using Clef.Core.Search;

namespace Clef.Core.Tests.Search;

public sealed class VectorIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-index-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    public static TheoryData<string, int> Kinds() => new()
    {
        { "gaussian", 512 }, { "gaussian", 7 }, { "clustered", 64 }, { "spiky", 130 }, { "duplicates", 33 }, { "one dimension", 1 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_search_finds_exactly_what_comparing_all_finds(string kind, int width)
    {
        (string Id, float[] Vector)[] rows = Rows(kind, width, 3000);
        using var index = new VectorIndex(_folder);
        foreach ((string, float[])[] shard in rows.Chunk(1100))
        {
            index.Append(shard.Select(r => (r.Item1, (ReadOnlyMemory<float>)r.Item2)).ToArray());
        }

        index.Count.ShouldBe(3000);
        foreach (float[] query in Rows(kind, width, 20, seed: 99).Select(r => r.Vector).Append(rows[17].Vector))
        {
            foreach (int count in new[] { 1, 10, 100 })
            {
                SearchHit[] expected = rows.Select(r => new SearchHit(r.Id, (float)Cosine(r.Vector, query))).OrderByDescending(h => h.Similarity).Take(count).ToArray();
                foreach (ShortDot.Instructions instructions in Enum.GetValues<ShortDot.Instructions>().Where(i => i <= ShortDot.Best))
                {
                    IReadOnlyList<SearchHit> found = index.Search(query, count, null, instructions);
                    found.Count.ShouldBe(count);
                    for (int i = 0; i < count; i++)
                    {
                        // Equal cosines may come in another order; the cosines themselves may not differ.
                        found[i].Similarity.ShouldBe(expected[i].Similarity, 2e-6f);
                        Cosine(rows[int.Parse(found[i].Id)].Vector, query).ShouldBe(found[i].Similarity, 2e-6);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_filter_leaves_out_by_identifier()
    {
        (string Id, float[] Vector)[] rows = Rows("gaussian", 16, 200);
        using var index = new VectorIndex(_folder);
        index.Append(rows.Select(r => (r.Id, (ReadOnlyMemory<float>)r.Vector)).ToArray());
        IReadOnlyList<SearchHit> found = index.Search(rows[4].Vector, 5, id => id != "4" && int.Parse(id) % 2 == 0);
        found.Select(h => int.Parse(h.Id)).ShouldAllBe(id => id != 4 && id % 2 == 0);
        double best = rows.Where((_, i) => i != 4 && i % 2 == 0).Max(r => Cosine(r.Vector, rows[4].Vector));
        found[0].Similarity.ShouldBe((float)best, 2e-6f);
    }

    [Fact]
    public async Task Searches_go_on_while_shards_are_appended()
    {
        (string Id, float[] Vector)[] rows = Rows("gaussian", 32, 2000);
        using var index = new VectorIndex(_folder);
        index.Append([(rows[0].Id, rows[0].Vector)]);
        Task append = Task.Run(() =>
        {
            foreach ((string, float[])[] shard in rows.Skip(1).Chunk(100))
            {
                index.Append(shard.Select(r => (r.Item1, (ReadOnlyMemory<float>)r.Item2)).ToArray());
            }
        });
        long seen = 0;
        while (!append.IsCompleted)
        {
            index.Search(rows[0].Vector, 3)[0].Id.ShouldBe("0");
            long count = index.Count;
            count.ShouldBeGreaterThanOrEqualTo(seen);
            seen = count;
        }

        await append;
        index.Count.ShouldBe(2000);
        index.Search(rows[1999].Vector, 1)[0].Id.ShouldBe("1999");
    }

    [Fact]
    public void An_index_is_found_again_and_a_broken_shard_is_refused_by_name()
    {
        using (var index = new VectorIndex(_folder))
        {
            index.Append([("sitzung-ä", new float[] { 3, 4 })]);
        }

        using (var again = new VectorIndex(_folder))
        {
            again.Search([6, 8], 1)[0].ShouldBe(new SearchHit("sitzung-ä", 1));
        }

        string shard = Directory.GetFiles(_folder).Single();
        byte[] bytes = File.ReadAllBytes(shard);
        File.WriteAllBytes(shard, bytes[..^1]);
        Should.Throw<ClefException>(() => new VectorIndex(_folder)).Message.ShouldContain("shard-000000");
        bytes[12] = 200; // a header that claims more vectors than there are
        File.WriteAllBytes(shard, bytes);
        Should.Throw<ClefException>(() => new VectorIndex(_folder));
        File.WriteAllBytes(shard, new byte[10]);
        Should.Throw<ClefException>(() => new VectorIndex(_folder));
    }

    [Fact]
    public void Wrong_vectors_and_queries_are_refused()
    {
        using var index = new VectorIndex(_folder);
        index.Search([1, 2], 3).ShouldBeEmpty();
        index.Append([("a", new float[] { 1, 0 }), ("zero", new float[] { 0, 0 })]);
        Should.Throw<ClefException>(() => index.Append([("b", new float[] { 1, 2, 3 })])).Message.ShouldContain("'b'");
        Should.Throw<ClefException>(() => index.Append([("c", new float[] { float.NaN, 1 })])).Message.ShouldContain("'c'");
        Should.Throw<ClefException>(() => index.Search([0, 0], 1));
        Should.Throw<ClefException>(() => index.Search([1, 2, 3], 1));
        index.Search([0, 1], 2)[1].Similarity.ShouldBe(0);
    }

    private static (string Id, float[] Vector)[] Rows(string kind, int width, int count, ulong seed = 1)
    {
        CounterRandom random = new CounterRandom(seed).Fork(kind);
        float[] centre = Enumerable.Range(0, width).Select(_ => (float)random.Normal()).ToArray();
        return Enumerable.Range(0, count).Select(i => (i.ToString(), Enumerable.Range(0, width).Select(j => kind switch
        {
            "clustered" => centre[j] + (float)random.Normal(0, 0.01),
            "spiky" => j == i % width ? 1000 : (float)random.Normal(),
            "duplicates" => MathF.Sin((i % 10) + j + 0.1f),
            _ => (float)random.Normal(),
        }).ToArray())).ToArray();
    }

    private static double Cosine(float[] a, float[] b)
    {
        double dot = 0, left = 0, right = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return left == 0 || right == 0 ? 0 : dot / Math.Sqrt(left * right);
    }
}
