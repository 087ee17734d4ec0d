namespace Clef.Core.Sources;

/// <summary>
/// Random access to the bytes of one file, wherever it lies: mapped from disk, inflated from an archive, or in memory.
/// Safe for concurrent reads. Reading beyond the end is a <see cref="ClefException"/>, never an access violation.
/// </summary>
public abstract class ByteSource : IDisposable
{
    /// <summary>The name shown in messages: a path, or <c>archive.zip/entry</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// The bytes [<paramref name="offset"/>, offset + <paramref name="count"/>), without a copy.
    /// Valid until the source is disposed.
    /// </summary>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw new ClefException(Name, "length", $"{Length} bytes", FormattableString.Invariant($"at least {offset} + {count} bytes"));
        }

        return SliceCore(offset, count);
    }

    /// <summary>At most <paramref name="count"/> bytes from <paramref name="offset"/>; fewer, or none, where the file ends.</summary>
    public ReadOnlySpan<byte> SliceUpTo(long offset, int count)
    {
        long available = Math.Clamp(Length - offset, 0, count);
        return offset < 0 || available == 0 ? default : SliceCore(offset, (int)available);
    }

    /// <summary>All bytes of a file that must not be larger than <paramref name="limit"/>.</summary>
    public ReadOnlySpan<byte> All(int limit)
    {
        if (Length > limit)
        {
            throw new ClefException(Name, "length", $"{Length} bytes", $"at most {limit} bytes for a file of this kind");
        }

        return SliceCore(0, (int)Length);
    }

    /// <summary>
    /// Says that a range will not soon be read again, so that a mapped file need not keep its pages resident. Reading it again is allowed.
    /// </summary>
    public virtual void Forget(long offset, long count)
    {
    }

    /// <summary>Range-checked access implemented by each kind of source.</summary>
    protected abstract ReadOnlySpan<byte> SliceCore(long offset, int count);

    /// <inheritdoc/>
    public abstract void Dispose();
}
