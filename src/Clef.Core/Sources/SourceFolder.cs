namespace Clef.Core.Sources;

/// <summary>
/// A place that holds files by relative name: a folder on disk or a zip archive read in place. A recording that is made of several
/// files finds its siblings here, and can reach nothing outside.
/// Names use '/' and never start with it. Safe for concurrent use.
/// </summary>
public abstract class SourceFolder : IDisposable
{
    /// <summary>The folder's or the archive's path, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The names of all files, in ordinal order.</summary>
    public abstract IReadOnlyList<string> FileNames { get; }

    /// <summary>Opens a file by its relative name, or answers null where there is none (or where the name points outside).</summary>
    public abstract ByteSource? TryOpen(string relativeName);

    /// <summary>Opens a file that must be there.</summary>
    public ByteSource Open(string relativeName) =>
        TryOpen(relativeName) ?? throw new ClefException(Name, "file", relativeName, "a file of that name inside the same folder or archive");

    /// <summary>
    /// Reads the first bytes of a file, as many as fit and are there, without reading or inflating the rest; listing an archive of large files so costs
    /// its directory and some kilobytes an entry.
    /// </summary>
    /// <returns>The number of bytes read; fewer than fit only where the file ends.</returns>
    /// <exception cref="ClefException">There is no such file, or it cannot be read.</exception>
    public virtual int ReadHead(string relativeName, Span<byte> destination)
    {
        using ByteSource source = Open(relativeName);
        ReadOnlySpan<byte> head = source.SliceUpTo(0, destination.Length);
        head.CopyTo(destination);
        return head.Length;
    }

    /// <summary>
    /// The name of a sibling of <paramref name="fileName"/>, or null where <paramref name="sibling"/> is rooted or climbs out of the folder.
    /// </summary>
    public static string? Sibling(string fileName, string sibling)
    {
        if (sibling.Length == 0 || sibling.Contains('\\') || sibling.Contains('\0') || sibling.StartsWith('/') || sibling.Contains(':'))
        {
            return null;
        }

        foreach (Range part in sibling.AsSpan().Split('/'))
        {
            if (sibling.AsSpan()[part] is "" or "." or "..")
            {
                return null;
            }
        }

        int slash = fileName.LastIndexOf('/');
        return slash < 0 ? sibling : string.Concat(fileName.AsSpan(0, slash + 1), sibling);
    }

    /// <summary>Opens a folder, or a zip archive, by its path.</summary>
    public static SourceFolder OpenPath(string path) =>
        Directory.Exists(path) ? new DirectorySourceFolder(path)
        : File.Exists(path) ? new ZipSourceFolder(path)
        : throw new ClefException(path, null, null, "an existing folder or zip archive");

    /// <inheritdoc/>
    public abstract void Dispose();
}
