using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// Writes EDF+ or BDF+, strictly: ASCII header, whole records, annotations as time-stamped lists. Records in which no channel has a sample are left out
/// (EDF+D). A sample that is missing within a record cannot be said in this format: it is written as the value nearest 0, and an annotation
/// <c>samples not recorded@@label</c> says where; <see cref="EdfMissing"/> lets our reader take it back.
/// </summary>
public static class EdfWriter
{
    // Tried in this order: the first that gives every channel whole samples and needs no padding at the end; else the first with whole samples.
    private static readonly double[] RecordLengths = [1, 0.5, 2, 0.25, 0.2, 0.1, 4, 5, 10, 0.125, 0.05, 0.04, 0.02, 20, 25, 30, 50, 60, 100, 125, 200, 250, 400, 500, 1000];

    /// <summary>Writes a file; answers what had to be changed (shortened or respelt labels and the like).</summary>
    /// <exception cref="ClefException">The rates fit no record length, or a value lies outside a stated range.</exception>
    public static IReadOnlyList<Remark> Write(string path, Recording recording, EdfWriteOptions? options = null)
    {
        options ??= new EdfWriteOptions();
        var remarks = new List<Remark>();
        IReadOnlyList<Channel> channels = recording.Channels;
        double seconds = RecordLength(recording);
        int[] samples = [.. channels.Select(c => (int)Math.Round(c.SampleRate * seconds))];
        long records = channels.Count == 0 ? 1 : channels.Select((c, i) => (c.SampleCount + samples[i] - 1) / samples[i]).Max();
        int bits = options.Bdf ? 24 : 16;
        if (options.PhysicalRanges is { } ranges && ranges.Count != channels.Count)
        {
            throw new ClefException(path, "physical ranges", ranges.Count, $"{channels.Count}, one for each channel");
        }

        (float Low, float High)[] extremes = SampleExtremes.Of(recording);
        Quantiser[] scales =
            [.. channels.Select((_, i) => Quantiser.For(recording, i, extremes[i], bits, options.PhysicalRanges?[i], false, EdfNumber.Round))];
        EdfPlan plan = EdfPlan.Make(recording, seconds, samples, records);
        byte[][] lists = EdfAnnotationPacking.Pack(recording, plan, seconds, bits / 8);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Header(recording, options, seconds, samples, scales, plan, lists, remarks));
            WriteRecords(stream, recording, samples, scales, plan, lists, bits / 8);
        });
        return remarks;
    }

    private static double RecordLength(Recording recording)
    {
        if (recording.Channels.Count == 0)
        {
            return 0; // a file of annotations alone (EDF+ 2.2.3)
        }

        double? whole = null;
        foreach (double length in RecordLengths)
        {
            double[] samples = [.. recording.Channels.Select(c => c.SampleRate * length)];
            if (!Array.TrueForAll(samples, n => Math.Round(n) >= 1 && Math.Abs(n - Math.Round(n)) < 1e-9 * n))
            {
                continue;
            }

            if (recording.Channels.Zip(samples).All(c => c.First.SampleCount % (long)Math.Round(c.Second) == 0))
            {
                return length;
            }

            whole ??= length;
        }

        return whole ?? throw new ClefException(recording.Name, "sample rates",
            string.Join(", ", recording.Channels.Select(c => c.SampleRate.ToString(CultureInfo.InvariantCulture)).Distinct()), "rates that give whole samples in a record of 0.02 to 1,000 s; resample first (clef convert --rate)");
    }

    private static byte[] Header(
        Recording recording, EdfWriteOptions options, double seconds, int[] samples, Quantiser[] scales, EdfPlan plan, byte[][] lists, List<Remark> remarks)
    {
        string format = options.Bdf ? "BDF" : "EDF";
        IReadOnlyList<Channel> channels = recording.Channels;
        int listSamples = lists[0].Length / (options.Bdf ? 3 : 2);
        DateTime? start = recording.Start;
        string day = start?.ToString("dd-MMM-yyyy", CultureInfo.InvariantCulture).ToUpperInvariant() ?? "X";
        var text = new EdfHeaderText(remarks);
        text.Put(options.Bdf ? "\u00ffBIOSEMI" : "0", 8, null);
        text.Put(options.IncludeSubject ? EdfSubject.Write(recording.Subject) : "X X X X", 80, "patient");
        double length = channels.Select(c => c.SampleCount / c.SampleRate).DefaultIfEmpty(0).Max();
        text.Put($"Startdate {day} X X {(plan.Missing.Count == 0 ? "X" : new EdfMissing(length).Subfields)}", 80, null);
        // 1985 to 2084 have two digits; other years are 'yy', and the recording field has the year (EDF+ 2.1.3.2).
        text.Put(start is null ? "01.01.85" : start.Value.ToString(start.Value.Year is >= 1985 and <= 2084 ? "dd.MM.yy" : "dd.MM.'yy'", CultureInfo.InvariantCulture), 8, null);
        text.Put(start?.ToString("HH.mm.ss", CultureInfo.InvariantCulture) ?? "00.00.00", 8, null);
        text.Put($"{EdfLimits.HeaderBlock * (channels.Count + 2)}", 8, null);
        text.Put(format + (plan.Continuous ? "+C" : "+D"), 44, null);
        text.Put($"{plan.Records.Count}", 8, null);
        text.Put(EdfNumber.Print(seconds), 8, null);
        text.Put($"{channels.Count + 1}", 4, null);
        Field(EdfLimits.LabelWidth, c => c.Label, $"{format} Annotations", "label");
        Field(80, c => c.Transducer, "", "transducer");
        Field(8, c => c.Unit, "", "unit");
        Scale(q => EdfNumber.Print(q.PhysicalMinimum), "-1");
        Scale(q => EdfNumber.Print(q.PhysicalMaximum), "1");
        Scale(q => $"{q.DigitalMinimum}", options.Bdf ? "-8388608" : "-32768");
        Scale(q => $"{q.DigitalMaximum}", options.Bdf ? "8388607" : "32767");
        Field(80, c => c.Prefilter, "", "prefilter");
        foreach (int count in samples.Append(listSamples))
        {
            text.Put($"{count}", 8, null);
        }

        text.Put("", 32 * (channels.Count + 1), null);
        return text.Bytes();

        void Field(int width, Func<Channel, string> value, string last, string name)
        {
            foreach (Channel channel in channels)
            {
                text.Put(value(channel), width, name);
            }

            text.Put(last, width, null);
        }

        void Scale(Func<Quantiser, string> value, string last)
        {
            foreach (Quantiser scale in scales)
            {
                text.Put(value(scale), 8, null);
            }

            text.Put(last, 8, null);
        }
    }

    private static void WriteRecords(Stream stream, Recording recording, int[] samples, Quantiser[] scales, EdfPlan plan, byte[][] lists, int width)
    {
        var values = new float[samples.DefaultIfEmpty(0).Max()];
        var bytes = new byte[values.Length * width];
        for (int r = 0; r < plan.Records.Count; r++)
        {
            for (int channel = 0; channel < samples.Length; channel++)
            {
                Span<float> block = values.AsSpan(0, samples[channel]);
                recording.Read(channel, plan.Records[r] * samples[channel], block);
                Quantiser scale = scales[channel];
                int nearestZero = scale.Digital((float)Math.Clamp(0, scale.PhysicalMinimum, scale.PhysicalMaximum)) ?? scale.DigitalMinimum;
                for (int i = 0; i < block.Length; i++)
                {
                    int digital = float.IsNaN(block[i]) ? nearestZero : Nearest(scale, block[i]);
                    for (int b = 0; b < width; b++)
                    {
                        bytes[i * width + b] = (byte)(digital >> (8 * b));
                    }
                }

                stream.Write(bytes, 0, block.Length * width);
            }

            stream.Write(lists[r]);
        }
    }

    // The range holds every value; rounding to its printed bounds may leave the extremes half a step outside.
    private static int Nearest(Quantiser scale, float value) =>
        scale.Digital(value) ?? (value < scale.PhysicalMinimum ? scale.DigitalMinimum : scale.DigitalMaximum);
}
