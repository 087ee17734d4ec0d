using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets;

/// <summary>What adapters share.</summary>
internal static class Support
{
    /// <summary>
    /// A split by the hash of the person's name, for datasets that publish none: it needs no file, does not depend on the order of rows,
    /// and keeps a person's items together.
    /// </summary>
    public static string HashSplit(string dataset, string patient, double train = 0.7, double validation = 0.15)
    {
        double at = StableHash.Fraction("dataset", dataset, patient);
        return at < train ? "train" : at < train + validation ? "validation" : "test";
    }

    /// <summary>The comment lines of a WFDB header, without '#'.</summary>
    public static IEnumerable<string> Comments(SourceFolder folder, string header)
    {
        using ByteSource source = folder.Open(header);
        foreach (string line in Encoding.Latin1.GetString(source.All(1 << 20)).Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                yield return line[1..].Trim();
            }
        }
    }

    /// <summary>The text after a key in a header's comments (<c>Age: 51</c>, <c>&lt;age&gt;: 51</c>); null where there is none.</summary>
    public static string? Comment(IEnumerable<string> comments, string key)
    {
        foreach (string comment in comments)
        {
            string plain = comment.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);
            if (plain.StartsWith(key, StringComparison.OrdinalIgnoreCase) && plain.Length > key.Length && plain[key.Length] == ':')
            {
                return plain[(key.Length + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>F, M or null.</summary>
    public static string? Sex(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "F" or "FEMALE" => "F",
        "M" or "MALE" => "M",
        _ => null,
    };

    /// <summary>A number, or null where the text is none.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text?.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A whole text file.</summary>
    public static string Text(SourceFolder folder, string name)
    {
        using ByteSource source = folder.Open(name);
        return Encoding.UTF8.GetString(source.All(CsvTable.MaximumBytes));
    }

    /// <summary>The part of a name after its last '/', without extension.</summary>
    public static string Stem(string file)
    {
        string last = file[(file.LastIndexOf('/') + 1)..];
        int dot = last.LastIndexOf('.');
        return dot > 0 ? last[..dot] : last;
    }

    /// <summary>The first of several files that is there.</summary>
    public static string First(SourceFolder folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (folder.FileNames.Contains(name))
            {
                return name;
            }
        }

        throw new ClefException(folder.Name, "file", names[0], "this file");
    }
}
