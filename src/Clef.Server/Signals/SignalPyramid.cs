using System.Runtime.InteropServices;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>The extremes of a long recording at many scales, memory-mapped, so that any span is drawn from a few thousand numbers.</summary>
internal sealed class SignalPyramid : IDisposable
{
    private readonly PyramidPlan _plan;
    private readonly IReadOnlyList<Channel> _channels;
    private readonly MappedByteSource _file;

    private SignalPyramid(PyramidPlan plan, IReadOnlyList<Channel> channels, MappedByteSource file) => (_plan, _channels, _file) = (plan, channels, file);

    /// <summary>Opens a pyramid that was made; null where its length is not that of this recording.</summary>
    public static SignalPyramid? TryOpen(string path, Recording recording)
    {
        var plan = new PyramidPlan(recording.Channels);
        if (!File.Exists(path) || new FileInfo(path).Length != plan.Length)
        {
            return null;
        }

        return new SignalPyramid(plan, recording.Channels, new MappedByteSource(path));
    }

    /// <summary>
    /// The least and greatest of each column. Columns are made of whole buckets: those of the highest level of which at least four fall on a column, so that
    /// an edge is off by at most a quarter of a column, where the lowest level is not too coarse for that.
    /// </summary>
    public SignalTrace Read(int channel, double from, double seconds, int columns)
    {
        Channel facts = _channels[channel];
        double perColumn = seconds * facts.SampleRate / columns;
        int level = 0;
        while (level + 1 < _plan.Levels(channel) && _plan.Samples(level + 1) * 4 <= perColumn)
        {
            level++;
        }

        long size = _plan.Samples(level), count = _plan.Count(channel, level);
        double first = from * facts.SampleRate / size;
        var extremes = new float[columns * 2];
        for (int c = 0; c < columns; c++)
        {
            long begin = (long)Math.Round(first + (c * perColumn / size)), end = Math.Max(begin + 1, (long)Math.Round(first + ((c + 1) * perColumn / size)));
            (begin, end) = (Math.Min(begin, count), Math.Min(end, count));
            ReadOnlySpan<float> buckets = MemoryMarshal.Cast<byte, float>(_file.Slice(_plan.Offset(channel, level) + (begin * PyramidPlan.BucketBytes),
                (int)(end - begin) * PyramidPlan.BucketBytes));
            (extremes[2 * c], extremes[(2 * c) + 1]) = SignalTrace.Extremes(buckets);
        }

        double? factor = VoltageUnit.Microvolts(facts.Unit);
        if (factor is { } microvolts && microvolts != 1)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(extremes, (float)microvolts, extremes);
        }

        return new SignalTrace(facts.Label, factor is null ? facts.Unit : "uV", columns / seconds, extremes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
