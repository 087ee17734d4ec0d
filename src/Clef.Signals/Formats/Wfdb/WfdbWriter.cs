using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Writes a WFDB record: <c>name.hea</c>, <c>name.dat</c> and, where there are annotations, <c>name.atr</c>. Missing samples take the format's "no sample"
/// value. The header is written last, so that a record is there wholly or not at all.
/// </summary>
public static class WfdbWriter
{
    /// <summary>Writes a record; answers what had to be changed.</summary>
    /// <param name="headerPath">Path of the header, which ends in <c>.hea</c>; its name may have letters, digits, '_' and '-'.</param>
    /// <param name="recording">What to write.</param>
    /// <param name="options">How; format 16 where null.</param>
    /// <exception cref="ClefException">The name is not one of a record, or the rates are not multiples of the lowest.</exception>
    public static IReadOnlyList<Remark> Write(string headerPath, Recording recording, WfdbWriteOptions? options = null)
    {
        options ??= new WfdbWriteOptions();
        string name = Path.GetFileNameWithoutExtension(headerPath);
        if (Path.GetExtension(headerPath) != ".hea" || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ClefException(headerPath, "record name", name, "letters, digits, '_' and '-', and the ending .hea");
        }

        if (options.Format is not (WfdbSampleFormat.Integer16 or WfdbSampleFormat.Integer24 or WfdbSampleFormat.Integer32 or WfdbSampleFormat.Packed212))
        {
            throw new ClefException(headerPath, "format", (int)options.Format, "16, 24, 32 or 212");
        }

        IReadOnlyList<Channel> channels = recording.Channels;
        double rate = channels.Count == 0 ? WfdbHeader.DefaultRate : channels.Min(c => c.SampleRate);
        int[] perFrame = [.. channels.Select(c => PerFrame(recording, c, rate))];
        long frames = channels.Count == 0 ? 0 : channels.Select((c, i) => (c.SampleCount + perFrame[i] - 1) / perFrame[i]).Max();
        Quantiser[] scales = [.. channels.Select((_, i) => Quantiser.For(recording, i, options.Format.Bits(), null, true, (value, _) => value))];
        var first = new int[channels.Count];
        var sums = new short[channels.Count];
        string stem = headerPath[..^4];
        AtomicFile.Write(stem + ".dat", stream => WriteSamples(stream, recording, options.Format, scales, perFrame, frames, first, sums));
        var remarks = new List<Remark>();
        if (recording.Annotations.Count > 0)
        {
            byte[] marks = WfdbAnnotationWriter.Encode(recording, rate, remarks);
            AtomicFile.Write($"{stem}.{options.Annotator}", stream => stream.Write(marks));
        }

        var header = new StringBuilder();
        string start = recording.Start is { } time ? time.ToString(" HH:mm:ss.fff dd/MM/yyyy", CultureInfo.InvariantCulture) : "";
        header.Append(CultureInfo.InvariantCulture, $"{name} {channels.Count} {rate:R} {frames}{start}\n");
        for (int i = 0; i < channels.Count; i++)
        {
            // physical = (digital - baseline) / gain; the baseline is a whole number, so the scale is anchored there.
            string format = perFrame[i] == 1 ? $"{(int)options.Format}" : $"{(int)options.Format}x{perFrame[i]}";
            (double gain, int baseline) = GainOf(scales[i]);
            header.Append(CultureInfo.InvariantCulture,
                $"{name}.dat {format} {gain:R}({baseline})/{Unit(channels[i].Unit, remarks)} {options.Format.Bits()} 0 {first[i]} {sums[i]} 0 {Clean(channels[i].Label)}\n");
        }

        foreach (string comment in options.IncludeSubject ? Comments(recording.Subject) : [])
        {
            header.Append("# ").Append(comment).Append('\n');
        }

        AtomicFile.WriteText(headerPath, header.ToString());
        return remarks;
    }

    private static int PerFrame(Recording recording, Channel channel, double frameRate)
    {
        double ratio = channel.SampleRate / frameRate;
        return Math.Abs(ratio - Math.Round(ratio)) < 1e-9 * ratio && ratio <= WfdbLimits.SamplesPerFrame
            ? (int)Math.Round(ratio)
            : throw new ClefException(recording.Name, $"rate of {channel.Label}", channel.SampleRate, $"a multiple of the lowest rate, {frameRate}; resample first");
    }

    /// <summary>Gain and baseline of a scale; a baseline beyond the range of 32 bits cannot be stated.</summary>
    private static (double Gain, int Baseline) GainOf(Quantiser scale)
    {
        double gain = 1 / scale.Step;
        double baseline = Math.Round(scale.DigitalMinimum - scale.PhysicalMinimum * gain);
        return Math.Abs(baseline) < int.MaxValue
            ? (gain, (int)baseline)
            : throw new ClefException("WFDB", "baseline", baseline, "a value range that is not small beside its distance from zero; subtract an offset first");
    }

    private static void WriteSamples(
        Stream stream, Recording recording, WfdbSampleFormat format, Quantiser[] scales, int[] perFrame, long frames, int[] first, short[] sums)
    {
        const int BlockFrames = 1024; // even, so that pairs of format 212 do not cross blocks
        int frameSamples = perFrame.Sum();
        int invalid = (int)format.Invalid();
        (double Gain, int Baseline)[] gains = [.. scales.Select(GainOf)];
        for (long frame = 0; frame < frames; frame += BlockFrames)
        {
            int count = (int)Math.Min(BlockFrames, frames - frame);
            var block = new int[count * frameSamples];
            int offset = 0;
            for (int channel = 0; channel < perFrame.Length; channel++)
            {
                int n = perFrame[channel];
                var values = new float[count * n];
                recording.Read(channel, frame * n, values);
                for (int i = 0; i < values.Length; i++)
                {
                    int digital = float.IsNaN(values[i]) ? invalid
                        : (int)Math.Clamp(Math.Round(values[i] * gains[channel].Gain) + gains[channel].Baseline, invalid + 1L, -(invalid + 1L));
                    block[i / n * frameSamples + offset + i % n] = digital;
                    sums[channel] = unchecked((short)(sums[channel] + digital));
                    if (frame == 0 && i == 0)
                    {
                        first[channel] = digital;
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

    private static string Unit(string unit, List<Remark> remarks)
    {
        string clean = string.Concat(unit.Where(c => !char.IsWhiteSpace(c)));
        if (clean.Length == 0)
        {
            remarks.Add(new Remark("unit-unknown", "a channel without a unit was written with the unit 'NU'"));
            return "NU"; // the mark for "no units" in PhysioNet's records
        }

        return clean;
    }

    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private static IEnumerable<string> Comments(Subject subject)
    {
        string facts = string.Join("  ", new[]
        {
            subject.AgeYears is { } age ? $"<age>: {age.ToString(CultureInfo.InvariantCulture)}" : null,
            subject.Sex is { } sex ? $"<sex>: {sex}" : null,
        }.OfType<string>());
        return (facts.Length > 0 ? [facts] : Enumerable.Empty<string>()).Concat(subject.Notes?.Split('\n') ?? []);
    }
}
