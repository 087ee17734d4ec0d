using Clef.Core;

namespace Clef.Signals.Recordings;

/// <summary>
/// One recording: channels with their own rates, annotations, and facts. Opening reads the header only; samples are read on demand,
/// planar and in each channel's physical unit. A time that was not recorded reads as NaN, so that gaps stay visible.
/// Reading is safe from several threads.
/// </summary>
public abstract class Recording : IDisposable
{
    /// <summary>The file's name for messages and tables.</summary>
    public required string Name { get; init; }

    /// <summary>The format as its standard calls it: <c>EDF+C</c>, <c>WFDB</c>, <c>SCP-ECG</c>, ...</summary>
    public required string Format { get; init; }

    /// <summary>The signals, in file order; annotation and status channels are not among them.</summary>
    public required IReadOnlyList<Channel> Channels { get; init; }

    /// <summary>What the file says of the person; kept apart because de-identification touches it.</summary>
    public Subject Subject { get; init; } = Subject.Unknown;

    /// <summary>When the first sample was taken, in the recorder's local time; null where the file does not say.</summary>
    public DateTime? Start { get; init; }

    /// <summary>Length from the first sample to the end of the last, gaps included, in seconds.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Spans in which nothing was recorded on any channel, in ascending order.</summary>
    public IReadOnlyList<TimeSpanSeconds> Gaps { get; init; } = [];

    /// <summary>Each departure from the format's standard that reading tolerated.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];

    /// <summary>Events and marks, in time order; read when first asked for.</summary>
    public abstract IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>Reads consecutive samples of one channel in its physical unit.</summary>
    /// <param name="channel">Index into <see cref="Channels"/>.</param>
    /// <param name="firstSample">Index of the first sample at the channel's own rate, 0 at the start of the recording.</param>
    /// <param name="destination">Receives the samples; positions outside the recording or inside a gap receive NaN.</param>
    public abstract void Read(int channel, long firstSample, Span<float> destination);

    /// <summary>Reads a span of time of several channels; row i has the samples of <c>channels[i]</c> at its own rate.</summary>
    /// <param name="channels">Indices into <see cref="Channels"/>.</param>
    /// <param name="fromSeconds">Start of the span, rounded to the nearest sample of each channel.</param>
    /// <param name="seconds">Length of the span.</param>
    public float[][] Read(IReadOnlyList<int> channels, double fromSeconds, double seconds)
    {
        var planes = new float[channels.Count][];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = Allocate(Math.Max(0, Math.Round(seconds * Channels[channels[i]].SampleRate)));
        }

        Read(channels, fromSeconds, planes);
        return planes;
    }

    /// <summary>Reads spans of several channels that start at one time into arrays of the caller; each array is filled wholly.</summary>
    /// <param name="channels">Indices into <see cref="Channels"/>.</param>
    /// <param name="fromSeconds">Start of the spans, rounded to the nearest sample of each channel.</param>
    /// <param name="planes">One array for each of <paramref name="channels"/>.</param>
    public void Read(IReadOnlyList<int> channels, double fromSeconds, float[][] planes)
    {
        var first = new long[channels.Count];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = (long)Math.Clamp(Math.Round(fromSeconds * Channels[channels[i]].SampleRate), -1e18, 1e18);
        }

        ReadPlanes(channels, first, planes);
    }

    /// <summary>Reads the whole of one channel.</summary>
    public float[] ReadAll(int channel)
    {
        float[] samples = Allocate(Channels[channel].SampleCount);
        Read(channel, 0, samples);
        return samples;
    }

    /// <summary>Fills each array from the given sample of its channel; formats that can do several channels in one pass override it.</summary>
    protected virtual void ReadPlanes(IReadOnlyList<int> channels, ReadOnlySpan<long> firstSamples, float[][] planes)
    {
        for (int i = 0; i < planes.Length; i++)
        {
            Read(channels[i], firstSamples[i], planes[i]);
        }
    }

    /// <summary>An array whose every element will be written. A length beyond what an array can have is the caller's to split.</summary>
    private float[] Allocate(double length) =>
        length <= Array.MaxLength
            ? GC.AllocateUninitializedArray<float>((int)length)
            : throw new ClefException(Name, "samples of one read", length, $"at most {Array.MaxLength}; read it in spans");

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the recording holds open.</summary>
    protected abstract void Dispose(bool disposing);
}
