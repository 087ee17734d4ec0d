using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Reads an annotation file in MIT format: 16-bit words, six bits code and ten bits time since the mark before. Codes 59 to 63 carry long intervals
/// and the fields of a mark (annot(5)).
/// </summary>
internal static class WfdbAnnotationReader
{
    private const int Skip = 59, Number = 60, Subtype = 61, Channel = 62, Auxiliary = 63;
    private const long LatestSample = 1L << 53; // beyond, seconds in double precision no longer tell samples apart

    /// <summary>True where the bytes look like an annotation file: some marks, all words of known codes up to the end word.</summary>
    public static bool LooksRight(ByteSource source)
    {
        ReadOnlySpan<byte> head = source.SliceUpTo(0, 256);
        int words = 0;
        for (int at = 0; at + 2 <= head.Length; words++)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);
            int code = word >> 10;
            if (word == 0)
            {
                return source.Length <= at + 3 && source.Length >= 4;
            }

            if (code > WfdbAnnotationCodes.Largest && code < Skip)
            {
                return false;
            }

            at += 2 + code switch { Skip => 4, Auxiliary => (word & 0x3ff) + (word & 1), _ => 0 };
        }

        return words > 0 && head.Length == 256;
    }

    /// <summary>Reads all marks.</summary>
    public static WfdbAnnotationFile Read(ByteSource source)
    {
        ReadOnlySpan<byte> bytes = source.All(WfdbLimits.AnnotationBytes);
        var marks = new List<WfdbAnnotation>(Math.Min(bytes.Length / 2, 1024));
        double? resolution = null;
        long time = 0;
        int channel = 0, number = 0;
        var pending = new Mark();
        for (int at = 0; at + 2 <= bytes.Length;)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            int code = word >> 10, value = word & 0x3ff;
            at += 2;
            if (word == 0)
            {
                break;
            }

            switch (code)
            {
                case Skip:
                    // The high half comes first, each half little end first, as on the PDP-11.
                    ReadOnlySpan<byte> interval = Need(bytes, at, 4, source.Name);
                    time += (BinaryPrimitives.ReadInt16LittleEndian(interval) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(interval[2..]);
                    at += 4;
                    break;
                case Number:
                    pending.Number = number = unchecked((sbyte)value);
                    break;
                case Subtype:
                    pending.Subtype = unchecked((sbyte)value);
                    break;
                case Channel:
                    pending.Channel = channel = value & 0xff;
                    break;
                case Auxiliary:
                    ReadOnlySpan<byte> text = Need(bytes, at, value, source.Name).TrimEnd((byte)0);
                    pending.Text = Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
                    at += value + (value & 1);
                    break;
                case <= WfdbAnnotationCodes.Largest:
                    Flush(marks, pending, ref resolution);
                    time += value;
                    pending = new Mark { Any = true, Time = time, Code = code, Channel = channel, Number = number };
                    break;
                default:
                    throw new ClefException(source.Name, $"annotation code at byte {at - 2}", code, "a code from 0 to 49, or 59 to 63");
            }

            if (Math.Abs(time) > LatestSample)
            {
                throw new ClefException(source.Name, $"annotation time at byte {at}", time, $"at most {LatestSample} samples");
            }
        }

        Flush(marks, pending, ref resolution);
        return new WfdbAnnotationFile(marks, resolution);
    }

    private struct Mark
    {
        public bool Any;
        public long Time;
        public int Code, Subtype, Channel, Number;
        public string? Text;
    }

    /// <summary>Adds a mark; the notes by which the library stores its own settings (<c>##</c> at time 0) are not marks.</summary>
    private static void Flush(List<WfdbAnnotation> marks, in Mark mark, ref double? resolution)
    {
        if (!mark.Any)
        {
            return;
        }

        const string Resolution = "## time resolution:";
        if (mark is { Code: WfdbAnnotationCodes.Note, Text: { } text } && text.StartsWith("##", StringComparison.Ordinal))
        {
            if (text.StartsWith(Resolution, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(Resolution.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                && rate is >= WfdbLimits.LowestRate and <= WfdbLimits.HighestRate)
            {
                resolution = rate;
            }

            return;
        }

        marks.Add(new WfdbAnnotation(mark.Time, mark.Code)
        {
            Subtype = mark.Subtype,
            Channel = mark.Channel,
            Number = mark.Number,
            Auxiliary = mark.Text ?? "",
        });
    }

    private static ReadOnlySpan<byte> Need(ReadOnlySpan<byte> bytes, int at, int count, string file) =>
        at + count <= bytes.Length
            ? bytes.Slice(at, count)
            : throw new ClefException(file, $"annotation at byte {at}", $"{bytes.Length - at} bytes", $"{count} bytes more");
}
