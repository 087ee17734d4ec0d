using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Delimited;

/// <summary>
/// Text tables, a row a sample and a column a channel (<c>.csv</c>, <c>.tsv</c>). A <see cref="SignalLayout"/> beside the file (<c>name.json</c>) says what the
/// table does not; without one, the delimiter, the decimal sign and the header are found from the first rows, and the rate from a column of times.
/// Empty cells, <c>nan</c> and the layout's own word for missing read as NaN. Only tables with a layout are listed as recordings.
/// </summary>
public sealed class DelimitedFormat : IRecordingFormat
{
    private const int SampleRows = 50;
    private static readonly string[] TimeNames = ["time", "times", "t", "seconds", "sec", "timestamp", "time (s)", "time(s)", "time [s]", "time_s", "time (ms)", "time(ms)", "time [ms]", "time_ms", "ms"];
    private static readonly string[] MissingWords = ["", "nan", "na", "n/a", "null", "-"];

    /// <inheritdoc/>
    public string Name => "CSV/TSV";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool BelongsToAnother(SourceFolder folder, string fileName)
    {
        try
        {
            return SignalLayout.Beside(folder, fileName, new RemarkList()) is null;
        }
        catch (ClefException)
        {
            // The JSON beside it describes something else, as participants.json does in BIDS.
            return true;
        }
    }

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        return Open(folder, fileName, SignalLayout.Beside(folder, fileName, remarks) ?? new SignalLayout(), remarks);
    }

    /// <summary>Opens a table by a layout given by the caller, whatever lies beside the file.</summary>
    public static Recording Open(SourceFolder folder, string fileName, SignalLayout layout) => Open(folder, fileName, layout, new RemarkList());

    private static SampledRecording Open(SourceFolder folder, string fileName, SignalLayout layout, RemarkList remarks)
    {
        using ByteSource source = folder.Open(fileName);
        Encoding encoding = DelimitedRows.Detect(source, remarks);
        char delimiter = layout.Delimiter ?? FindDelimiter(source, encoding, fileName, layout.SkipRows ?? 0);
        bool comma = layout.DecimalSign is { } sign ? sign == ',' : UsesDecimalComma(source, encoding, delimiter, layout.SkipRows ?? 0, remarks);
        (string[] labels, int headerRows) = ReadHeader(source, encoding, delimiter, comma, layout, remarks);
        var table = new DelimitedTable(source, encoding, delimiter, comma, headerRows, labels.Length, layout.Missing, remarks);
        int time = FindTime(source.Name, labels, layout);
        double rate = layout.SampleRate ?? (time >= 0 ? RateFromTimes(source.Name, table.Columns[time], labels[time], layout, remarks)
            : throw new ClefException(source.Name, "sampling rate", null, $"\"sampleRate\" in {Path.GetFileNameWithoutExtension(fileName)}.json, or a column of times"));
        var channels = new List<Channel>();
        var sources = new List<SampleSource>();
        for (int c = 0; c < labels.Length; c++)
        {
            if (c == time)
            {
                continue;
            }

            (string label, string unit) = Split(labels[c]);
            string stated = layout.Units is { } units && channels.Count < units.Length ? units[channels.Count] : layout.Unit ?? unit;
            if (layout.Labels is { } named && channels.Count < named.Length)
            {
                label = named[channels.Count];
            }

            channels.Add(new Channel(label, stated, rate, table.RowCount));
            SampleSource samples = new ArraySamples(table.Columns[c]);
            sources.Add(layout.Scale is { } scale ? new GainSamples(samples, scale) : samples);
        }

        foreach ((string what, int count) in new[] { ("labels", layout.Labels?.Length ?? channels.Count), ("units", layout.Units?.Length ?? channels.Count) })
        {
            if (count != channels.Count)
            {
                throw new ClefException(source.Name, what, count, $"{channels.Count}, one for each column of samples");
            }
        }

        remarks.CheckLabels(channels);
        return new SampledRecording(sources, null)
        {
            Name = source.Name,
            Format = delimiter == '\t' ? "TSV" : "CSV",
            Channels = channels,
            DurationSeconds = channels.Count == 0 ? 0 : table.RowCount / rate,
            Start = layout.Start,
            Remarks = remarks.ToList(),
        };
    }

    /// <summary>Takes the unit off a label such as <c>Fp1 (uV)</c> or <c>Fp1 [uV]</c>.</summary>
    private static (string Label, string Unit) Split(string label)
    {
        int open = label.LastIndexOfAny(['(', '[']);
        return open > 0 && label.Length > open + 2 && label[^1] is ')' or ']' ? (label[..open].Trim(), label[(open + 1)..^1].Trim()) : (label, "");
    }

    private static char FindDelimiter(ByteSource source, Encoding encoding, string fileName, int skip)
    {
        if (fileName.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            return '\t';
        }

        // The sign that splits the first row that is read into most cells; ';' and tab win over ',' which may be the decimal sign.
        char best = ',';
        int most = 1;
        foreach (char candidate in (ReadOnlySpan<char>)[';', '\t', ','])
        {
            using var rows = new DelimitedRows(source, candidate, encoding);
            for (int i = 0; i <= skip && rows.Next(); i++)
            {
            }

            if (rows.Count > most)
            {
                return candidate;
            }
        }

        return best;
    }

    private static bool UsesDecimalComma(ByteSource source, Encoding encoding, char delimiter, int skip, RemarkList remarks)
    {
        if (delimiter == ',')
        {
            return false;
        }

        using var rows = new DelimitedRows(source, delimiter, encoding);
        for (int i = 0; i < skip + SampleRows && rows.Next(); i++)
        {
            for (int c = 0; c < rows.Count; c++)
            {
                ReadOnlySpan<char> cell = rows[c];
                if (cell.Count(',') == 1 && cell.IndexOf('.') < 0 && cell.IndexOfAnyExcept("+-0123456789,eE") < 0)
                {
                    remarks.Add("decimal-comma", "numbers are written with a decimal comma");
                    return true;
                }
            }
        }

        return false;
    }

    private static (string[] Labels, int HeaderRows) ReadHeader(
        ByteSource source, Encoding encoding, char delimiter, bool comma, SignalLayout layout, RemarkList remarks)
    {
        using var rows = new DelimitedRows(source, delimiter, encoding);
        int skip = layout.SkipRows ?? 0;
        for (int i = 0; i <= skip; i++)
        {
            if (!rows.Next())
            {
                throw new ClefException(source.Name, "rows", i, "a row of labels or numbers");
            }
        }

        var cells = new string[rows.Count];
        bool numeric = true;
        for (int c = 0; c < cells.Length; c++)
        {
            cells[c] = rows[c].ToString();
            numeric &= MissingWords.Contains(cells[c].ToLowerInvariant()) || cells[c] == layout.Missing || DelimitedTable.TryNumber(rows[c], comma, out _);
        }

        bool header = layout.Header ?? !numeric;
        if (header && cells.Length > 1 && cells[^1].Length == 0)
        {
            remarks.Add("empty-column-ignored", "the rows end with a delimiter; the column after it was not read");
            cells = cells[..^1];
        }

        if (cells.Length > SignalLayout.MaximumChannels)
        {
            throw new ClefException(source.Name, "columns", cells.Length, $"at most {SignalLayout.MaximumChannels}");
        }

        return (header ? cells : [.. Enumerable.Range(1, cells.Length).Select(i => $"{i}")], skip + (header ? 1 : 0));
    }

    private static int FindTime(string file, string[] labels, SignalLayout layout)
    {
        if (layout.TimeColumn is { } stated)
        {
            int at = Array.IndexOf(labels, stated);
            at = at < 0 && int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= labels.Length ? number - 1 : at;
            return at >= 0 ? at : throw new ClefException(file, "timeColumn", stated, $"one of {string.Join(", ", labels.Take(20))}, or a number from 1");
        }

        return Array.FindIndex(labels, l => TimeNames.Contains(l.ToLowerInvariant()));
    }

    /// <summary>The rate from the first to the last time; single steps may differ from it by half, as rounding makes them.</summary>
    private static double RateFromTimes(string file, float[] times, string label, SignalLayout layout, RemarkList remarks)
    {
        bool milliseconds = layout.TimeUnit is { } unit ? unit == "ms" : label.Contains("ms", StringComparison.OrdinalIgnoreCase);
        double step = times.Length < 2 ? double.NaN : (times[^1] - (double)times[0]) / (times.Length - 1) * (milliseconds ? 1e-3 : 1);
        if (!(step > 0 && 1 / step <= SignalLayout.MaximumRate && 1 / step >= SignalLayout.MinimumRate))
        {
            throw new ClefException(file, $"times in column '{label}'", step, "rising times, at least two");
        }

        // Times are written rounded: a rate within a thousandth of a whole number is that number.
        double rate = 1 / step;
        rate = Math.Abs(rate - Math.Round(rate)) < 1e-3 * rate && Math.Round(rate) >= 1 ? Math.Round(rate) : rate;
        double scale = milliseconds ? 1e-3 : 1;
        for (int i = 1; i < times.Length; i++)
        {
            if (!(Math.Abs(((times[i] - (double)times[i - 1]) * scale) - step) <= (0.5 * step) + (Math.Abs(times[i]) * scale * 1e-6)))
            {
                remarks.Add("times-uneven", $"the times do not rise evenly (first at row {i + 1}); samples were read as {rate.ToString(CultureInfo.InvariantCulture)} a second");
                break;
            }
        }

        return rate;
    }
}
