using System.Globalization;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>How a channel's physical values become a record's digital ones: digital = round(physical x gain) + baseline.</summary>
/// <param name="Gain">Digital units per physical unit, as the header states it.</param>
/// <param name="Baseline">The digital value of physical zero.</param>
internal sealed record WfdbWriteScale(double Gain, int Baseline)
{
    /// <summary>What is left of 32 bits once the largest digital value of 31 is added, rounded down.</summary>
    private const double LargestBaseline = 1e9;

    /// <summary>
    /// The scale of a channel: that of the source's header where it is a WFDB record too and its values fit; otherwise the one of the quantiser, with the
    /// shortest gain that reads back to the same physical values.
    /// </summary>
    public static WfdbWriteScale Of(Recording recording, int channel, (float Low, float High) extremes, WfdbSampleFormat format)
    {
        Recording source = recording is EditedRecording edited ? edited.Source : recording;
        if (source is WfdbRecording record && record.ScaleOf(channel) is { } own)
        {
            var kept = new WfdbWriteScale(own.Gain, own.Baseline);
            if (kept.Holds(extremes.Low, format) && kept.Holds(extremes.High, format))
            {
                return kept;
            }
        }

        Quantiser scale = Quantiser.For(recording, channel, extremes, format.Bits(), null, true, (value, _) => value);

        // The baseline is a whole number of 32 bits. Where a small range lies far from zero the gain is lowered until it fits; a step is then still below a
        // billionth of the values, finer than single precision tells them apart.
        double furthest = Math.Max(Math.Abs(scale.PhysicalMinimum), Math.Abs(scale.PhysicalMaximum));
        double gain = Shortest(Math.Min(1 / scale.Step, LargestBaseline / furthest), format.Bits() <= 16);
        double middle = (scale.PhysicalMinimum + scale.PhysicalMaximum) / 2;
        return new WfdbWriteScale(gain, (int)Math.Round(((scale.DigitalMinimum + (double)scale.DigitalMaximum) / 2) - (middle * gain)));
    }

    /// <summary>The digital value of a physical one, within the format's range; NaN becomes the format's "no sample".</summary>
    public int Digital(float value, int invalid) =>
        float.IsNaN(value) ? invalid : (int)Math.Clamp(Math.Round(value * Gain) + Baseline, invalid + 1L, -(invalid + 1L));

    /// <summary>
    /// The decimal of fewest digits that stands for a gain. Readers scale samples of up to 16 bits in single precision, so that a gain whose inverse is the
    /// same single-precision number gives the same values; wider ones go through double precision, where the gain must agree to 1e-13.
    /// </summary>
    private static double Shortest(double gain, bool narrow)
    {
        for (int digits = 1; digits < 17; digits++)
        {
            double shorter = double.Parse(gain.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (narrow ? (float)(1 / shorter) == (float)(1 / gain) : Math.Abs(shorter - gain) <= 1e-13 * Math.Abs(gain))
            {
                return shorter;
            }
        }

        return gain;
    }

    private bool Holds(float value, WfdbSampleFormat format)
    {
        double digital = Math.Round(value * Gain) + Baseline;
        return digital > format.Invalid() && digital < -format.Invalid();
    }
}
