using System.Buffers.Text;
using System.Globalization;
using Clef.Core;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;

namespace Clef.Signals.Formats.AnnotatedEcg;

/// <summary>One sequence set: its times and its leads.</summary>
internal sealed record AnnotatedEcgSequences(
    double SampleRate, DateTime? Start, double OffsetSeconds, IReadOnlyList<(string Code, string Unit, double Resolution, SampleSource Samples)> Leads)
{
    /// <summary>Reads the set.</summary>
    public static AnnotatedEcgSequences Read(string file, XmlFact set, RemarkList remarks)
    {
        XmlFact[] sequences = set.Children.Where(c => c.Name == "component").Select(c => c.Child("sequence")).OfType<XmlFact>().ToArray();
        XmlFact time = Array.Find(sequences, IsTime)?.Child("value")
            ?? throw new ClefException(file, "sequenceSet", null, "a sequence TIME_ABSOLUTE or TIME_RELATIVE");
        XmlFact? increment = time.Child("increment");
        double step = Number(increment?.Attribute("value")) ?? double.NaN;
        step *= increment?.Attribute("unit") switch
        {
            "s" or null => 1,
            "ms" => 1e-3,
            "us" => 1e-6,
            string unit => throw new ClefException(file, "increment unit", unit, "s, ms or us"),
        };
        if (!(step > 0 && 1 / step <= SignalLayout.MaximumRate && step <= 1e6))
        {
            throw new ClefException(file, "increment", increment?.Attribute("value"), "a time of more than 0 that is at least a microsecond");
        }

        string? head = time.Child("head")?.Attribute("value");
        bool isAbsolute = Type(time).EndsWith("TS", StringComparison.Ordinal);
        var leads = new List<(string, string, double, SampleSource)>();
        foreach (XmlFact sequence in sequences.Where(s => !IsTime(s)))
        {
            if (leads.Count >= SignalLayout.MaximumChannels)
            {
                throw new ClefException(file, "sequenceSet", null, $"at most {SignalLayout.MaximumChannels} leads");
            }

            leads.Add(ReadLead(file, sequence, remarks));
        }

        // Rates are whole in practice; 1 / 0.002 shall be 500 and not 500.00000000000006.
        double rate = Math.Abs((1 / step) - Math.Round(1 / step)) < 1e-9 / step ? Math.Round(1 / step) : 1 / step;
        return new AnnotatedEcgSequences(rate, isAbsolute ? HeaderText.Timestamp(head) : null, isAbsolute ? 0 : Number(head) ?? 0, leads);
    }

    private static bool IsTime(XmlFact sequence) =>
        sequence.Child("code")?.Attribute("code")?.StartsWith("TIME_", StringComparison.Ordinal) == true;

    /// <summary>The local part of <c>xsi:type</c>.</summary>
    private static string Type(XmlFact value) => value.Attribute("type")?.Split(':')[^1] ?? "";

    private static (string Code, string Unit, double Resolution, SampleSource Samples) ReadLead(string file, XmlFact sequence, RemarkList remarks)
    {
        string code = sequence.Child("code")?.Attribute("code") ?? "";
        XmlFact value = sequence.Child("value") ?? throw new ClefException(file, $"sequence {code}", null, "a value");
        if (Type(value) is not ("SLIST_PQ" or "SLIST_INT" or ""))
        {
            throw new ClefException(file, $"type of sequence {code}", Type(value), "SLIST_PQ");
        }

        XmlFact? origin = value.Child("origin"), scale = value.Child("scale");
        double gain = scale is null ? 1 : Number(scale.Attribute("value")) ?? throw new ClefException(file, $"scale of {code}", scale.Attribute("value"), "a number");
        string unit = scale?.Attribute("unit") ?? origin?.Attribute("unit") ?? "";
        double zero = Number(origin?.Attribute("value")) ?? 0;
        if (zero != 0 && origin?.Attribute("unit") is { } other && other != unit)
        {
            throw new ClefException(file, $"unit of the origin of {code}", other, unit);
        }

        short[] digits = Digits(code, (value.Child("digits") ?? throw new ClefException(file, $"sequence {code}", null, "digits")).Payload, remarks, out float[]? wide);
        return (code, unit, Math.Abs(gain), wide is null
            ? new ScaledSamples(digits, gain, zero)
            : new GainAndOffset(wide, gain, zero));
    }

    /// <summary>Parses whole numbers apart by white space; where one is no 16-bit integer, all are kept as floats instead.</summary>
    private static short[] Digits(string code, ReadOnlySpan<byte> text, RemarkList remarks, out float[]? wide)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            count += text[i] > ' ' && (i == 0 || text[i - 1] <= ' ') ? 1 : 0;
        }

        var samples = new short[count];
        wide = null;
        int at = 0;
        for (int n = 0; n < count; n++)
        {
            while (text[at] <= ' ')
            {
                at++;
            }

            int end = at;
            while (end < text.Length && text[end] > ' ')
            {
                end++;
            }

            ReadOnlySpan<byte> word = text[at..end];
            word = word.Length > 1 && word[0] == '+' ? word[1..] : word;
            at = end;
            if (Utf8Parser.TryParse(word, out int whole, out int used) && used == word.Length && whole is >= short.MinValue and <= short.MaxValue)
            {
                samples[n] = (short)whole;
                if (wide is not null)
                {
                    wide[n] = whole;
                }

                continue;
            }

            if (!Utf8Parser.TryParse(word, out double value, out used) || used != word.Length)
            {
                // A missing sample is written as a word such as NaN or '-'.
                remarks.Add("sample-unreadable", $"'{System.Text.Encoding.ASCII.GetString(word[..Math.Min(word.Length, 20)])}' in {code} is no number and reads as NaN");
                value = double.NaN;
            }

            wide ??= Array.ConvertAll(samples, s => (float)s);
            wide[n] = (float)value;
        }

        return samples;
    }

    private static double? Number(string? text) => HeaderText.TryNumber(text, out double value) ? value : null;

    private sealed class GainAndOffset(float[] raw, double gain, double offset) : SampleSource
    {
        public override long Count => raw.Length;

        public override void Read(long first, Span<float> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = (float)((raw[first + i] * gain) + offset);
            }
        }
    }
}
