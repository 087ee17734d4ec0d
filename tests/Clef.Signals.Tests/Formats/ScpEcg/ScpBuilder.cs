using Clef.Signals.Formats.ScpEcg;

namespace Clef.Signals.Tests.Formats.ScpEcg;

/// <summary>Builds small SCP-ECG records with any of the standard's encodings.</summary>
internal sealed class ScpBuilder
{
    /// <summary>Two tables: the first has no escape and switches to the second, which has one.</summary>
    internal static readonly (string Prefix, int Total, int Value, bool IsValue)[][] OwnTables =
    [
        [("0", 1, 0, true), ("10", 2, 1, true), ("110", 3, -1, true), ("1110", 4, 2, false)],
        [("00", 2, 0, true), ("01", 2, 3, true), ("10", 18, 5, true)],
    ];

    /// <summary>Two leads from which a reference beat was subtracted at two places, with bimodal data or without.</summary>
    internal static ScpBuilder Subtracted(bool bimodal)
    {
        short[] beat = [.. Enumerable.Range(0, 41).Select(i => (short)(500 - (25 * Math.Abs(i - 20))))];
        short[] lead = [.. Enumerable.Repeat((short)40, 240)];
        foreach (int fiducial in (int[])[61, 161])
        {
            for (int i = 0; i < beat.Length; i++)
            {
                lead[fiducial - 21 + i] += beat[i];
            }
        }

        return new ScpBuilder
        {
            Leads = [lead, [.. lead.Select(s => (short)(2 * s))]],
            Reference = [beat, [.. beat.Select(s => (short)(2 * s))]],
            ReferenceFiducial = 21,
            Differences = 2,
            Bimodal = bimodal,
            Beats = [(0, 41, 61, 81, 41, 80), (0, 141, 161, 181, 141, 180)],
        };
    }

    /// <summary>The codes used: prefix text of bits, all bits, value. Null stores plain integers; empty names the standard table.</summary>
    public (string Prefix, int Total, int Value, bool IsValue)[][]? Tables { get; init; } = [];

    public int Differences { get; init; }

    public bool Bimodal { get; init; }

    /// <summary>Samples of each lead, as they are to be read.</summary>
    public required short[][] Leads { get; init; }

    public short[][]? Reference { get; init; }

    /// <summary>Sample of the reference beat, from 1, that lies on each fiducial.</summary>
    public int ReferenceFiducial { get; init; } = 1;

    public (int Type, int Start, int Fiducial, int End, int ProtectedStart, int ProtectedEnd)[] Beats { get; init; } = [];

    public byte[] LeadCodes { get; init; } = [1, 2, 3, 4, 5, 6];

    private static (string Prefix, int Total, int Value, bool IsValue)[] Standard { get; } =
    [
        ("0", 1, 0, true), .. Enumerable.Range(1, 8).SelectMany(n => new[] { (new string('1', n) + "00", n + 2, n, true), (new string('1', n) + "01", n + 2, -n, true) }),
        ("1111111110", 18, 0, true), ("1111111111", 26, 0, true),
    ];

    public byte[] Build()
    {
        var sections = new List<(int Id, byte[] Body)> { (1, Patient()) };
        if (Tables is not null)
        {
            sections.Add((2, Codes()));
        }

        var definition = new ByteWriter();
        definition.U8(Leads.Length).U8((Reference is null ? 0 : 1) | 4 | (Leads.Length << 3));
        for (int i = 0; i < Leads.Length; i++)
        {
            definition.U32(1).U32(Leads[i].Length).U8(LeadCodes[i]);
        }

        sections.Add((3, definition.ToArray()));
        if (Beats.Length > 0)
        {
            var beats = new ByteWriter();
            beats.U16(100).U16(ReferenceFiducial).U16(Beats.Length);
            foreach (var beat in Beats)
            {
                beats.U16(beat.Type).U32(beat.Start).U32(beat.Fiducial).U32(beat.End);
            }

            foreach (var beat in Beats)
            {
                beats.U32(beat.ProtectedStart).U32(beat.ProtectedEnd);
            }

            sections.Add((4, beats.ToArray()));
        }

        if (Reference is not null || Bimodal)
        {
            sections.Add((5, Data(Reference ?? [.. Leads.Select(_ => Array.Empty<short>())], 2000)));
        }

        sections.Add((6, Data([.. Leads.Select((l, i) => Reduce(Subtract(l, i)))], Bimodal ? 8000 : 2000)));
        return Assemble(sections);
    }

    private short[] Subtract(short[] lead, int index)
    {
        short[] rest = [.. lead];
        foreach (var beat in Beats.Where(b => Reference is not null && b.Type == 0))
        {
            for (int n = beat.Start; n <= beat.End; n++)
            {
                int at = n - beat.Fiducial + ReferenceFiducial - 1;
                if (at >= 0 && at < Reference![index].Length)
                {
                    rest[n - 1] -= Reference[index][at];
                }
            }
        }

        return rest;
    }

    /// <summary>Outside the protected zones, the mean of each four samples.</summary>
    private short[] Reduce(short[] lead)
    {
        if (!Bimodal)
        {
            return lead;
        }

        var stored = new List<short>();
        int n = 0;
        foreach ((int start, int end) in Beats.Select(b => (b.ProtectedStart - 1, b.ProtectedEnd)).Append((lead.Length, lead.Length)))
        {
            for (; n < start; n += 4)
            {
                stored.Add((short)lead.Skip(n).Take(Math.Min(4, start - n)).Average(s => s));
            }

            n = start;
            for (; n < end; n++)
            {
                stored.Add(lead[n]);
            }
        }

        return [.. stored];
    }

    private byte[] Data(short[][] leads, int interval)
    {
        byte[][] packed = [.. leads.Select(Encode)];
        var section = new ByteWriter();
        section.U16(2500).U16(interval).U8(Differences).U8(Bimodal && interval == 8000 ? 1 : 0);
        foreach (byte[] lead in packed)
        {
            section.U16(lead.Length);
        }

        foreach (byte[] lead in packed)
        {
            section.Bytes(lead);
        }

        return section.ToArray();
    }

    private byte[] Encode(short[] samples)
    {
        var stored = new short[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            stored[i] = (short)(i < Differences ? samples[i]
                : Differences switch { 0 => samples[i], 1 => samples[i] - samples[i - 1], _ => samples[i] - (2 * samples[i - 1]) + samples[i - 2] });
        }

        if (Tables is null)
        {
            var plain = new ByteWriter();
            Array.ForEach(stored, s => plain.U16(s));
            return plain.ToArray();
        }

        var bits = new System.Text.StringBuilder();
        var tables = Tables.Length == 0 ? [Standard] : Tables;
        int table = 0;
        foreach (short value in stored)
        {
            var exact = tables[table].FirstOrDefault(c => c.IsValue && c.Total == c.Prefix.Length && c.Value == value);
            if (exact.Prefix is null)
            {
                var escape = tables[table].FirstOrDefault(c => c.IsValue && c.Total > c.Prefix.Length && Fits(value - c.Value, c.Total - c.Prefix.Length));
                if (escape.Prefix is null)
                {
                    // Switch to the other table, which has the escape, and stay there.
                    bits.Append(tables[table].Single(c => !c.IsValue).Prefix);
                    table = 1;
                    escape = tables[table].First(c => c.Total > c.Prefix.Length);
                }

                int extra = escape.Total - escape.Prefix.Length;
                bits.Append(escape.Prefix).Append(Convert.ToString((value - escape.Value) & ((1 << extra) - 1), 2).PadLeft(extra, '0'));
                continue;
            }

            bits.Append(exact.Prefix);
        }

        // Ones complete the last byte: no code of any table begins with so many.
        while (bits.Length % 8 != 0)
        {
            bits.Append('1');
        }

        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.ToString(8 * i, 8), 2))];
    }

    private static bool Fits(int value, int bits) => value >= -(1 << (bits - 1)) && value < 1 << (bits - 1);

    private byte[] Codes()
    {
        var section = new ByteWriter();
        if (Tables!.Length == 0)
        {
            return section.U16(19999).ToArray();
        }

        section.U16(Tables.Length);
        foreach (var table in Tables)
        {
            section.U16(table.Length);
            foreach ((string prefix, int total, int value, bool isValue) in table)
            {
                long code = prefix.Select((bit, i) => bit == '1' ? 1L << i : 0).Sum();
                section.U8(prefix.Length).U8(total).U8(isValue ? 1 : 0).U16(value).U32(code);
            }
        }

        return section.ToArray();
    }

    private static byte[] Patient()
    {
        var section = new ByteWriter();
        section.U8(0).U16(5).Text("Doe\0\0").U8(1).U16(5).Text("Jane\0").U8(2).U16(3).Text("P1\0").U8(4).U16(3).U16(54).U8(1)
            .U8(5).U16(4).U16(1970).U8(1).U8(31).U8(8).U16(1).U8(2).U8(25).U16(4).U16(2024).U8(3).U8(1).U8(26).U16(3).U8(12).U8(30).U8(15)
            .U8(27).U16(2).U16(5).U8(28).U16(2).U16(150).U8(255).U16(0);
        return section.ToArray();
    }

    private static byte[] Assemble(List<(int Id, byte[] Body)> sections)
    {
        var pointers = new ByteWriter();
        var body = new ByteWriter();
        int at = 6 + 16 + (10 * (sections.Count + 1));
        pointers.U16(0).U32(16 + (10 * (sections.Count + 1))).U32(7);
        foreach ((int id, byte[] content) in sections)
        {
            byte[] section = Section(id, content);
            pointers.U16(id).U32(section.Length).U32(at + body.Length + 1);
            body.Bytes(section);
        }

        byte[] rest = [.. new ByteWriter().U32(at + body.Length).ToArray(), .. Section(0, pointers.ToArray()), .. body.ToArray()];
        return [.. new ByteWriter().U16(ScpChecksum.Compute(rest)).ToArray(), .. rest];
    }

    private static byte[] Section(int id, byte[] content)
    {
        byte[] padded = content.Length % 2 == 0 ? content : [.. content, 0];
        byte[] rest = new ByteWriter().U16(id).U32(padded.Length + 16).U8(20).U8(20).Text(id == 0 ? "SCPECG" : "", 6).Bytes(padded).ToArray();
        return [.. new ByteWriter().U16(ScpChecksum.Compute(rest)).ToArray(), .. rest];
    }
}
