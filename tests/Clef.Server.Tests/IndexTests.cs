using Clef.Core;
using Clef.Server.Search;

namespace Clef.Server.Tests;

/// <summary>An index that is searched while it grows, and that forgets nothing.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Searches_while_appending_find_what_is_there()
    {
        const int count = 1500, width = 32;
        float[][] vectors = [.. Enumerable.Range(0, count).Select(i => Vector(i, width))];
        using var index = new LiveIndex(_folder.At("index"));
        index.Add("r0", vectors[0]);
        int added = 1;
        Parallel.Invoke(
            () =>
            {
                for (int i = 1; i < count; i++)
                {
                    index.Add($"r{i}", vectors[i]);
                    Volatile.Write(ref added, i + 1);
                }
            },
            () =>
            {
                int there = 0;
                while (there < count)
                {
                    there = Volatile.Read(ref added);
                    int wanted = there / 2;
                    // What was there before the search began is found, whatever comes in meanwhile.
                    index.Search(vectors[wanted], 1, null)[0].Id.ShouldBe($"r{wanted}");
                }
            });
        index.Count.ShouldBe(count);
        var best = index.Search(vectors[7], 5, "r7");
        best.ShouldNotContain(h => h.Id == "r7");
        int[] exact = [.. Enumerable.Range(0, count).Where(i => i != 7).OrderByDescending(i => Cosine(vectors[i], vectors[7])).Take(5)];
        best.Select(h => h.Id).ShouldBe(exact.Select(i => $"r{i}"));
    }

    [Fact]
    public void What_was_added_is_found_after_a_kill()
    {
        for (int round = 0; round < 3; round++)
        {
            var index = new LiveIndex(_folder.At("index")); // never disposed: as if killed
            index.Count.ShouldBe(round * 200);
            for (int i = 0; i < 200; i++)
            {
                index.Add($"r{(round * 200) + i}", Vector((round * 200) + i, 16));
            }
        }

        File.AppendAllText(_folder.At("index/pending.jsonl"), "{\"Id\":\"half\",\"Vec");
        using var after = new LiveIndex(_folder.At("index"));
        after.Count.ShouldBe(600);
        after.Vector("r599").ShouldNotBeNull();
        after.Vector("half").ShouldBeNull();
        after.Search(Vector(300, 16), 1, null)[0].Id.ShouldBe("r300");
        after.Sample(100).Count.ShouldBeInRange(60, 130);
    }

    [Fact]
    public void What_is_removed_is_found_no_more_and_leaves_the_files()
    {
        string folder = _folder.At("index");
        using (var index = new LiveIndex(folder))
        {
            for (int i = 0; i < 600; i++)
            {
                index.Add($"r{i}", Vector(i, 16)); // a shard of 512, and 88 that wait
            }

            long version = index.Version;
            index.Remove("r7");
            index.Remove("r8");
            index.Remove("r599");
            index.Remove("unknown");
            index.Count.ShouldBe(597);
            index.Version.ShouldNotBe(version);
            foreach (int gone in new[] { 7, 599 })
            {
                index.Search(Vector(gone, 16), 600, null).ShouldNotContain(h => h.Id == $"r{gone}");
                index.Vector($"r{gone}").ShouldBeNull();
            }

            index.Sample(1000).Count.ShouldBe(597);
            index.Add("r8", Vector(8, 16)); // uploaded and embedded again
            index.Search(Vector(8, 16), 1, null)[0].Id.ShouldBe("r8");
            index.Search(Vector(300, 16), 3, null, id => id.EndsWith('1')).ShouldAllBe(h => h.Id.EndsWith('1'));
        }

        using var again = new LiveIndex(folder);
        (again.Count, again.Vector("r7"), again.Vector("r599")).ShouldBe((598, null, null));
        again.Search(Vector(300, 16), 1, null)[0].Id.ShouldBe("r300");
        Directory.EnumerateFiles(folder).SelectMany(File.ReadAllBytes).ToArray().AsSpan().IndexOf("r599"u8).ShouldBe(-1);
        Directory.EnumerateFiles(folder).SelectMany(File.ReadAllBytes).ToArray().AsSpan().IndexOf("r301"u8).ShouldBeGreaterThan(0);
        File.Exists(_folder.At("index/removed.txt")).ShouldBeFalse();
        Directory.Exists(folder + ".old").ShouldBeFalse();
    }

    [Fact]
    public void What_is_embedded_anew_is_found_by_its_new_vector_only()
    {
        string folder = _folder.At("index");
        using (var index = new LiveIndex(folder))
        {
            for (int i = 0; i < 600; i++)
            {
                index.Add($"r{i}", Vector(i, 16)); // a shard of 512, and 88 that wait
            }

            long version = index.Version;
            index.Add("r7", [.. Vector(7, 16).Select(x => 3 * x)]); // the same direction: nothing is new
            (index.Version, index.Count).ShouldBe((version, 600));
            index.Add("r7", Vector(5007, 16));
            index.Add("r599", Vector(5599, 16));
            for (int i = 600; i < 1200; i++)
            {
                index.Add($"r{i}", Vector(i, 16)); // another shard, for which one that replaces does not count
            }

            Expect(index);
            index.Remove("r599");
            index.Add("r599", Vector(5599, 16));
        }

        for (int start = 0; start < 2; start++)
        {
            using var again = new LiveIndex(folder);
            Expect(again);
        }

        static void Expect(LiveIndex index)
        {
            index.Count.ShouldBe(1200);
            index.Sample(5000).Count.ShouldBe(1200);
            foreach (int id in new[] { 7, 599 })
            {
                index.Search(Vector(5000 + id, 16), 1, null)[0].Id.ShouldBe($"r{id}");
                index.Search(Vector(id, 16), 2000, null).Single(h => h.Id == $"r{id}").Similarity.ShouldBeLessThan(0.9f);
                Cosine(index.Vector($"r{id}")!, Vector(5000 + id, 16)).ShouldBe(1, 1e-5);
            }
        }
    }

    private static float[] Vector(int seed, int width)
    {
        var random = new CounterRandom((ulong)seed + 1);
        return [.. Enumerable.Range(0, width).Select(_ => (float)random.Normal(0, 1))];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
