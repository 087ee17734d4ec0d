using System.Globalization;
using System.Text;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Dicom;

/// <summary>One data element: a value in the file, or the items of a sequence (DICOM PS3.5, chapter 7).</summary>
internal sealed class DicomElement(string vr, long offset, long length)
{
    /// <summary>The value representation, <c>UN</c> where the file does not say and no table does.</summary>
    public string Vr => vr;

    /// <summary>Where the value starts.</summary>
    public long Offset => offset;

    /// <summary>Its length in bytes.</summary>
    public long Length => length;

    /// <summary>The items of a sequence.</summary>
    public List<DicomItem> Items { get; } = [];
}

/// <summary>The encoding of a file's text, from its attribute Specific Character Set; known only once the data set has been read.</summary>
internal sealed class DicomText
{
    /// <summary>Latin-1 until the file says otherwise.</summary>
    public Encoding Encoding { get; set; } = Encoding.Latin1;
}

/// <summary>A data set: the file's own, or one item of a sequence.</summary>
internal sealed class DicomItem(ByteSource source, bool bigEndian, DicomText text)
{
    private const int MaximumText = 1 << 16;
    private readonly Dictionary<uint, DicomElement> _elements = [];

    /// <summary>True where numbers have their most significant byte first.</summary>
    public bool BigEndian => bigEndian;

    /// <summary>The element of that tag (group in the upper half), or null.</summary>
    public DicomElement? this[uint tag] => _elements.GetValueOrDefault(tag);

    /// <summary>Adds an element; the first of a tag stays.</summary>
    public void Add(uint tag, DicomElement element) => _elements.TryAdd(tag, element);

    /// <summary>The items of a sequence; none where it is absent.</summary>
    public IReadOnlyList<DicomItem> Items(uint tag) => this[tag]?.Items ?? [];

    /// <summary>A text value without its padding, or null.</summary>
    public string? Text(uint tag)
    {
        if (this[tag] is not { } element || element.Length > MaximumText)
        {
            return null;
        }

        return HeaderText.OrNull(text.Encoding.GetString(source.Slice(element.Offset, (int)element.Length)).Trim('\0', ' '));
    }

    /// <summary>A decimal string, or null.</summary>
    public double? Decimal(uint tag) => Text(tag)?.Split('\\')[0] is { } first && HeaderText.TryNumber(first, out double value) ? value : null;

    /// <summary>All values of a decimal string.</summary>
    public double[] Decimals(uint tag) =>
        [.. (Text(tag) ?? "").Split('\\').Select(t => HeaderText.TryNumber(t, out double v) ? v : double.NaN).Where(double.IsFinite)];

    /// <summary>An unsigned number of two or four bytes, or null.</summary>
    public long? Number(uint tag) => Numbers(tag) is [long first, ..] ? first : null;

    /// <summary>All values of an element of unsigned numbers, of two bytes (US) or four (UL).</summary>
    public long[] Numbers(uint tag)
    {
        if (this[tag] is not { } element || element.Length > MaximumText)
        {
            return [];
        }

        // Where the file does not state the representation, two bytes are US and four are UL.
        int size = element.Vr == "UL" || (element.Vr == "UN" && element.Length == 4) ? 4 : 2;
        var values = new long[element.Length / size];
        ReadOnlySpan<byte> bytes = source.Slice(element.Offset, (int)element.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (long)(size == 4 ? StoredType.UInt32 : StoredType.UInt16).Decode(bytes[(i * size)..], bigEndian);
        }

        return values;
    }

    /// <summary>The code value and meaning of the first item of a code sequence.</summary>
    public (string? Value, string? Meaning) Code(uint tag) =>
        Items(tag) is [DicomItem first, ..] ? (first.Text(0x0008_0100), first.Text(0x0008_0104)) : (null, null);

    /// <summary>A date (DA) and a time (TM) as one.</summary>
    public DateTime? DateAndTime(uint date, uint time) =>
        Text(date) is { Length: >= 8 } day ? HeaderText.Timestamp(day.Replace(".", "", StringComparison.Ordinal) + Text(time)?.Replace(":", "", StringComparison.Ordinal)) : null;

    /// <summary>A number, for messages.</summary>
    public static string Tag(uint tag) => string.Create(CultureInfo.InvariantCulture, $"({tag >> 16:X4},{tag & 0xFFFF:X4})");
}
