using Clef.Core.Sources;

namespace Clef.Fuzz;

/// <summary>One recording as files in memory.</summary>
/// <param name="Name">What it is, for reports.</param>
/// <param name="Entry">The entry file.</param>
/// <param name="Files">All files by name.</param>
public sealed record FuzzInput(string Name, string Entry, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>Mends the checksums of a mutated entry file, so that mutations get past them; null where there are none.</summary>
    public Action<byte[]>? Seal { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Values.Sum(f => (long)f.Length);

    /// <summary>Writes the files below a folder, so that a finding can be kept as a regression input.</summary>
    public void Save(string folder)
    {
        foreach ((string name, byte[] bytes) in Files)
        {
            string path = Path.Combine(folder, name.Replace('/', '_'));
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(path, bytes);
        }
    }
}

/// <summary>A folder of one input's files, which notes every name asked for that would leave it.</summary>
public sealed class FuzzFolder(FuzzInput input) : SourceFolder
{
    /// <summary>The first name that points outside the folder; null where none was asked for.</summary>
    public string? Escaped { get; private set; }

    /// <inheritdoc/>
    public override string Name => "fuzz";

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames { get; } = [.. input.Files.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override ByteSource? TryOpen(string relativeName)
    {
        if (Sibling("", relativeName) is null)
        {
            Escaped ??= relativeName;
            return null;
        }

        return input.Files.TryGetValue(relativeName, out byte[]? bytes) ? new MemoryByteSource(relativeName, bytes) : null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
