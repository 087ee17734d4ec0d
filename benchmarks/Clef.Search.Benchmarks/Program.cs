using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Clef.Core;
using Clef.Core.Search;

// Exact search over an archive of the size of the EEG paper's: 260,000 vectors of 512 numbers, on one thread, beside comparing all in f32.
// usage: Clef.Search.Benchmarks [--vectors 260000] [--width 512] [--queries 50] [--commit COMMIT] [--out FILE.md]
string[] names = ["--vectors", "--width", "--queries", "--commit", "--out"];
if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Except(names).FirstOrDefault() is not null)
{
    Console.Error.WriteLine($"{string.Join(' ', args)}: expected {string.Join(", ", names)}, each with its value");
    return 2;
}

int vectors = Option("--vectors", 260_000), width = Option("--width", 512), queries = Option("--queries", 50);
string folder = Directory.CreateTempSubdirectory("clef-search-").FullName;
try
{
    // Vectors of 300 clusters, as an archive's are: a centre and as much of the vector's own.
    float[][] centres = Enumerable.Range(0, 300).Select(c => Normal(new CounterRandom(1).Fork((ulong)c))).ToArray();
    float[] Vector(int i)
    {
        CounterRandom random = new CounterRandom(2).Fork((ulong)i);
        float[] vector = Normal(random);
        TensorPrimitives.Add(vector, centres[random.Index(centres.Length)], vector);
        return vector;
    }

    using var index = new VectorIndex(folder);
    var all = new float[(long)vectors * width];
    foreach (int[] chunk in Enumerable.Range(0, vectors).Chunk(65_536))
    {
        var rows = new (string Id, ReadOnlyMemory<float> Vector)[chunk.Length];
        Parallel.For(0, chunk.Length, k =>
        {
            float[] vector = Vector(chunk[k]);
            rows[k] = (chunk[k].ToString(CultureInfo.InvariantCulture), vector);
            Span<float> unit = all.AsSpan(chunk[k] * width, width);
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), unit);
        });
        index.Append(rows);
    }

    var clef = new List<double>();
    var plain = new List<double>();
    int wrong = 0;
    var scores = new float[vectors];
    for (int q = -3; q < queries; q++)
    {
        float[] query = Vector(vectors + q + 3);
        TensorPrimitives.Divide(query, TensorPrimitives.Norm<float>(query), query);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<SearchHit> hits = index.Search(query, 10);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < vectors; i++)
        {
            scores[i] = TensorPrimitives.Dot(all.AsSpan(i * width, width), query);
        }

        var heap = new PriorityQueue<int, float>();
        for (int i = 0; i < vectors; i++)
        {
            if (heap.Count < 10)
            {
                heap.Enqueue(i, scores[i]);
            }
            else if (heap.TryPeek(out _, out float least) && scores[i] > least)
            {
                heap.EnqueueDequeue(i, scores[i]);
            }
        }

        double plainSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int[] order = Enumerable.Range(0, vectors).ToArray();
        Array.Sort((float[])scores.Clone(), order);
        if (q < 0)
        {
            continue; // warm-up
        }

        clef.Add(seconds);
        plain.Add(plainSeconds);
        wrong += hits.Select((h, rank) => Math.Abs(h.Similarity - scores[order[^(rank + 1)]]) > 2e-6 ? 1 : 0).Sum();
    }

    clef.Sort();
    plain.Sort();
    var text = new StringBuilder();
    text.Append(CultureInfo.InvariantCulture, $"# Exact search over {vectors} vectors of {width} numbers\n\n");
    string given = string.Join(' ', args.TakeWhile(a => a is not ("--out" or "--commit")));
    string cores = Environment.ProcessorCount == 1 ? "1 core" : $"{Environment.ProcessorCount} cores, of which one is used";
    text.Append(CultureInfo.InvariantCulture, $"`dotnet run -c Release --project benchmarks/Clef.Search.Benchmarks -- {given}`, commit {Word("--commit")}; ");
    text.Append(CultureInfo.InvariantCulture, $"{cores}, {queries} queries for the ten nearest after three that warm up. ");
    text.Append("The vectors are made: 300 random clusters, a vector being its cluster's centre and as much noise of its own (seeds 1 and 2). "
        + "Similarities are compared with those of the same search in single precision.\n\n");
    text.Append("| | median, ms | 95th percentile, ms |\n|---|---:|---:|\n");
    text.Append(CultureInfo.InvariantCulture,
        $"| Clef, codes of 8 bits with exact rescoring | {1000 * clef[clef.Count / 2]:F1} | {1000 * clef[clef.Count * 95 / 100]:F1} |\n");
    text.Append(CultureInfo.InvariantCulture,
        $"| comparing all in f32 with SIMD | {1000 * plain[plain.Count / 2]:F1} | {1000 * plain[plain.Count * 95 / 100]:F1} |\n\n");
    text.Append(CultureInfo.InvariantCulture, $"Wrong answers among {10 * queries}: {wrong} (recall {1 - (wrong / (10.0 * queries)):F4}).\n");
    Console.Write(text);
    if (Array.IndexOf(args, "--out") is >= 0 and int at)
    {
        AtomicFile.WriteText(args[at + 1], text.ToString());
    }
}
finally
{
    Directory.Delete(folder, true);
}

return 0;

string Word(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : "not stated";

int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and int at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

float[] Normal(CounterRandom random)
{
    var values = new float[width];
    random.FillNormal(values);
    return values;
}
