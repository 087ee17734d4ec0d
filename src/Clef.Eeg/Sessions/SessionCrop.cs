using Clef.Core;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Sessions;

/// <summary>A span of a session as a network takes it.</summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Bins">Number of frequencies.</param>
/// <param name="Frames">Number of frames.</param>
/// <param name="Values">Levels over the clip, -1 to 1, (channel, frequency, time); 0 where not valid.</param>
/// <param name="Valid">1 where a frame of a channel is valid, else 0, (channel, time).</param>
public sealed record SessionCrop(int Channels, int Bins, int Frames, float[] Values, float[] Valid)
{
    /// <summary>The whole of a session in memory, with frames that are not valid after its end.</summary>
    /// <exception cref="ClefException">The session is longer.</exception>
    public static SessionCrop Of(SessionSpectrogram session, int frames)
    {
        SessionSpectrogram padded = session.PaddedTo(frames);
        return new SessionCrop(session.Channels.Count, session.Frequencies.Count, frames, padded.Values, [.. padded.Valid.Select(v => v ? 1f : 0f)]);
    }

    /// <summary>Decodes a span of the stored levels (<see cref="SessionSpectrogram.ToBytes"/>).</summary>
    internal static SessionCrop FromBytes(ReadOnlySpan<byte> levels, int channels, int bins, int stored, int first, int frames)
    {
        if (first < 0 || first > stored || frames < 1)
        {
            throw new ClefException("session", "span of frames", $"{first} + {frames}", $"a start within 0 to {stored} and at least one frame");
        }

        int count = Math.Min(frames, stored - first);
        var values = new float[channels * bins * frames];
        var valid = new float[channels * frames];
        for (int row = 0; row < channels * bins; row++)
        {
            ReadOnlySpan<byte> from = levels.Slice((row * stored) + first, count);
            Span<float> to = values.AsSpan(row * frames, count), mask = valid.AsSpan(row / bins * frames, count);
            for (int i = 0; i < from.Length; i++)
            {
                if (from[i] != SessionSpectrogram.NoValue)
                {
                    to[i] = (from[i] - 128) * (1 / 127f); // SessionSpectrogram.ToBytes: 128 is 0 dB, 127 steps to the clip
                    mask[i] = 1;
                }
            }
        }

        return new SessionCrop(channels, bins, frames, values, valid);
    }
}
