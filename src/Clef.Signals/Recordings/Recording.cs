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
    public virtual float[][] Read(IReadOnlyList<int> channels, double fromSeconds, double seconds)
    {
        var planes = new float[channels.Count][];
        for (int i = 0; i < planes.Length; i++)
        {
            Channel channel = Channels[channels[i]];
            long first = (long)Math.Round(fromSeconds * channel.SampleRate);
            planes[i] = new float[(int)Math.Min(Array.MaxLength, Math.Max(0, Math.Round(seconds * channel.SampleRate)))];
            Read(channels[i], first, planes[i]);
        }

        return planes;
    }

    /// <summary>Reads the whole of one channel.</summary>
    public float[] ReadAll(int channel)
    {
        var samples = new float[checked((int)Channels[channel].SampleCount)];
        Read(channel, 0, samples);
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the recording holds open.</summary>
    protected abstract void Dispose(bool disposing);
}
