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

    private static float[] Vector(int seed, int width)
    {
        var random = new CounterRandom((ulong)seed + 1);
        return [.. Enumerable.Range(0, width).Select(_ => (float)random.Normal(0, 1))];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
