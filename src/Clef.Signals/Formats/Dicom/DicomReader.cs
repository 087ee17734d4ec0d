using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Dicom;

/// <summary>
/// Reads the data set of a DICOM file (PS3.10) in the four uncompressed transfer syntaxes: implicit little endian, explicit little endian, explicit
/// big endian, and deflated. Values stay in the file until asked for; sequences of defined and undefined length are followed.
/// </summary>
internal sealed class DicomReader
{
    private const int MaximumDepth = 16;
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const uint ItemTag = 0xFFFE_E000, ItemEnd = 0xFFFE_E00D, SequenceEnd = 0xFFFE_E0DD;

    private readonly ByteSource _source;
    private readonly DicomText _text = new();
    private bool _explicit;
    private bool _big;
    private long _at;
    private long _budget;

    private DicomReader(ByteSource source, bool isExplicit, bool big, long at)
    {
        (_source, _explicit, _big, _at) = (source, isExplicit, big, at);

        // An element takes at least eight bytes; each costs about a hundred here. Real waveform files have under one in a hundred bytes.
        _budget = 10_000 + (source.Length / 64);
    }

    /// <summary>Reads a file; where it is deflated, the second result is the inflated data set, which the caller owns.</summary>
    public static (DicomItem Set, ByteSource Data) Read(ByteSource source, RemarkList remarks)
    {
        long start = 132;
        if (!source.SliceUpTo(128, 4).SequenceEqual("DICM"u8))
        {
            throw new ClefException(source.Name, "prefix", null, "'DICM' at byte 128");
        }

        // Group 2 is always explicit little endian and names the syntax of the rest.
        var meta = new DicomReader(source, true, false, start);
        DicomItem first = meta.ReadSet(source.Length, 0, group: 2, remarks);
        string syntax = first.Text(0x0002_0010) ?? "";
        switch (syntax)
        {
            case "1.2.840.10008.1.2":
                return (Whole(new DicomReader(source, false, false, meta._at), remarks), source);
            case "1.2.840.10008.1.2.1":
                return (Whole(new DicomReader(source, true, false, meta._at), remarks), source);
            case "1.2.840.10008.1.2.2":
                return (Whole(new DicomReader(source, true, true, meta._at), remarks), source);
            case "1.2.840.10008.1.2.1.99":
                ByteSource inflated = Inflate(source, meta._at);
                return (Whole(new DicomReader(inflated, true, false, 0), remarks), inflated);
            case "":
                remarks.Add("transfer-syntax-missing", "no transfer syntax is stated; explicit little endian was assumed");
                return (Whole(new DicomReader(source, true, false, meta._at), remarks), source);
            default:
                throw new ClefException(source.Name, "transfer syntax (0002,0010)", syntax, "implicit or explicit little endian, explicit big endian, or deflated");
        }
    }

    private static DicomItem Whole(DicomReader reader, RemarkList remarks)
    {
        DicomItem set = reader.ReadSet(reader._source.Length, 0, group: -1, remarks);
        string character = set.Text(0x0008_0005)?.Split('\\')[0].Trim() ?? "";
        Encoding? encoding = character switch
        {
            "" or "ISO_IR 6" or "ISO_IR 100" => Encoding.Latin1,
            "ISO_IR 192" => Encoding.UTF8,
            _ => null,
        };
        if (encoding is null)
        {
            remarks.Add("character-set-approximate", $"text of the character set '{character}' was read as Latin-1");
        }

        reader._text.Encoding = encoding ?? Encoding.Latin1;
        return set;
    }

    private DicomItem ReadSet(long end, int depth, int group, RemarkList remarks)
    {
        var set = new DicomItem(_source, _big, _text);
        while (_at + 8 <= end)
        {
            long here = _at;
            uint tag = ReadTag();
            if (group >= 0 && tag >> 16 != group)
            {
                _at = here;
                break;
            }

            if (tag is ItemEnd or SequenceEnd)
            {
                _at = here;
                break;
            }

            if (--_budget < 0)
            {
                throw new ClefException(_source.Name, DicomItem.Tag(tag), null, "fewer elements than a file of this size can hold");
            }

            (string vr, uint length) = ReadHeader(tag);
            if (length == UndefinedLength || vr == "SQ")
            {
                var element = new DicomElement("SQ", _at, 0);
                ReadSequence(element, tag, length == UndefinedLength ? long.MaxValue : _at + length, depth, vr == "UN", remarks);
                set.Add(tag, element);
                continue;
            }

            if (length > end - _at)
            {
                // Only the waveform may be cut off: what there is of it is read.
                if (depth > 0 && tag != 0x5400_1010)
                {
                    throw new ClefException(_source.Name, DicomItem.Tag(tag), length, $"at most {end - _at} bytes");
                }

                remarks.Add("element-truncated", $"the element {DicomItem.Tag(tag)} is cut off");
                length = (uint)(end - _at);
            }

            set.Add(tag, new DicomElement(vr, _at, length));
            _at += length;
        }

        return set;
    }

    private void ReadSequence(DicomElement sequence, uint tag, long end, int depth, bool unknown, RemarkList remarks)
    {
        if (depth >= MaximumDepth)
        {
            throw new ClefException(_source.Name, DicomItem.Tag(tag), null, $"at most {MaximumDepth} levels");
        }

        // A sequence of unknown representation and undefined length is implicit little endian inside (PS3.5, 6.2.2).
        (bool wasExplicit, bool wasBig) = (_explicit, _big);
        if (unknown)
        {
            (_explicit, _big) = (false, false);
        }

        long limit = Math.Min(end, _source.Length);
        while (_at + 8 <= limit)
        {
            long here = _at;
            uint item = ReadTag();
            uint length = ReadUInt32();
            if (item == SequenceEnd)
            {
                break;
            }

            if (item != ItemTag || --_budget < 0)
            {
                throw new ClefException(_source.Name, $"{DicomItem.Tag(tag)} at {here}", DicomItem.Tag(item), "an item or the sequence's end");
            }

            bool open = length == UndefinedLength;
            if (!open && length > limit - _at)
            {
                remarks.Add("element-truncated", $"an item of {DicomItem.Tag(tag)} is cut off");
                length = (uint)(limit - _at);
            }

            long itemEnd = open ? limit : _at + length;
            sequence.Items.Add(ReadSet(itemEnd, depth + 1, -1, remarks));
            if (!open)
            {
                _at = itemEnd;
            }
            else if (_at + 8 <= limit)
            {
                if (ReadTag() == ItemEnd)
                {
                    ReadUInt32();
                }
                else
                {
                    _at -= 4;
                }
            }
        }

        if (end != long.MaxValue && end <= _source.Length)
        {
            _at = end;
        }

        (_explicit, _big) = (wasExplicit, wasBig);
    }

    private (string Vr, uint Length) ReadHeader(uint tag)
    {
        if (!_explicit)
        {
            return (ImplicitVr(tag), ReadUInt32());
        }

        ReadOnlySpan<byte> bytes = _source.Slice(_at, 4);
        string vr = Encoding.Latin1.GetString(bytes[..2]);
        _at += 4;
        return vr is "OB" or "OW" or "OF" or "OD" or "OL" or "OV" or "SQ" or "UC" or "UR" or "UT" or "UN" or "SV" or "UV"
            ? (vr, ReadUInt32())
            : (vr, _big ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
    }

    /// <summary>The representations that reading waveforms depends on (PS3.6); any other value is text, or not used.</summary>
    private static string ImplicitVr(uint tag) => tag switch
    {
        0x5400_0100 or 0x003A_0200 or 0x003A_0208 or 0x003A_0209 or 0x003A_0211 or 0x0040_B020 or 0x0040_A043 or 0x0040_08EA or 0x0040_A168
            or 0x0040_0555 or 0x003A_0300 => "SQ",
        0x003A_0005 or 0x003A_021A or 0x003A_0202 or 0x5400_1004 or 0x0040_A0B0 or 0x0040_A180 => "US",
        0x003A_0010 or 0x0040_A132 => "UL",
        _ => "UN",
    };

    private uint ReadTag()
    {
        ReadOnlySpan<byte> bytes = _source.Slice(_at, 4);
        _at += 4;
        return _big
            ? ((uint)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])
            : ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
    }

    private uint ReadUInt32()
    {
        ReadOnlySpan<byte> bytes = _source.Slice(_at, 4);
        _at += 4;
        return _big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Inflates the data set. Waveforms deflate two- to tenfold; more than thirty-two is refused.</summary>
    private static MemoryByteSource Inflate(ByteSource source, long start)
    {
        long limit = Math.Min(int.MaxValue / 2, (32 * (source.Length - start)) + (1 << 16));
        using var stream = new DeflateStream(new ByteSourceStream(source, start, source.Length - start), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var block = new byte[1 << 14];
        try
        {
            for (int got; (got = stream.Read(block, 0, block.Length)) > 0;)
            {
                if (inflated.Length + got > limit)
                {
                    throw new ClefException(source.Name, "deflated data set", null, $"at most {limit} bytes when inflated");
                }

                inflated.Write(block, 0, got);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ClefException(source.Name, "deflated data set", null, $"an intact deflate stream ({e.Message})", e);
        }

        return new MemoryByteSource(source.Name, inflated.GetBuffer().AsMemory(0, (int)inflated.Length));
    }
}
