using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>Writes the signal file of one stretch of a record, all signals interleaved by frames, and gathers what its header states of them.</summary>
internal sealed class WfdbSampleWriter(Recording recording, WfdbSampleFormat format, IReadOnlyList<WfdbWriteScale> scales, IReadOnlyList<int> perFrame)
{
    /// <summary>The first digital value of each signal.</summary>
    public int[] First { get; } = new int[scales.Count];

    /// <summary>The 16-bit sum of the digital values of each signal.</summary>
    public short[] Sums { get; } = new short[scales.Count];

    /// <summary>Writes the frames [<paramref name="from"/>, from + <paramref name="frames"/>).</summary>
    public void Write(Stream stream, long from, long frames)
    {
        const int BlockFrames = 1024; // even, so that pairs of format 212 do not cross blocks
        int frameSamples = perFrame.Sum();
        int invalid = (int)format.Invalid();
        for (long frame = 0; frame < frames; frame += BlockFrames)
        {
            int count = (int)Math.Min(BlockFrames, frames - frame);
            var block = new int[count * frameSamples];
            int offset = 0;
            for (int channel = 0; channel < perFrame.Count; channel++)
            {
                int n = perFrame[channel];
                var values = new float[count * n];
                recording.Read(channel, (from + frame) * n, values);
                for (int i = 0; i < values.Length; i++)
                {
                    int digital = scales[channel].Digital(values[i], invalid);
                    block[(i / n * frameSamples) + offset + (i % n)] = digital;
                    Sums[channel] = unchecked((short)(Sums[channel] + digital));
                    if (frame == 0 && i == 0)
                    {
                        First[channel] = digital;
                    }
                }

                offset += n;
            }

            stream.Write(Encode(block, format));
        }
    }

    private static byte[] Encode(int[] samples, WfdbSampleFormat format)
    {
        if (format == WfdbSampleFormat.Packed212)
        {
            var packed = new byte[(samples.Length * 3 + 1) / 2];
            for (int i = 0; i < samples.Length; i++)
            {
                int at = i / 2 * 3;
                if (i % 2 == 0)
                {
                    packed[at] = (byte)samples[i];
                    packed[at + 1] = (byte)((samples[i] >> 8) & 15);
                }
                else
                {
                    packed[at + 1] |= (byte)((samples[i] >> 8 & 15) << 4);
                    packed[at + 2] = (byte)samples[i];
                }
            }

            return packed;
        }

        int width = format.Bits() / 8;
        var bytes = new byte[samples.Length * width];
        for (int i = 0; i < samples.Length; i++)
        {
            for (int b = 0; b < width; b++)
            {
                bytes[i * width + b] = (byte)(samples[i] >> (8 * b));
            }
        }

        return bytes;
    }
}
