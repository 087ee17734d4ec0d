using System.IO.Compression;

namespace Clef.Core.Sources;

/// <summary>
/// A zip archive read in place. An entry is inflated into memory when it is opened, never beyond the size its directory states,
/// and never beyond <see cref="MaximumEntryBytes"/>.
/// </summary>
public sealed class ZipSourceFolder : SourceFolder
{
    /// <summary>The largest entry that is inflated: 2,000,000,000 bytes.</summary>
    public const long MaximumEntryBytes = 2_000_000_000;

    private readonly string _path;
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);
    private readonly string[] _names;
    private readonly Stack<ZipArchive> _idle = new();

    /// <summary>Reads the archive's directory.</summary>
    public ZipSourceFolder(string path)
    {
        _path = path;
        ZipArchive archive = OpenArchive();
        for (int i = 0; i < archive.Entries.Count; i++)
        {
            string name = archive.Entries[i].FullName;
            if (!name.EndsWith('/') && Sibling("", name) is not null)
            {
                _entries.TryAdd(name, i);
            }
        }

        _idle.Push(archive);
        _names = _entries.Keys.ToArray();
        Array.Sort(_names, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override string Name => _path;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => _names;

    /// <inheritdoc/>
    public override ByteSource? TryOpen(string relativeName)
    {
        if (!_entries.ContainsKey(relativeName))
        {
            return null;
        }

        string name = $"{_path}/{relativeName}";
        return With(relativeName, entry => entry.Length <= MaximumEntryBytes
            ? new MemoryByteSource(name, Inflate(entry, name))
            : throw new ClefException(name, "size", entry.Length, $"at most {MaximumEntryBytes} bytes"));
    }

    /// <inheritdoc/>
    public override int ReadHead(string relativeName, Span<byte> destination)
    {
        if (!_entries.ContainsKey(relativeName))
        {
            return base.ReadHead(relativeName, destination); // says that there is none
        }

        int wanted = destination.Length;
        byte[] head = With(relativeName, entry =>
        {
            using Stream stream = entry.Open();
            var bytes = new byte[(int)Math.Min(wanted, entry.Length)];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        });
        head.CopyTo(destination);
        return head.Length;
    }

    /// <summary>Does something with an entry, which is there; what is wrong with the archive becomes an error that names it.</summary>
    private T With<T>(string relativeName, Func<ZipArchiveEntry, T> action)
    {
        ZipArchive archive = Rent();
        try
        {
            return action(archive.Entries[_entries[relativeName]]);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new ClefException($"{_path}/{relativeName}", null, null, $"an intact entry of a zip archive ({e.Message})", e);
        }
        finally
        {
            lock (_idle)
            {
                _idle.Push(archive);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out ZipArchive? archive))
            {
                archive.Dispose();
            }
        }
    }

    /// <summary>Grows with what the stream really yields, so that a lying directory cannot make a large allocation.</summary>
    private static byte[] Inflate(ZipArchiveEntry entry, string name)
    {
        using Stream stream = entry.Open();
        var buffer = new byte[(int)Math.Min(entry.Length, Math.Max(1 << 16, entry.CompressedLength * 8))];
        int read = 0;
        while (true)
        {
            int got = stream.Read(buffer, read, buffer.Length - read);
            read += got;
            if (read == entry.Length)
            {
                return buffer.Length == read ? buffer : buffer[..read];
            }

            if (got == 0)
            {
                throw new ClefException(name, "size", read, $"{entry.Length} bytes, as the archive's directory states");
            }

            if (read == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(entry.Length, buffer.Length * 2L));
            }
        }
    }

    private ZipArchive Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out ZipArchive? archive))
            {
                return archive;
            }
        }

        return OpenArchive();
    }

    private ZipArchive OpenArchive()
    {
        try
        {
            return new ZipArchive(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read), ZipArchiveMode.Read);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ClefException(_path, null, null, $"a readable zip archive ({e.Message})", e);
        }
    }
}
