using Clef.Core;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.ScpEcg;

/// <summary>One lead of section 3: first and last sample from 1, and its code.</summary>
internal readonly record struct ScpLead(long First, long Last, int Code)
{
    public long Count => Last - First + 1;
}

/// <summary>One beat of section 4, in samples from 1 at the full rate.</summary>
internal readonly record struct ScpBeat(int Type, long Start, long Fiducial, long End, long ProtectedStart, long ProtectedEnd);

/// <summary>
/// Sections 3 to 6 (EN 1064, 5.6 to 5.9): lead definitions, beats, the reference beat, and the rhythm data or, where reference beats were
/// subtracted, what is left of them. Bimodal data, which are stored at a lower rate outside the protected zones around each QRS, are interpolated
/// linearly between the centres of what each stored sample averaged.
/// </summary>
internal sealed class ScpWaveforms
{
    private const int NamedLeads = 255;
    private readonly string _file;
    private readonly ScpRecord _record;
    private readonly RemarkList _remarks;
    private readonly ScpHuffman _codes;

    public ScpWaveforms(string file, ScpRecord record, RemarkList remarks)
    {
        (_file, _record, _remarks) = (file, record, remarks);
        _codes = ScpHuffman.Read(file, record);
        ScpSection section = record[3];
        int count = section.Byte(0);
        IsSubtracted = (section.Byte(1) & 1) != 0;
        Leads = new ScpLead[count];
        for (int i = 0; i < count; i++)
        {
            int at = 2 + (9 * i);
            Leads[i] = new ScpLead(section.UInt32(at), section.UInt32(at + 4), section.Byte(at + 8));
            if (Leads[i].First < 1 || Leads[i].Count < 0)
            {
                throw new ClefException(file, $"lead {i + 1} of section 3", $"samples {Leads[i].First} to {Leads[i].Last}", "a first sample of 1 or more, and a last that is not before it");
            }
        }

        if (count is 0 or > NamedLeads)
        {
            throw new ClefException(file, "section 3", count, $"1 to {NamedLeads} leads");
        }

        Beats = record.Has(4) ? ReadBeats(record[4]) : [];
    }

    /// <summary>The leads in file order.</summary>
    public ScpLead[] Leads { get; }

    /// <summary>The beats of section 4; none where it is absent.</summary>
    public ScpBeat[] Beats { get; }

    /// <summary>True where the reference beat was subtracted from the rhythm data.</summary>
    public bool IsSubtracted { get; }

    /// <summary>Microseconds from sample to sample of the decoded leads.</summary>
    public int IntervalMicroseconds { get; private set; }

    /// <summary>Nanovolts of one unit of the decoded leads.</summary>
    public int Nanovolts { get; private set; }

    private int ReferenceFiducial { get; set; }

    /// <summary>Decodes every lead.</summary>
    public short[][] Decode()
    {
        ScpSection section = _record[6];
        (int nanovolts, int interval, int differences) = Head(section);
        bool bimodal = section.Byte(5) == 1;
        Nanovolts = nanovolts;
        IntervalMicroseconds = interval;

        // The reference beat is at the full rate; the rhythm data may be at a quarter of it, or less often at half.
        (short[][] Leads, int Nanovolts, int Interval)? reference = IsSubtracted || bimodal ? ReadReference() : null;
        int rate = reference is { } r && r.Interval > 0 && interval % r.Interval == 0 ? interval / r.Interval : 1;
        if (bimodal && (rate is < 2 or > 4 || Beats.Length == 0))
        {
            throw new ClefException(_file, "bimodal compression", rate, "beats in section 4, and a rhythm interval of 2 to 4 times that of section 5");
        }

        var leads = new short[Leads.Length][];
        int at = 6 + (2 * Leads.Length);
        for (int i = 0; i < leads.Length; i++)
        {
            int length = section.UInt16(6 + (2 * i));
            int available = Math.Min(length, Math.Max(0, section.Length - at));
            if (available < length)
            {
                _remarks.Add("lead-truncated", $"lead {i + 1} states {length} bytes and has {available}");
            }

            leads[i] = _codes.Decode(section.Slice(at, available), Leads[i].Count, differences);
            at += available;
            if (bimodal)
            {
                leads[i] = Expand(leads[i], Leads[i], rate);
            }

            if (leads[i].Length < Leads[i].Count && !(rate > 1 && !bimodal))
            {
                _remarks.Add("sample-count-wrong", $"lead {i + 1} states {Leads[i].Count} samples and {leads[i].Length} are stored");
            }
        }

        if (bimodal)
        {
            IntervalMicroseconds = reference!.Value.Interval;
            _remarks.Add("bimodal-interpolated", $"outside the protected zones around QRS one of {rate} samples is stored; the others were interpolated");
        }

        if (IsSubtracted && reference is { } beat)
        {
            AddReference(leads, beat);
        }
        else if (IsSubtracted)
        {
            throw new ClefException(_file, "section 5", null, "the reference beat, which section 3 says was subtracted");
        }

        return leads;
    }

    private (int Nanovolts, int Interval, int Differences) Head(ScpSection section)
    {
        (int nanovolts, int interval, int differences) = (section.UInt16(0), section.UInt16(2), section.Byte(4));
        return nanovolts > 0 && interval > 0
            ? (nanovolts, interval, differences)
            : throw new ClefException(_file, $"section {section.Id}", $"{nanovolts} nV, {interval} us", "a unit and an interval of more than 0");
    }

    private (short[][] Leads, int Nanovolts, int Interval)? ReadReference()
    {
        if (!_record.Has(5))
        {
            return null;
        }

        ScpSection section = _record[5];
        (int nanovolts, int interval, int differences) = Head(section);
        var leads = new short[Leads.Length][];
        int at = 6 + (2 * leads.Length);
        for (int i = 0; i < leads.Length; i++)
        {
            int length = section.UInt16(6 + (2 * i));
            leads[i] = _codes.Decode(section.Slice(at, length), length * 8L, differences);
            at += length;
        }

        return (leads, nanovolts, interval);
    }

    private ScpBeat[] ReadBeats(ScpSection section)
    {
        ReferenceFiducial = section.UInt16(2);
        int count = section.UInt16(4);
        int at = 6, zones = 6 + (14 * count);
        if (zones > section.Length)
        {
            _remarks.Add("beats-truncated", $"section 4 states {count} beats and is too short for them; they were left out");
            return [];
        }

        bool hasZones = zones + (8 * count) <= section.Length;
        var beats = new ScpBeat[count];
        for (int i = 0; i < count; i++, at += 14)
        {
            beats[i] = new ScpBeat(
                section.UInt16(at), section.UInt32(at + 2), section.UInt32(at + 6), section.UInt32(at + 10),
                hasZones ? section.UInt32(zones + (8 * i)) : 0, hasZones ? section.UInt32(zones + (8 * i) + 4) : -1);
        }

        return beats;
    }

    /// <summary>Adds the reference beat, its fiducial sample laid on that of each beat of type 0, between the ends of the subtraction.</summary>
    private void AddReference(short[][] leads, (short[][] Leads, int Nanovolts, int Interval) reference)
    {
        if (reference.Interval != IntervalMicroseconds)
        {
            throw new ClefException(_file, "section 5", $"{reference.Interval} us", $"the interval of the rhythm data, {IntervalMicroseconds} us");
        }

        double scale = (double)reference.Nanovolts / Nanovolts;
        foreach (ScpBeat beat in Beats.Where(b => b.Type == 0))
        {
            for (int l = 0; l < leads.Length; l++)
            {
                long first = Math.Max(beat.Start, Leads[l].First), last = Math.Min(beat.End, Leads[l].First + leads[l].Length - 1);
                for (long n = first; n <= last; n++)
                {
                    // Both fiducials count samples from 1.
                    long at = n - beat.Fiducial + ReferenceFiducial - 1;
                    if (at >= 0 && at < reference.Leads[l].Length)
                    {
                        long index = n - Leads[l].First;
                        leads[l][index] = (short)Math.Clamp(Math.Round(leads[l][index] + (reference.Leads[l][at] * scale)), short.MinValue, short.MaxValue);
                    }
                }
            }
        }
    }

    /// <summary>Restores the full rate of bimodal data. At most four samples come from a stored one.</summary>
    private short[] Expand(short[] stored, ScpLead lead, int rate)
    {
        var full = new short[Math.Min(lead.Count, (long)stored.Length * rate)];
        int read = 0;
        long n = 0;
        foreach (ScpBeat beat in Beats.Where(b => b.ProtectedEnd > b.ProtectedStart).OrderBy(b => b.ProtectedStart))
        {
            Interpolate(Math.Min(full.Length, beat.ProtectedStart - lead.First));
            long end = Math.Min(full.Length, beat.ProtectedEnd - lead.First + 1);
            while (n < end && read < stored.Length)
            {
                full[n++] = stored[read++];
            }
        }

        Interpolate(full.Length);
        return n == full.Length ? full : full[..(int)n];

        void Interpolate(long end)
        {
            int count = (int)Math.Min((Math.Max(0, end - n) + rate - 1) / rate, stored.Length - read);
            if (count <= 0)
            {
                return;
            }

            long length = Math.Min(end - n, (long)count * rate);
            double centre = (rate - 1) / 2.0;
            for (long i = 0; i < length; i++)
            {
                double position = Math.Clamp((i - centre) / rate, 0, count - 1);
                int left = (int)position;
                int right = Math.Min(left + 1, count - 1);
                full[n + i] = (short)Math.Round(stored[read + left] + ((stored[read + right] - stored[read + left]) * (position - left)));
            }

            n += length;
            read += count;
        }
    }
}
