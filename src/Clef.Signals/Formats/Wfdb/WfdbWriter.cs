using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Writes a WFDB record: <c>name.hea</c>, <c>name.dat</c> and, where there are annotations, <c>name.atr</c>. Missing samples take the format's "no sample"
/// value; a recording with gaps becomes segments of variable layout (<c>name_layout.hea</c>, <c>name_0001.hea</c>, ...), in which the gaps are stretches of
/// nothing. The header is written last, so that a record is there wholly or not at all.
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
        (float Low, float High)[] extremes = SampleExtremes.Of(recording);
        WfdbWriteScale[] scales = [.. channels.Select((_, i) => WfdbWriteScale.Of(recording, i, extremes[i], options.Format))];
        string stem = headerPath[..^4];
        var remarks = new List<Remark>();
        string[] units = [.. channels.Select(c => Unit(c.Unit, remarks))];
        List<(long From, long Frames, bool Gap)> stretches = Stretches(recording.Gaps, rate, frames);
        var lines = new List<string>();
        if (stretches.Count == 1)
        {
            lines.AddRange(WriteSegment("", 0, frames));
        }
        else
        {
            // A record with gaps has segments: a layout that lists the signals, then stretches of samples and stretches of nothing ('~').
            lines.Add($"{name}_layout 0");
            for (int i = 0; i < stretches.Count; i++)
            {
                (long from, long count, bool gap) = stretches[i];
                string segment = gap ? "~" : FormattableString.Invariant($"{name}_{i + 1:0000}");
                lines.Add(FormattableString.Invariant($"{segment} {count}"));
                if (!gap)
                {
                    string suffix = segment[name.Length..];
                    WriteHeader($"{stem}{suffix}.hea", [FormattableString.Invariant($"{segment} {channels.Count} {rate:R} {count}"), .. WriteSegment(suffix, from, count)]);
                }
            }

            WriteHeader($"{stem}_layout.hea", [FormattableString.Invariant($"{name}_layout {channels.Count} {rate:R} 0"), .. channels.Select((_, i) => Line(i, "~", 0, 0, 0))]);
        }

        if (recording.Annotations.Count > 0)
        {
            byte[] marks = WfdbAnnotationWriter.Encode(recording, rate, remarks);
            AtomicFile.Write($"{stem}.{options.Annotator}", stream => stream.Write(marks));
        }
        else
        {
            // The marks of a record that this one replaces are not its own, and may be just what was to be left out.
            File.Delete($"{stem}.{options.Annotator}");
        }

        string start = recording.Start is { } time ? time.ToString(" HH:mm:ss.fff dd/MM/yyyy", CultureInfo.InvariantCulture) : "";
        string segments = stretches.Count == 1 ? "" : $"/{stretches.Count + 1}";
        lines.Insert(0, FormattableString.Invariant($"{name}{segments} {channels.Count} {rate:R} {frames}{start}"));
        WriteHeader(headerPath, [.. lines, .. options.IncludeSubject ? Comments(recording.Subject).Select(c => "# " + c) : []]);
        return remarks;

        IEnumerable<string> WriteSegment(string suffix, long from, long count)
        {
            var samples = new WfdbSampleWriter(recording, options.Format, scales, perFrame);
            AtomicFile.Write($"{stem}{suffix}.dat", stream => samples.Write(stream, from, count));
            return channels.Select((_, i) => Line(i, $"{name}{suffix}.dat", (int)options.Format, samples.First[i], samples.Sums[i]));
        }

        string Line(int i, string file, int format, int first, short sum) => FormattableString.Invariant(
            $"{file} {format}{(perFrame[i] == 1 ? "" : $"x{perFrame[i]}")} {scales[i].Gain:R}({scales[i].Baseline})/{units[i]} {options.Format.Bits()} 0 {first} {sum} 0 {Clean(channels[i].Label)}");

        static void WriteHeader(string path, IEnumerable<string> content) => AtomicFile.WriteText(path, string.Join('\n', content) + "\n");
    }

    /// <summary>The stretches of frames with samples and without: whole frames within the gaps count as not recorded.</summary>
    private static List<(long From, long Frames, bool Gap)> Stretches(IReadOnlyList<TimeSpanSeconds> gaps, double rate, long frames)
    {
        const double Slack = 1e-6; // of a frame: a gap's ends are seconds
        var stretches = new List<(long From, long Frames, bool Gap)>();
        long at = 0;
        foreach (TimeSpanSeconds gap in gaps)
        {
            long from = Math.Max(at, (long)Math.Ceiling((gap.From * rate) - Slack));
            long to = Math.Min(frames, (long)Math.Floor(((gap.From + gap.Duration) * rate) + Slack));
            if (to > from)
            {
                Add(from - at, false);
                Add(to - from, true);
            }
        }

        Add(frames - at, false);
        return stretches.Count == 0 ? [(0, frames, false)] : stretches;

        void Add(long count, bool isGap)
        {
            if (count > 0)
            {
                stretches.Add((at, count, isGap));
                at += count;
            }
        }
    }

    private static int PerFrame(Recording recording, Channel channel, double frameRate)
    {
        double ratio = channel.SampleRate / frameRate;
        return Math.Abs(ratio - Math.Round(ratio)) < 1e-9 * ratio && ratio <= WfdbLimits.SamplesPerFrame
            ? (int)Math.Round(ratio)
            : throw new ClefException(recording.Name, $"rate of {channel.Label}", channel.SampleRate, $"a multiple of the lowest rate, {frameRate}; resample first (clef convert --rate)");
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
