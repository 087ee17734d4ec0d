using System.Globalization;
using System.Text;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary>The samples of one channel within the page, in microvolts where its unit is a voltage.</summary>
/// <param name="Label">The channel's label.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">The samples; NaN where nothing was recorded.</param>
/// <param name="IsVoltage">False where the unit is not a voltage: then the samples fill the trace's height.</param>
internal sealed record PlotTrace(string Label, double Rate, float[] Samples, bool IsVoltage)
{
    public static IEnumerable<PlotTrace> Of(Recording recording, double from, double seconds)
    {
        for (int i = 0; i < recording.Channels.Count; i++)
        {
            Channel channel = recording.Channels[i];
            float[] samples = recording.Read([i], from, seconds)[0];
            double? factor = VoltageUnit.Microvolts(channel.Unit);
            if (factor is { } microvolts && microvolts != 1)
            {
                for (int k = 0; k < samples.Length; k++)
                {
                    samples[k] = (float)(samples[k] * microvolts);
                }
            }

            yield return new PlotTrace(channel.Label, channel.SampleRate, samples, factor is not null);
        }
    }

    /// <summary>Median of the finite samples: the trace's own zero line; 0 where there is none.</summary>
    public float Median()
    {
        float[] finite = [.. Samples.Where(float.IsFinite)];
        Array.Sort(finite);
        return finite.Length == 0 ? 0 : finite[finite.Length / 2];
    }

    /// <summary>Largest distance from the median.</summary>
    public float Extent(float median) => Samples.Where(float.IsFinite).Select(v => Math.Abs(v - median)).DefaultIfEmpty(1).Max();

    /// <summary>
    /// The SVG path of samples [first, first + count): x in millimetres from <paramref name="left"/>. Where more than four samples fall on a tenth of a
    /// millimetre, only the lowest and highest of each are drawn. A gap breaks the line.
    /// </summary>
    public string Path(int first, int count, double left, double millimetresPerSecond, Func<float, double> y)
    {
        var path = new StringBuilder();
        int perStep = Math.Max(1, (int)(Rate / millimetresPerSecond / 10));
        bool pen = false;
        for (int i = 0; i < count; i += perStep)
        {
            ReadOnlySpan<float> step = Samples.AsSpan(first + i, Math.Min(perStep, Math.Min(count - i, Samples.Length - first - i)));
            float low = float.NaN, high = float.NaN;
            foreach (float value in step)
            {
                low = float.IsFinite(value) && !(low <= value) ? value : low;
                high = float.IsFinite(value) && !(high >= value) ? value : high;
            }

            if (float.IsNaN(low))
            {
                pen = false;
                continue;
            }

            double x = left + i / Rate * millimetresPerSecond;
            path.Append(pen ? 'L' : 'M').Append(Number(x)).Append(' ').Append(Number(y(step.Length <= 4 ? step[0] : low)));
            pen = true;
            if (step.Length > 4 && high > low)
            {
                path.Append('L').Append(Number(x)).Append(' ').Append(Number(y(high)));
            }
        }

        return path.ToString();
    }

    /// <summary>A length to the hundredth of a millimetre.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A text with the characters that mean something in XML replaced, and those that XML cannot hold left out.</summary>
    public static string Escape(string text) =>
        System.Security.SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c < '\ufffe')));
}
