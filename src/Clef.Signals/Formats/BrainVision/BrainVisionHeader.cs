using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.BrainVision;

/// <summary>
/// The sections and keys of a BrainVision header or marker file ("BrainVision Core Data Format 1.0", Brain Products). Keys are compared without
/// regard to case; lines that start with ';' are comments; the text after <c>[Comment]</c> is free.
/// </summary>
internal sealed class BrainVisionHeader
{
    /// <summary>Largest header or marker file: a day of markers is about 10 MB.</summary>
    private const int MaximumBytes = 1 << 26;

    private readonly string _file;
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.OrdinalIgnoreCase);

    private BrainVisionHeader(string file) => _file = file;

    /// <summary>Reads a file whose first line must start with <paramref name="title"/>, blanks aside.</summary>
    public static BrainVisionHeader Read(ByteSource source, string title, RemarkList remarks)
    {
        string text = Decode(source, remarks);
        var header = new BrainVisionHeader(source.Name);
        Dictionary<string, string>? section = null;
        bool first = true;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (first)
            {
                first = false;
                if (!line.ToString().Replace(" ", "", StringComparison.Ordinal).StartsWith(title, StringComparison.OrdinalIgnoreCase))
                {
                    throw new ClefException(source.Name, "first line", line.ToString(), $"a line that starts with '{title}', blanks aside");
                }
            }
            else if (line.Length == 0 || line[0] == ';')
            {
                continue;
            }
            else if (line[0] == '[' && line[^1] == ']')
            {
                string name = line[1..^1].Trim().ToString();
                section = name.Equals("Comment", StringComparison.OrdinalIgnoreCase) ? null : new(StringComparer.OrdinalIgnoreCase);
                if (section is not null && !header._sections.TryAdd(name, section))
                {
                    remarks.Add("section-repeated", $"the section [{name}] occurs again; the first was read");
                }
            }
            else if (section is not null && line.IndexOf('=') is > 0 and int equals)
            {
                section.TryAdd(line[..equals].Trim().ToString(), line[(equals + 1)..].Trim().ToString());
            }
        }

        return header;
    }

    /// <summary>A value, or null.</summary>
    public string? this[string section, string key] =>
        _sections.TryGetValue(section, out Dictionary<string, string>? keys) && keys.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

    /// <summary>A value that must be there.</summary>
    public string Need(string section, string key, string expected) =>
        this[section, key] ?? throw new ClefException(_file, $"[{section}] {key}", null, expected);

    /// <summary>A whole number in a range, or null where the key is absent.</summary>
    public int? Whole(string section, string key, int minimum, int maximum) => this[section, key] is not { } text ? null
        : HeaderText.TryNumber(text, out double value) && value >= minimum && value <= maximum && value == Math.Floor(value) ? (int)value
        : throw new ClefException(_file, $"[{section}] {key}", text, $"a whole number of {minimum} to {maximum}");

    /// <summary>The entries <c>prefix1</c>, <c>prefix2</c>, ... in the order of their numbers.</summary>
    public IEnumerable<(int Number, string[] Fields)> Numbered(string section, string prefix)
    {
        if (!_sections.TryGetValue(section, out Dictionary<string, string>? keys))
        {
            return [];
        }

        return keys
            .Where(k => k.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && int.TryParse(k.Key.AsSpan(prefix.Length), out _))
            .Select(k => (int.Parse(k.Key.AsSpan(prefix.Length), System.Globalization.CultureInfo.InvariantCulture),
                k.Value.Split(',').Select(f => f.Trim().Replace("\\1", ",", StringComparison.Ordinal)).ToArray()))
            .OrderBy(k => k.Item1);
    }

    /// <summary>UTF-8 where the file says so or is so; else the Latin alphabet of Windows (code page 1252), of which Latin-1 is read.</summary>
    private static string Decode(ByteSource source, RemarkList remarks)
    {
        ReadOnlySpan<byte> bytes = source.All(MaximumBytes);
        bool ansi = bytes[..Math.Min(bytes.Length, 1024)].IndexOf("Codepage=ANSI"u8) >= 0;
        return ansi ? Encoding.Latin1.GetString(bytes) : HeaderText.Decode(bytes, remarks);
    }
}
