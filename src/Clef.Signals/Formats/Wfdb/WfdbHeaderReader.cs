using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>Reads a header file (header(5) of the WFDB library): record line, signal or segment lines, comments.</summary>
internal ref struct WfdbHeaderReader
{
    private readonly string _file;
    private readonly List<Remark> _remarks;
    private ReadOnlySpan<byte> _rest;
    private string _lastFile = "";
    private string _lastUnit = "mV";

    private WfdbHeaderReader(string file, ReadOnlySpan<byte> bytes, List<Remark> remarks)
    {
        _file = file;
        _rest = bytes;
        _remarks = remarks;
    }

    /// <summary>Reads a header; each tolerance is added to <paramref name="remarks"/>.</summary>
    public static WfdbHeader Read(ByteSource source, List<Remark> remarks) =>
        new WfdbHeaderReader(source.Name, source.All(WfdbLimits.HeaderBytes), remarks).Read();

    private WfdbHeader Read()
    {
        var comments = new List<string>();
        if (!NextLine(null, out ReadOnlySpan<byte> line))
        {
            throw new ClefException(_file, "record line", null, "a line 'name signals [rate [length]]'");
        }

        ReadOnlySpan<byte> name = Field(ref line);
        int slash = name.IndexOf((byte)'/');
        long segmentCount = slash < 0 ? 0 : Integer(name[(slash + 1)..], "number of segments", 1, int.MaxValue);
        int signalCount = (int)Integer(Field(ref line), "number of signals", 0, int.MaxValue);
        double rate = Rate(Field(ref line));
        ReadOnlySpan<byte> length = Field(ref line);
        long frames = length.IsEmpty ? 0 : Integer(length, "number of samples", 0, WfdbLimits.Frames);
        DateTime? start = Start(Field(ref line), Field(ref line));

        var signals = new List<WfdbSignal>();
        var segments = new List<WfdbSegmentLine>();
        if (segmentCount > 0)
        {
            while (segments.Count < segmentCount && NextLine(null, out line))
            {
                segments.Add(new WfdbSegmentLine(Text(Field(ref line)), Integer(Field(ref line), "segment length", 0, WfdbLimits.Frames)));
            }

            Expect(segments.Count, segmentCount, "segment lines");
        }
        else
        {
            while (signals.Count < signalCount && NextLine(null, out line))
            {
                signals.Add(Signal(line));
            }

            Expect(signals.Count, signalCount, "signal lines");
        }

        while (NextLine(comments, out line))
        {
            _remarks.Add(new Remark("header-line-ignored", "a line after the last signal is neither empty nor a comment; it was not read"));
        }

        return new WfdbHeader
        {
            Name = Text(slash < 0 ? name : name[..slash]),
            FrameRate = rate,
            Frames = frames == 0 ? null : frames,
            Start = start,
            SignalCount = signalCount,
            Signals = signals,
            Segments = segments,
            Comments = comments,
        };
    }

    /// <summary>The next line that holds data; comment lines go to <paramref name="comments"/>, or nowhere.</summary>
    private bool NextLine(List<string>? comments, out ReadOnlySpan<byte> line)
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOfAny((byte)'\n', (byte)'\r');
            line = (end < 0 ? _rest : _rest[..end]).Trim(" \t\0\u001a"u8);
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] != '#')
            {
                return true;
            }

            comments?.Add(Text(line.TrimStart((byte)'#').Trim(" \t"u8)));
        }

        line = default;
        return false;
    }

    private WfdbSignal Signal(ReadOnlySpan<byte> line)
    {
        string file = Again(Field(ref line), ref _lastFile);
        ReadOnlySpan<byte> format = Field(ref line);
        int number = (int)Leading(ref format, "format", 0, int.MaxValue);
        if (!WfdbSampleFormats.IsKnown(number))
        {
            throw new ClefException(_file, "format", number, "one of 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524");
        }

        int samplesPerFrame = 1, skew = 0;
        long offset = 0;
        while (!format.IsEmpty)
        {
            byte mark = format[0];
            format = format[1..];
            switch (mark)
            {
                case (byte)'x': samplesPerFrame = (int)Leading(ref format, "samples per frame", 1, WfdbLimits.SamplesPerFrame); break;
                case (byte)':': skew = (int)Leading(ref format, "skew", 0, int.MaxValue / 2); break;
                case (byte)'+': offset = Leading(ref format, "byte offset", 0, long.MaxValue / 2); break;
                default: throw new ClefException(_file, "format", Text(format), "only 'x' samples per frame, ':' skew and '+' byte offset after the number");
            }
        }

        (double gain, int? baseline, string unit) = Gain(Field(ref line));
        int resolution = OptionalInteger(Field(ref line), "ADC resolution") ?? 0;
        int zero = OptionalInteger(Field(ref line), "ADC zero") ?? 0;
        int initial = OptionalInteger(Field(ref line), "initial value") ?? zero;
        int? checksum = OptionalInteger(Field(ref line), "checksum");
        _ = OptionalInteger(Field(ref line), "block size");
        if (gain == 0)
        {
            _remarks.Add(new Remark("gain-missing", $"signal '{Text(line.Trim(" \t"u8))}' states no gain; {WfdbSignal.DefaultGain} units per {unit} were assumed"));
        }

        return new WfdbSignal(file, (WfdbSampleFormat)number)
        {
            SamplesPerFrame = samplesPerFrame,
            Skew = skew,
            ByteOffset = offset,
            Gain = gain == 0 ? WfdbSignal.DefaultGain : gain,
            Calibrated = gain != 0,
            Baseline = baseline ?? zero,
            Unit = unit,
            AdcResolution = resolution,
            AdcZero = zero,
            InitialValue = initial,
            Checksum = checksum is { } sum ? unchecked((short)sum) : null, // some writers store it without sign
            Description = Text(line.Trim(" \t"u8)),
        };
    }

    /// <summary>Reads <c>gain(baseline)/unit</c>, each part but the first optional; a gain of 0 means not stated.</summary>
    private (double Gain, int? Baseline, string Unit) Gain(scoped ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return (0, null, "mV");
        }

        string unit = "mV";
        int slash = field.IndexOf((byte)'/');
        if (slash >= 0)
        {
            unit = Again(field[(slash + 1)..], ref _lastUnit);
            field = field[..slash];
        }

        int? baseline = null;
        int open = field.IndexOf((byte)'(');
        if (open >= 0)
        {
            ReadOnlySpan<byte> inside = field[(open + 1)..];
            int close = inside.IndexOf((byte)')');
            baseline = (int)Integer(close < 0 ? inside : inside[..close], "baseline", int.MinValue, int.MaxValue);
            field = field[..open];
        }

        return (Number(field, "gain"), baseline, unit);
    }

    /// <summary>Reads <c>rate[/counter rate[(base)]]</c>; the counter does not concern the samples.</summary>
    private readonly double Rate(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return WfdbHeader.DefaultRate;
        }

        int end = field.IndexOfAny((byte)'/', (byte)'(');
        double rate = Number(end < 0 ? field : field[..end], "sampling frequency");
        return rate is >= WfdbLimits.LowestRate and <= WfdbLimits.HighestRate
            ? rate
            : throw new ClefException(_file, "sampling frequency", rate, $"between {WfdbLimits.LowestRate} and {WfdbLimits.HighestRate} Hz");
    }

    /// <summary>Time <c>[hh:[mm:]]ss[.fff]</c> (short forms count from the right) and date <c>dd/mm/yyyy</c>; both are needed for a start.</summary>
    private readonly DateTime? Start(ReadOnlySpan<byte> time, ReadOnlySpan<byte> date)
    {
        if (time.IsEmpty)
        {
            return null;
        }

        double seconds = 0;
        bool valid = true;
        foreach (Range part in time.Split((byte)':'))
        {
            valid &= double.TryParse(time[part], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value < 1e6;
            seconds = seconds * 60 + value;
        }

        if (!valid || seconds >= 86400)
        {
            _remarks.Add(new Remark("start-time-invalid", $"the start time '{Text(time)}' is not hh:mm:ss; the start was left unknown"));
            return null;
        }

        if (date.IsEmpty)
        {
            return null;
        }

        if (!DateTime.TryParseExact(Text(date), ["d/M/yyyy", "d-M-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
        {
            _remarks.Add(new Remark("start-date-invalid", $"the start date '{Text(date)}' is not dd/mm/yyyy; the start was left unknown"));
            return null;
        }

        return day.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> field = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return field;
    }

    /// <summary>Takes the number at the start of a field and leaves the rest.</summary>
    private readonly long Leading(ref ReadOnlySpan<byte> field, string what, long least, long most)
    {
        int end = field.IndexOfAnyExcept("0123456789-"u8);
        ReadOnlySpan<byte> digits = end < 0 ? field : field[..end];
        field = end < 0 ? default : field[end..];
        return Integer(digits, what, least, most);
    }

    private readonly long Integer(ReadOnlySpan<byte> field, string what, long least, long most) =>
        Utf8Parser.TryParse(field, out long value, out int used) && used == field.Length && value >= least && value <= most
            ? value
            : throw new ClefException(_file, what, Text(field), $"a whole number from {least} to {most}");

    private readonly int? OptionalInteger(ReadOnlySpan<byte> field, string what) =>
        field.IsEmpty ? null : (int)Integer(field, what, int.MinValue, int.MaxValue);

    private readonly double Number(ReadOnlySpan<byte> field, string what) =>
        Utf8Parser.TryParse(field, out double value, out int used) && used == field.Length && double.IsFinite(value)
            ? value
            : throw new ClefException(_file, what, Text(field), "a number");

    private readonly void Expect(int found, long stated, string what)
    {
        if (found < stated)
        {
            throw new ClefException(_file, what, found, $"{stated}, as the record line states");
        }
    }

    /// <summary>The text of a field that mostly repeats from line to line: the string of the line before where it is the same.</summary>
    private static string Again(ReadOnlySpan<byte> field, ref string last)
    {
        if (!Ascii.Equals(field, last))
        {
            last = Text(field);
        }

        return last;
    }

    private static string Text(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
