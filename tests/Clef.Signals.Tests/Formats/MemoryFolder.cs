using Clef.Core.Sources;

namespace Clef.Signals.Tests.Formats;

/// <summary>A folder of files in memory, for built inputs.</summary>
internal sealed class MemoryFolder : SourceFolder
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public override string Name => "memory";

    public override IReadOnlyList<string> FileNames => [.. _files.Keys];

    public MemoryFolder With(string name, byte[] bytes)
    {
        _files[name] = bytes;
        return this;
    }

    public MemoryFolder With(string name, string text) => With(name, System.Text.Encoding.Latin1.GetBytes(text));

    public override ByteSource? TryOpen(string relativeName) =>
        _files.TryGetValue(relativeName, out byte[]? bytes) ? new MemoryByteSource(relativeName, bytes) : null;

    public override void Dispose()
    {
    }
}
