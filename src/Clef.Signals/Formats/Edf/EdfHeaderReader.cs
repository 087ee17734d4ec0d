using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// Reads the header of EDF (Kemp et al. 1992), EDF+ (Kemp and Olivan 2003) and BDF/BDF+ (BioSemi; the same header with 24-bit samples).
/// </summary>
internal static class EdfHeaderReader
{
    public static EdfHeader Read(ByteSource source, List<Remark> remarks)
    {
        string file = source.Name;
        var fields = new EdfFields(file, remarks);
        ReadOnlySpan<byte> head = source.SliceUpTo(0, EdfLimits.HeaderBlock);
        if (head.Length < EdfLimits.HeaderBlock)
        {
            throw new ClefException(file, "header", $"{head.Length} bytes", "256 bytes at least");
        }

        bool bdf = head[0] == 0xff;
        string reserved = fields.Text(head[192..236], "reserved field");
        string plus = bdf ? "BDF+" : "EDF+";
        EdfKind kind = !reserved.StartsWith(plus, StringComparison.Ordinal) ? EdfKind.Plain
            : reserved.StartsWith(plus + "D", StringComparison.Ordinal) ? EdfKind.Discontinuous
            : EdfKind.Continuous;
        int count = (int)fields.Whole(head[252..256], "number of signals", 0, EdfLimits.Signals);
        long headerBytes = EdfLimits.HeaderBlock * (1L + count);
        if (fields.TryNumber(head[184..192], "header length") != headerBytes)
        {
            fields.Remark("header-length-wrong", $"the header length field does not say {headerBytes} for {count} signals; that length was used");
        }

        if (source.Length < headerBytes)
        {
            throw new ClefException(file, "file length", source.Length, $"{headerBytes} bytes at least, for the headers of {count} signals");
        }

        (EdfSignal[] signals, long recordBytes) = Signals(source, fields, count, bdf);
        double seconds = fields.Number(head[244..252], "record duration");
        bool hasSamples = Array.Exists(signals, s => !s.IsAnnotations);
        if (seconds <= 0 && hasSamples)
        {
            fields.Remark("record-duration-zero", $"the record duration is {seconds.ToString(CultureInfo.InvariantCulture)} s; 1 s was assumed");
            seconds = 1;
        }

        seconds = Math.Max(0, seconds);
        if (seconds > EdfLimits.LongestRecord || (hasSamples && seconds < EdfLimits.ShortestRecord))
        {
            throw new ClefException(file, "record duration", seconds, $"between {EdfLimits.ShortestRecord} and {EdfLimits.LongestRecord} s");
        }

        string recording = fields.Text(head[88..168], "recording field");
        return new EdfHeader
        {
            IsBdf = bdf,
            Kind = kind,
            Patient = fields.Text(head[8..88], "patient field"),
            Recording = recording,
            Start = Start(head, recording, fields),
            Records = Records(source, fields, head, headerBytes, recordBytes),
            RecordSeconds = seconds,
            Signals = signals,
            RecordBytes = recordBytes,
        };
    }

    /// <summary>Reads the signals' fields, which are stored field by field: all labels, then all transducers, and so on.</summary>
    private static (EdfSignal[] Signals, long RecordBytes) Signals(ByteSource source, EdfFields fields, int count, bool bdf)
    {
        ReadOnlySpan<byte> all = source.Slice(EdfLimits.HeaderBlock, EdfLimits.HeaderBlock * count);
        var signals = new EdfSignal[count];
        var labels = new HashSet<string>(StringComparer.Ordinal);
        double least = bdf ? -(1 << 23) : short.MinValue, most = bdf ? (1 << 23) - 1 : short.MaxValue;
        long offset = 0;
        for (int i = 0; i < count; i++)
        {
            string label = fields.Text(Field(all, count, i, 0, 16), "label");
            string where = $"of signal {i} ({label})";
            bool annotations = label is "EDF Annotations" or "BDF Annotations";
            int samples = (int)fields.Whole(Field(all, count, i, 216, 8), $"samples per record {where}", 0, 99_999_999);
            var signal = new EdfSignal(label, samples, offset)
            {
                Transducer = fields.Text(Field(all, count, i, 16, 80), "transducer"),
                Unit = fields.Text(Field(all, count, i, 96, 8), "unit"),
                PhysicalMinimum = Range(Field(all, count, i, 104, 8), $"physical minimum {where}"),
                PhysicalMaximum = Range(Field(all, count, i, 112, 8), $"physical maximum {where}"),
                DigitalMinimum = Range(Field(all, count, i, 120, 8), $"digital minimum {where}"),
                DigitalMaximum = Range(Field(all, count, i, 128, 8), $"digital maximum {where}"),
                Prefilter = fields.Text(Field(all, count, i, 136, 80), "prefilter"),
                IsAnnotations = annotations,
            };
            signals[i] = signal;
            offset += (long)samples * (bdf ? 3 : 2);
            if (annotations)
            {
                continue;
            }

            if (!labels.Add(label))
            {
                fields.Remark("duplicate-label", $"the label '{label}' stands for more than one signal; all are kept");
            }

            if (!signal.Scaled)
            {
                fields.Remark("range-empty", $"the physical or digital range {where} is empty or no number; its samples are digital units");
            }
            else if (signal.DigitalMinimum > signal.DigitalMaximum)
            {
                fields.Remark("digital-range-reversed", $"the digital minimum {where} is above the maximum; the line through both points was used");
            }
            else if (signal.DigitalMinimum < least || signal.DigitalMaximum > most)
            {
                fields.Remark("digital-range-outside", $"the digital range {where} exceeds {least} to {most}; it was used for the scale as it stands");
            }

            if (samples == 0)
            {
                fields.Remark("signal-empty", $"signal {i} ({label}) has no samples; it is left out");
            }
        }

        return (signals, offset);

        double Range(ReadOnlySpan<byte> field, string name) => fields.TryNumber(field, name) ?? 0;
    }

    /// <summary>Field of one signal: the fields stand before those of the same kind of the next signal.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> all, int count, int signal, int start, int width) =>
        all.Slice(start * count + width * signal, width);

    private static long Records(ByteSource source, EdfFields fields, ReadOnlySpan<byte> head, long headerBytes, long recordBytes)
    {
        double? stated = fields.TryNumber(head[236..244], "number of records");
        if (recordBytes == 0)
        {
            return 0;
        }

        (long held, long rest) = Math.DivRem(source.Length - headerBytes, recordBytes);
        if (stated is null or -1)
        {
            fields.Remark("record-count-unknown", $"the header does not say how many records follow; the file holds {held}");
        }
        else if (stated != held)
        {
            fields.Remark("record-count-wrong", FormattableString.Invariant($"the header states {stated} records, the file holds {held}; these were read"));
        }

        if (rest > 0)
        {
            fields.Remark("last-record-cut", $"{rest} bytes after the last whole record were not read");
        }

        return held;
    }

    /// <summary>Date and time of the fixed header; the four-digit year of EDF+'s recording field goes before its two digits.</summary>
    private static DateTime? Start(ReadOnlySpan<byte> head, string recording, EdfFields fields)
    {
        DateTime? date = null;
        if (Triple(head[168..176], out int day, out int month, out int year) && year is >= 0 and <= 99)
        {
            year += year >= 85 ? 1900 : 2000; // the standard's clipping date is 1985
            date = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day) : null;
        }

        string[] words = recording.Split(' ', 3);
        if (words is ["Startdate", var text, ..] && text != "X")
        {
            if (DateTime.TryParseExact(text, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime full))
            {
                if (date is not null && date != full)
                {
                    fields.Remark("start-date-differs", "the start dates of the header and of its recording field differ; the recording field was believed");
                }

                date = full;
            }
            else
            {
                fields.Remark("recording-date-invalid", $"the recording field's start date '{text}' is not dd-MMM-yyyy; the header's date was used");
            }
        }

        if (words is ["Startdate", "X", ..] && (date is null || date == new DateTime(1985, 1, 1)))
        {
            return null; // EDF+ 2.1.3.2: not known, with the clipping date in the old field
        }

        if (date is null)
        {
            fields.Remark("start-date-invalid", "the start date is not dd.mm.yy; the start is unknown");
            return null;
        }

        if (!Triple(head[176..184], out int hour, out int minute, out int second) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            fields.Remark("start-time-invalid", "the start time is not hh.mm.ss; midnight was assumed");
            return date;
        }

        return date.Value.Add(new TimeSpan(hour, minute, second));

        bool Triple(ReadOnlySpan<byte> field, out int a, out int b, out int c)
        {
            Span<int> parts = stackalloc int[3];
            parts.Fill(-1);
            int n = 0;
            bool strict = true;
            foreach (byte character in field)
            {
                if (character is >= (byte)'0' and <= (byte)'9')
                {
                    if (n < 3)
                    {
                        parts[n] = Math.Max(0, parts[n]) * 10 + character - '0';
                    }
                }
                else
                {
                    strict &= character == '.';
                    n++;
                }
            }

            (a, b, c) = (parts[0], parts[1], parts[2]);
            bool whole = a >= 0 && b >= 0 && c >= 0;
            if (whole && !strict)
            {
                fields.Remark("start-separators", "start date or time use other separators than '.', or short fields; they were read in the order of the standard");
            }

            return whole;
        }
    }
}
