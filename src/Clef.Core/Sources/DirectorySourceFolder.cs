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
