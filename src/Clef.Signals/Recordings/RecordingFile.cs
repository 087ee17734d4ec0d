using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Recordings;

/// <summary>Opens recordings of any format, from disk or from within a zip archive.</summary>
public static partial class RecordingFile
{
    private const int HeadBytes = 4096;

    /// <summary>Opens one file: a path on disk, or <c>archive.zip/inner/name</c>.</summary>
    public static Recording Open(string path)
    {
        if (File.Exists(path))
        {
            (string folder, string name) = Clef.Signals.Formats.Bids.BidsEntities.Locate(Path.GetFullPath(path));
            return Open(new DirectorySourceFolder(folder), name);
        }

        int zip = path.IndexOf(".zip/", StringComparison.OrdinalIgnoreCase);
        return zip >= 0 && File.Exists(path[..(zip + 4)])
            ? Open(new ZipSourceFolder(path[..(zip + 4)]), path[(zip + 5)..])
            : throw new ClefException(path, null, null, "an existing recording");
    }

    /// <summary>Opens one recording of a folder or archive by the name of its entry file.</summary>
    public static Recording Open(SourceFolder folder, string fileName)
    {
        using var opened = new OpenedEntry(folder, fileName);
        IRecordingFormat format = Recognise(fileName, opened.Source.SliceUpTo(0, HeadBytes))
            ?? throw new ClefException($"{folder.Name}/{fileName}", "format", null, $"one of {string.Join(", ", Formats.Select(f => f.Name))}");
        return format.Open(opened.Folder, fileName);
    }

    /// <summary>
    /// The names of all entry files of recordings in a folder or archive, in ordinal order. Of each file only the head is read; one whose head cannot be read
    /// is judged by its name, so that opening it says what is wrong, and it does not hide the others.
    /// </summary>
    public static IEnumerable<string> List(SourceFolder folder) =>
        folder.FileNames.Where(name => Recognise(folder, name) is { } format && !format.BelongsToAnother(folder, name));

    private static IRecordingFormat? Recognise(SourceFolder folder, string fileName)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        try
        {
            head = head[..folder.ReadHead(fileName, head)];
        }
        catch (ClefException)
        {
            head = default;
        }

        return Recognise(fileName, head);
    }

    private static IRecordingFormat? Recognise(string fileName, ReadOnlySpan<byte> head)
    {
        foreach (IRecordingFormat format in Formats)
        {
            if (format.Recognises(fileName, head))
            {
                return format;
            }
        }

        return null;
    }
}
