namespace Clef.Signals.Formats.Wfdb;

/// <summary>How samples are stored, by the numbers of signal(5) of the WFDB library.</summary>
public enum WfdbSampleFormat
{
    /// <summary>No file: the signal exists in the layout only.</summary>
    None = 0,

    /// <summary>8-bit first differences.</summary>
    Difference8 = 8,

    /// <summary>16-bit two's complement, little end first.</summary>
    Integer16 = 16,

    /// <summary>24-bit two's complement, little end first.</summary>
    Integer24 = 24,

    /// <summary>32-bit two's complement, little end first.</summary>
    Integer32 = 32,

    /// <summary>16-bit two's complement, big end first.</summary>
    BigEndian16 = 61,

    /// <summary>8-bit offset binary.</summary>
    Offset8 = 80,

    /// <summary>16-bit offset binary, little end first.</summary>
    Offset16 = 160,

    /// <summary>Two 12-bit samples in three bytes.</summary>
    Packed212 = 212,

    /// <summary>Three 10-bit samples in four bytes, the third spread over the high bits of both pairs.</summary>
    Packed310 = 310,

    /// <summary>Three 10-bit samples in four bytes, in order from the lowest bit.</summary>
    Packed311 = 311,

    /// <summary>FLAC stream of 8-bit samples.</summary>
    Flac8 = 508,

    /// <summary>FLAC stream of 16-bit samples.</summary>
    Flac16 = 516,

    /// <summary>FLAC stream of 24-bit samples.</summary>
    Flac24 = 524,
}

/// <summary>Facts of each storage format.</summary>
internal static class WfdbSampleFormats
{
    /// <summary>True for the numbers that this reader knows.</summary>
    public static bool IsKnown(int number) => Enum.IsDefined((WfdbSampleFormat)number);

    /// <summary>True where the file is a FLAC stream.</summary>
    public static bool IsFlac(this WfdbSampleFormat format) => format is WfdbSampleFormat.Flac8 or WfdbSampleFormat.Flac16 or WfdbSampleFormat.Flac24;

    /// <summary>Bits of a sample's value.</summary>
    public static int Bits(this WfdbSampleFormat format) => format switch
    {
        WfdbSampleFormat.Difference8 or WfdbSampleFormat.Offset8 or WfdbSampleFormat.Flac8 => 8,
        WfdbSampleFormat.Packed310 or WfdbSampleFormat.Packed311 => 10,
        WfdbSampleFormat.Packed212 => 12,
        WfdbSampleFormat.Integer24 or WfdbSampleFormat.Flac24 => 24,
        WfdbSampleFormat.Integer32 => 32,
        _ => 16,
    };

    /// <summary>
    /// The value that means "no sample" (the most negative one, WFDB_INVALID_SAMPLE); long.MinValue for differences, which cannot say so.
    /// </summary>
    public static long Invalid(this WfdbSampleFormat format) =>
        format is WfdbSampleFormat.Difference8 or WfdbSampleFormat.None ? long.MinValue : -(1L << (format.Bits() - 1));

    /// <summary>The smallest run of whole bytes that holds whole samples: its samples and its bytes.</summary>
    public static (int Samples, int Bytes) Pack(this WfdbSampleFormat format) => format switch
    {
        WfdbSampleFormat.Packed212 => (2, 3),
        WfdbSampleFormat.Packed310 or WfdbSampleFormat.Packed311 => (3, 4),
        _ => (1, format.Bits() / 8),
    };

    /// <summary>Whole samples in a number of bytes; a pack that is cut short yields the samples whose bits are all there.</summary>
    public static long SamplesIn(this WfdbSampleFormat format, long bytes)
    {
        (int samples, int packBytes) = format.Pack();
        long rest = bytes % packBytes;
        long partial = format switch
        {
            WfdbSampleFormat.Packed212 => rest / 2,
            WfdbSampleFormat.Packed310 => rest / 2,
            WfdbSampleFormat.Packed311 => rest - 1 is > 0 and var whole ? whole : 0,
            _ => 0,
        };
        return bytes / packBytes * samples + partial;
    }
}
