using System.IO.Compression;

namespace Clef.Signals.Tests.Formats.Dicom;

/// <summary>Builds small DICOM waveform objects in any uncompressed transfer syntax. Channel c has the stored value <c>10 c + i</c> at sample i.</summary>
internal sealed class DicomBuilder(string syntax)
{
    public const string ImplicitLittle = "1.2.840.10008.1.2", ExplicitLittle = "1.2.840.10008.1.2.1", ExplicitBig = "1.2.840.10008.1.2.2", Deflated = "1.2.840.10008.1.2.1.99";

    private readonly bool _explicit = syntax != ImplicitLittle;
    private readonly bool _big = syntax == ExplicitBig;

    public sealed record Group(int Channels = 2, int Samples = 30, string Rate = "250", string Offset = "0", bool Derived = false, string Interpretation = "SS", string Label = "Lead ");

    public byte[] Build(bool undefinedLengths, string name, params Group[] groups)
    {
        var set = new ByteWriter(_big);
        Put(set, 0x0008_0005, "CS", Text("ISO_IR 192"));
        Put(set, 0x0008_0016, "UI", Text("1.2.840.10008.5.1.4.1.1.9.1.1", '\0'));
        Put(set, 0x0008_002A, "DT", Text("20240301120000.500"));
        Put(set, 0x0010_0010, "PN", System.Text.Encoding.UTF8.GetBytes(name.Length % 2 == 0 ? name : name + ' '));
        Put(set, 0x0010_0020, "LO", Text("P1"));
        Put(set, 0x0010_0030, "DA", Text("19700131"));
        Put(set, 0x0010_0040, "CS", Text("F"));
        Put(set, 0x0010_1010, "AS", Text("054Y"));
        Sequence(set, 0x0040_B020, undefinedLengths, w =>
        {
            Put(w, 0x0040_A0B0, "US", Numbers(2, 1, 2));
            Put(w, 0x0040_A130, "CS", Text("SEGMENT"));
            Put(w, 0x0040_A132, "UL", Numbers(4, 6, 11));
            Put(w, 0x0070_0006, "ST", Text("a note"));
        });
        Sequence(set, 0x5400_0100, undefinedLengths, [.. groups.Select<Group, Action<ByteWriter>>(g => w => Write(w, g, undefinedLengths))]);
        byte[] body = set.ToArray();
        if (syntax == Deflated)
        {
            using var packed = new MemoryStream();
            using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, true))
            {
                deflate.Write(body);
            }

            body = packed.ToArray();
        }

        var file = new ByteWriter();
        file.Bytes(new byte[128]).Text("DICM");
        byte[] uid = Text(syntax, '\0');
        file.U16(2).U16(0x10).Text("UI").U16(uid.Length).Bytes(uid);
        return file.Bytes(body).ToArray();
    }

    private void Write(ByteWriter item, Group group, bool undefinedLengths)
    {
        Put(item, 0x0018_1068, "DS", Text(group.Offset));
        Put(item, 0x003A_0004, "CS", Text(group.Derived ? "DERIVED" : "ORIGINAL"));
        Put(item, 0x003A_0005, "US", Numbers(2, group.Channels));
        Put(item, 0x003A_0010, "UL", Numbers(4, group.Samples));
        Put(item, 0x003A_001A, "DS", Text(group.Rate));
        Sequence(item, 0x003A_0200, undefinedLengths, [.. Enumerable.Range(0, group.Channels).Select<int, Action<ByteWriter>>(c => w =>
        {
            Sequence(w, 0x003A_0208, undefinedLengths, code => Put(code, 0x0008_0104, "LO", Text($"{group.Label}{c + 1}")));
            Put(w, 0x003A_0210, "DS", Text("2.5"));
            Sequence(w, 0x003A_0211, undefinedLengths, code => Put(code, 0x0008_0100, "SH", Text("uV")));
            Put(w, 0x003A_0212, "DS", Text("2"));
            Put(w, 0x003A_0213, "DS", Text("7"));
            Put(w, 0x003A_0220, "DS", Text("0.05"));
        })]);
        int size = group.Interpretation[1] switch { 'B' => 1, 'S' => 2, _ => 4 };
        Put(item, 0x5400_1004, "US", Numbers(2, 8 * size));
        Put(item, 0x5400_1006, "CS", Text(group.Interpretation));
        int missing = size == 1 ? 99 : 9999;
        Put(item, 0x5400_100A, "OW", Numbers(size, missing));
        var data = new ByteWriter(_big);
        for (int i = 0; i < group.Samples; i++)
        {
            for (int c = 0; c < group.Channels; c++)
            {
                data.Bytes(Numbers(size, i == 3 ? missing : (10 * c) + i)[..size]);
            }
        }

        if (data.Length % 2 == 1)
        {
            data.U8(0);
        }

        Put(item, 0x5400_1010, "OW", data.ToArray());
    }

    private static byte[] Text(string text, char padding = ' ') => System.Text.Encoding.Latin1.GetBytes(text.Length % 2 == 0 ? text : text + padding);

    private byte[] Numbers(int size, params long[] values)
    {
        var bytes = new ByteWriter(_big);
        foreach (long value in values)
        {
            _ = size switch { 1 => bytes.U8((int)value).U8(0), 2 => bytes.U16(value), _ => bytes.U32(value) };
        }

        return bytes.ToArray();
    }

    private void Put(ByteWriter to, uint tag, string vr, byte[] value)
    {
        Header(to, tag, vr, value.Length);
        to.Bytes(value);
    }

    private void Header(ByteWriter to, uint tag, string vr, long length)
    {
        to.U16(tag >> 16).U16(tag & 0xFFFF);
        if (!_explicit)
        {
            to.U32(length);
        }
        else if (vr is "SQ" or "OW")
        {
            to.Text(vr).U16(0).U32(length);
        }
        else
        {
            to.Text(vr).U16(length);
        }
    }

    private void Sequence(ByteWriter to, uint tag, bool undefinedLength, params Action<ByteWriter>[] items)
    {
        var body = new ByteWriter(_big);
        foreach (Action<ByteWriter> item in items)
        {
            var inner = new ByteWriter(_big);
            item(inner);
            body.U16(0xFFFE).U16(0xE000).U32(undefinedLength ? 0xFFFFFFFF : inner.Length).Bytes(inner.ToArray());
            if (undefinedLength)
            {
                body.U16(0xFFFE).U16(0xE00D).U32(0);
            }
        }

        Header(to, tag, "SQ", undefinedLength ? 0xFFFFFFFF : body.Length);
        to.Bytes(body.ToArray());
        if (undefinedLength)
        {
            to.U16(0xFFFE).U16(0xE0DD).U32(0);
        }
    }
}
