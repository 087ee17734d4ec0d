namespace Clef.Core.Sources;

/// <summary>A file whose bytes are in memory: an upload, an archive's entry, or a test's.</summary>
public sealed class MemoryByteSource(string name, ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SliceCore(long offset, int count) => bytes.Span.Slice((int)offset, count);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
