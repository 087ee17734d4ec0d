using Microsoft.Win32.SafeHandles;

namespace Clef.Core.Sources;

/// <summary>A folder on disk, with everything below it.</summary>
public sealed class DirectorySourceFolder(string path) : SourceFolder
{
    private readonly string _root = Path.GetFullPath(path);
    private string[]? _names;

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => _names ??= List();

    /// <inheritdoc/>
    public override ByteSource? TryOpen(string relativeName)
    {
        if (Sibling("", relativeName) is null)
        {
            return null;
        }

        string full = Path.Combine(_root, relativeName);
        return File.Exists(full) ? SmallFileByteSource.Open(Path.Combine(path, relativeName)) : null;
    }

    /// <inheritdoc/>
    public override int ReadHead(string relativeName, Span<byte> destination)
    {
        string full = Path.Combine(_root, relativeName);
        if (Sibling("", relativeName) is null || !File.Exists(full))
        {
            return base.ReadHead(relativeName, destination); // says that there is none
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            int length = 0;
            for (int got; length < destination.Length && (got = RandomAccess.Read(file, destination[length..], length)) > 0;)
            {
                length += got;
            }

            return length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(full, null, null, $"a readable file ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private string[] List()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        string[] names = Directory.EnumerateFiles(_root, "*", options).Select(f => Path.GetRelativePath(_root, f).Replace('\\', '/')).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
