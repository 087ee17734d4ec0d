using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Clef.Core.Sources;

/// <summary>A file mapped into memory, so that only the pages that are read are ever resident.</summary>
public sealed unsafe partial class MappedByteSource : ByteSource
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    /// <summary>Maps a file for reading.</summary>
    public MappedByteSource(string path)
    {
        Name = path;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
            Length = stream.Length;
            if (Length == 0)
            {
                return;
            }

            _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(path, null, null, $"a readable file ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> SliceCore(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_start is null && Length > 0, this);
        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <inheritdoc/>
    public override void Forget(long offset, long count)
    {
        // madvise takes whole pages; those that the range covers only in part stay.
        long page = Environment.SystemPageSize;
        long first = (offset + page - 1) / page * page, end = Math.Min(offset + count, Length) / page * page;
        if (OperatingSystem.IsLinux() && _start is not null && first >= 0 && end > first)
        {
            _ = Advise(_start + first, (nuint)(end - first), DontNeed);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_start is not null)
        {
            _start = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }
    }

    private const int DontNeed = 4; // MADV_DONTNEED: a shared mapping of a file drops its pages and reads them again when asked

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
