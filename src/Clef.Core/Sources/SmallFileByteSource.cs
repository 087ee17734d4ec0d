using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Clef.Core.Sources;

/// <summary>
/// A small file read whole into a rented buffer when it is opened. Up to some hundred kilobytes this costs less than a mapping with its page faults, and
/// several threads do not wait for one another's changes of the address space.
/// </summary>
public sealed class SmallFileByteSource : ByteSource
{
    /// <summary>The largest file that is read rather than mapped: 256 KiB, a ten-second twelve-lead ECG at 1,000 Hz.</summary>
    public const int MaximumBytes = 1 << 18;

    private byte[]? _buffer;

    private SmallFileByteSource(string path, byte[] buffer, int length) => (Name, _buffer, Length) = (path, buffer, length);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens a file: read at once where it is small, mapped otherwise.</summary>
    /// <exception cref="ClefException">The file cannot be read.</exception>
    public static ByteSource Open(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            long stated = RandomAccess.GetLength(file);
            if (stated > MaximumBytes)
            {
                return new MappedByteSource(path);
            }

            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)stated);
            int length = 0;
            while (length < stated)
            {
                int got = RandomAccess.Read(file, buffer.AsSpan(length, (int)stated - length), length);
                if (got == 0)
                {
                    break; // the file was cut in between; what is there is its content
                }

                length += got;
            }

            return new SmallFileByteSource(path, buffer, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(path, null, null, $"a readable file ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SliceCore(long offset, int count)
    {
        byte[]? buffer = _buffer;
        ObjectDisposedException.ThrowIf(buffer is null, this);
        return buffer.AsSpan((int)offset, count);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
