namespace Clef.Core;

/// <summary>
/// A counter-based random stream: draw number <c>n</c> is a fixed mixing of (key, n), so a stream needs no history and any part of a
/// simulation can open its own by name. What one part draws never shifts what another sees, whatever the order or the thread.
/// The mixing is that of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Not for cryptography. An instance belongs to one thread.
/// </summary>
public sealed class CounterRandom
{
    // The odd constant nearest 2^64 / golden ratio, from the same paper.
    private const ulong Step = 0x9E3779B97F4A7C15;
    private readonly ulong _key;
    private ulong _count;

    /// <summary>Opens the stream of a seed.</summary>
    public CounterRandom(ulong seed) => _key = Mix(seed + Step);

    private CounterRandom(ulong key, bool _) => _key = key;

    /// <summary>Opens the stream named <paramref name="name"/> below this one; it depends on this stream's key, not on what was drawn from it.</summary>
    public CounterRandom Fork(string name)
    {
        ulong hash = 0xCBF29CE484222325; // FNV-1a
        foreach (char c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return new CounterRandom(Mix(_key ^ Mix(hash)), true);
    }

    /// <summary>Opens the numbered stream below this one.</summary>
    public CounterRandom Fork(ulong number) => new(Mix(_key + (Mix(number + Step) | 1)), true);

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_key + (++_count * Step));

    /// <summary>Uniform in (0, 1), never 0 and never 1, in steps of 2^-53.</summary>
    public double NextUniform() => ((NextBits() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Uniform between two limits.</summary>
    public double Uniform(double from, double to) => from + ((to - from) * NextUniform());

    /// <summary>Uniform among 0 ... <paramref name="count"/> - 1.</summary>
    public int Index(int count) => (int)Math.Min(count - 1, (long)(NextUniform() * count));

    /// <summary>One element of a list, all alike in probability.</summary>
    public T Pick<T>(IReadOnlyList<T> list) => list[Index(list.Count)];

    /// <summary>An index drawn with the given non-negative weights, which need not sum to one.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double w in weights)
        {
            total += w;
        }

        double at = NextUniform() * total;
        for (int i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>True with probability <paramref name="p"/>.</summary>
    public bool Chance(double p) => NextUniform() < p;

    /// <summary>A normal deviate.</summary>
    public double Normal(double mean = 0, double deviation = 1) => mean + (deviation * NormalQuantile.Of(NextUniform()));

    /// <summary>A normal deviate held within limits.</summary>
    public double Normal(double mean, double deviation, double minimum, double maximum) =>
        Math.Clamp(Normal(mean, deviation), minimum, maximum);

    /// <summary>A log-normal deviate: its median and the standard deviation of its natural logarithm.</summary>
    public double LogNormal(double median, double logDeviation) => median * Math.Exp(Normal(0, logDeviation));

    /// <summary>An exponential deviate with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(NextUniform());

    /// <summary>A Poisson count (by waiting times; meant for means below a few hundred).</summary>
    public int Poisson(double mean)
    {
        int count = 0;
        for (double sum = Exponential(1); sum < mean; sum += Exponential(1))
        {
            count++;
        }

        return count;
    }

    /// <summary>Fills a span with independent standard normal deviates, two from each 64 bits.</summary>
    public void FillNormal(Span<float> destination)
    {
        const double Scale = 1.0 / (1UL << 32);
        int i = 0;
        for (; i + 1 < destination.Length; i += 2)
        {
            ulong bits = NextBits();
            destination[i] = (float)NormalQuantile.Of(((uint)bits + 0.5) * Scale);
            destination[i + 1] = (float)NormalQuantile.Of(((bits >> 32) + 0.5) * Scale);
        }

        if (i < destination.Length)
        {
            destination[i] = (float)Normal();
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
