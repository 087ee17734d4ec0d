using Clef.Core;

namespace Clef.Signals.Preparation;

/// <summary>A session as the model sees it: levels over channel, frequency and time, and a mask that says which of them are real.</summary>
public sealed class SessionSpectrogram
{
    /// <summary>The byte that stands for no value; 1 to 255 stand for the clip's lower to upper end, 128 for 0 dB.</summary>
    public const byte NoValue = 0;

    private const float HalfSteps = 127;
    private const float Middle = 128;

    internal SessionSpectrogram(
        IReadOnlyList<string> channels,
        IReadOnlyList<double> frequencies,
        int frames,
        double hopSeconds,
        double clipDecibels,
        float[] values,
        bool[] valid,
        IReadOnlyList<ChannelAccount> accounts)
    {
        Channels = channels;
        Frequencies = frequencies;
        Frames = frames;
        HopSeconds = hopSeconds;
        ClipDecibels = clipDecibels;
        Values = values;
        Valid = valid;
        Accounts = accounts;
    }

    /// <summary>Channel names, in the model's order.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>Frequencies in hertz.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    /// <summary>Number of frames in time.</summary>
    public int Frames { get; }

    /// <summary>Seconds from one frame to the next; frame t is centred t times this after the session's start.</summary>
    public double HopSeconds { get; }

    /// <summary>The level, in dB, that 1 stands for.</summary>
    public double ClipDecibels { get; }

    /// <summary>Levels over the clip, -1 to 1, (channel, frequency, time); 0 where not valid.</summary>
    public float[] Values { get; }

    /// <summary>(channel, time): false where the channel is missing or too much of the frame's window was not recorded.</summary>
    public bool[] Valid { get; }

    /// <summary>What was done to each channel; empty for a spectrogram read from bytes.</summary>
    public IReadOnlyList<ChannelAccount> Accounts { get; }

    /// <summary>The values in 8 bits, (channel, frequency, time): one step is the clip over 127, 0.31 dB for 40 dB; what is not valid is <see cref="NoValue"/>.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Values.Length];
        for (int channel = 0, at = 0; channel < Channels.Count; channel++)
        {
            for (int bin = 0; bin < Frequencies.Count; bin++)
            {
                for (int frame = 0; frame < Frames; frame++, at++)
                {
                    bytes[at] = Valid[(channel * Frames) + frame] ? (byte)MathF.Round((Values[at] * HalfSteps) + Middle) : NoValue;
                }
            }
        }

        return bytes;
    }

    /// <summary>The spectrogram that <see cref="ToBytes"/> stored, to half a step.</summary>
    /// <exception cref="ClefException">The number of bytes does not fit.</exception>
    public static SessionSpectrogram FromBytes(
        ReadOnlySpan<byte> bytes, IReadOnlyList<string> channels, IReadOnlyList<double> frequencies, int frames, double hopSeconds, double clipDecibels)
    {
        long expected = (long)channels.Count * frequencies.Count * frames;
        if (frames < 0 || bytes.Length != expected)
        {
            throw new ClefException("spectrogram", "bytes", bytes.Length, $"{channels.Count} x {frequencies.Count} x {frames}");
        }

        var values = new float[bytes.Length];
        var valid = new bool[channels.Count * frames];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != NoValue)
            {
                values[i] = (bytes[i] - Middle) / HalfSteps;
                valid[(i / (frequencies.Count * frames) * frames) + (i % frames)] = true;
            }
        }

        return new SessionSpectrogram(channels, frequencies, frames, hopSeconds, clipDecibels, values, valid, []);
    }

    /// <summary>The same session with more frames, those added being not valid: for batches of one length.</summary>
    /// <exception cref="ClefException">There are more frames already.</exception>
    public SessionSpectrogram PaddedTo(int frames)
    {
        if (frames < Frames)
        {
            throw new ClefException("spectrogram", "frames", frames, $"at least {Frames}");
        }

        var values = new float[(long)Channels.Count * Frequencies.Count * frames];
        var valid = new bool[Channels.Count * frames];
        for (int row = 0; row < Channels.Count * Frequencies.Count; row++)
        {
            Values.AsSpan(row * Frames, Frames).CopyTo(values.AsSpan(row * frames));
        }

        for (int channel = 0; channel < Channels.Count; channel++)
        {
            Valid.AsSpan(channel * Frames, Frames).CopyTo(valid.AsSpan(channel * frames));
        }

        return new SessionSpectrogram(Channels, Frequencies, frames, HopSeconds, ClipDecibels, values, valid, Accounts);
    }
}
