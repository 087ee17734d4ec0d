using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>
/// Where the extremes of each channel lie in a pyramid's file: for each channel level after level, a bucket being the least and the greatest of some samples.
/// Buckets of the lowest level are a power of two of samples long, at least 128, and as long as keeps the whole below 128 MB; each level above joins four.
/// </summary>
internal sealed class PyramidPlan
{
    public const int HeaderBytes = 64, BucketBytes = 2 * sizeof(float), Join = 4;

    private const int LeastBase = 128, TopBuckets = 256;
    private const long MostBytes = 128L << 20;

    private readonly long[][] _offsets; // (channel, level)
    private readonly long[][] _counts;

    public PyramidPlan(IReadOnlyList<Channel> channels)
    {
        Base = LeastBase;
        while (channels.Sum(c => (double)c.SampleCount / Base) * BucketBytes * Join / (Join - 1) > MostBytes)
        {
            Base *= 2;
        }

        long at = HeaderBytes;
        _offsets = new long[channels.Count][];
        _counts = new long[channels.Count][];
        for (int c = 0; c < channels.Count; c++)
        {
            var offsets = new List<long>();
            var counts = new List<long>();
            for (long count = Up(channels[c].SampleCount, Base); ; count = Up(count, Join))
            {
                offsets.Add(at);
                counts.Add(count);
                at += count * BucketBytes;
                if (count <= TopBuckets)
                {
                    break;
                }
            }

            (_offsets[c], _counts[c]) = ([.. offsets], [.. counts]);
        }

        Length = at;
    }

    /// <summary>Samples in a bucket of the lowest level.</summary>
    public int Base { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Levels of a channel.</summary>
    public int Levels(int channel) => _offsets[channel].Length;

    /// <summary>Where a level begins.</summary>
    public long Offset(int channel, int level) => _offsets[channel][level];

    /// <summary>Buckets of a level.</summary>
    public long Count(int channel, int level) => _counts[channel][level];

    /// <summary>Samples in a bucket of a level.</summary>
    public long Samples(int level) => Base * (long)Math.Pow(Join, level);

    private static long Up(long value, long step) => (value + step - 1) / step;
}
