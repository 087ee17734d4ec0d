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
        IRecordingFormat format = Recognise(fileName, opened.Source)
            ?? throw new ClefException($"{folder.Name}/{fileName}", "format", null, $"one of {string.Join(", ", Formats.Select(f => f.Name))}");
        return format.Open(opened.Folder, fileName);
    }

    /// <summary>The names of all entry files of recordings in a folder or archive, in ordinal order.</summary>
    public static IEnumerable<string> List(SourceFolder folder) =>
        folder.FileNames.Where(name => Recognise(folder, name) is { } format && !format.BelongsToAnother(folder, name));

    private static IRecordingFormat? Recognise(SourceFolder folder, string fileName)
    {
        using ByteSource source = folder.Open(fileName);
        return Recognise(fileName, source);
    }

    private static IRecordingFormat? Recognise(string fileName, ByteSource source)
    {
        ReadOnlySpan<byte> head = source.SliceUpTo(0, HeadBytes);
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
