using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.BrainVision;

/// <summary>
/// Text data: one line a time point (multiplexed) or one line a channel (vectorised), numbers apart by blanks, tabs or semicolons. The
/// section <c>[ASCII Infos]</c> gives the decimal sign and how many lines and columns to pass over; vectorised lines start with the label.
/// </summary>
internal static class BrainVisionText
{
    /// <summary>Reads all samples; they take as many floats as there are numbers in the file.</summary>
    public static SampleSource[] Read(ByteSource data, BrainVisionHeader header, double[] gains, bool vectorised, RemarkList remarks)
    {
        bool comma = header["ASCII Infos", "DecimalSymbol"] == ",";
        int skipLines = header.Whole("ASCII Infos", "SkipLines", 0, 1000) ?? 0;
        int skipColumns = header.Whole("ASCII Infos", "SkipColumns", 0, 1000) ?? (vectorised ? 1 : 0);
        var planes = new List<float>[gains.Length];
        for (int c = 0; c < planes.Length; c++)
        {
            planes[c] = [];
        }

        using var reader = new StreamReader(new ByteSourceStream(data, 0, data.Length), Encoding.Latin1);
        long line = 0;
        int row = 0;
        var token = new StringBuilder();
        int column = 0;
        bool any = false;

        // Read character by character, so that a line of a million numbers is never held as text.
        for (int next = reader.Read(); ; next = reader.Read())
        {
            bool end = next is -1 or '\n';
            if (end || char.IsWhiteSpace((char)next) || next == ';' || (next == ',' && !comma))
            {
                if (token.Length > 0 && line >= skipLines)
                {
                    Take(token.ToString());
                    any = true;
                }

                token.Clear();
                if (end)
                {
                    row += any ? 1 : 0;
                    (column, any) = (0, false);
                    line++;
                }
            }
            else if (token.Length < 64)
            {
                token.Append(next == ',' ? '.' : (char)next);
            }

            if (next == -1)
            {
                break;
            }
        }

        int count = planes.Max(p => p.Count);
        if (planes.Any(p => p.Count != count))
        {
            remarks.Add("data-truncated", "the channels have different numbers of samples; the shorter end with NaN");
        }

        return planes.Select(p => (SampleSource)new ArraySamples([.. p, .. Enumerable.Repeat(float.NaN, count - p.Count)])).ToArray();

        void Take(string text)
        {
            int position = column++ - skipColumns;
            if (position < 0)
            {
                return;
            }

            int channel = vectorised ? row : position;
            if (channel >= gains.Length)
            {
                remarks.Add("column-extra", $"more than {gains.Length} {(vectorised ? "lines" : "columns")} of numbers; the rest was not read");
                return;
            }

            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                throw new ClefException(data.Name, $"line {line + 1}", text, "a number");
            }

            planes[channel].Add((float)(value * gains[channel]));
        }
    }
}
