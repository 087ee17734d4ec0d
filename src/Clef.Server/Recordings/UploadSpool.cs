using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Server.Health;
using Clef.Server.Problems;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>
/// Uploads on disk: a folder for each, named by its content's digest, with the file under a name of ours and <c>upload.json</c>, written last. The same content
/// uploaded twice is the same upload.
/// </summary>
internal sealed class UploadSpool
{
    private const int MostEntries = 4096;
    private const long LargestArchive = 512L << 20; // entries of an archive are inflated in memory; larger recordings come as single files
    private const string Manifest = "upload.json";

    private readonly DataFolder _data;
    private readonly ServeLimits _limits;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Lock _lock = new();
    private long _taken; // bytes of files that are kept and of what is coming in

    public UploadSpool(DataFolder data, ServeLimits limits, ServerMetrics metrics, TimeProvider time)
    {
        (_data, _limits, _metrics, _time, _places) = (data, limits, metrics, time, new SemaphoreSlim(limits.Uploads));
        foreach (string folder in Directory.EnumerateDirectories(_data.Uploads))
        {
            if (!File.Exists(Path.Combine(folder, Manifest)))
            {
                Directory.Delete(folder, recursive: true); // a service was killed before it had accepted this one
            }
        }

        _taken = Directory.EnumerateFiles(_data.Uploads, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
    }

    /// <summary>Bytes on disk, with what is coming in: counted once at the start, kept from then on.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes a body. Nothing of it is read beyond its head before that is known to be a recording.</summary>
    /// <param name="body">The body.</param>
    /// <param name="stated">The length that the client states; null where it does not.</param>
    /// <param name="name">The client's name for it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ApiException">It is none that can be taken.</exception>
    public async Task<Upload> Take(Stream body, long? stated, string? name, CancellationToken stop)
    {
        if (!await _places.WaitAsync(0, stop))
        {
            throw new ApiException(StatusCodes.Status429TooManyRequests, "Too many uploads at a time.", TimeSpan.FromSeconds(5));
        }

        try
        {
            if (stated > _limits.UploadBytes)
            {
                throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"A recording may have at most {_limits.UploadBytes} bytes.");
            }

            var head = new byte[UploadFormat.HeadBytes];
            int got = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
            IReadOnlyList<string> names = UploadFormat.NamesFor(name, head.AsSpan(0, got));
            if (UploadFormat.IsForm(head.AsSpan(0, got)))
            {
                throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The body has to be the file itself, not a form that holds it.");
            }

            if (names.Count == 0)
            {
                throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "The first bytes are those of no recording that can be uploaded: "
                    + "EDF, BDF, MATLAB, EEGLAB, DICOM, SCP-ECG, aECG, MUSE, Philips, CSV, or a zip archive (WFDB, BrainVision, BIDS).");
            }

            if (names[0] == UploadFormat.Archive)
            {
                UploadHead.CheckArchive(head.AsSpan(0, got), stated, LargestArchive);
            }

            if (UploadHead.LengthOf(names[0], head.AsSpan(0, got)) is > 0 and var needed)
            {
                int there = got;
                Array.Resize(ref head, Math.Max(needed, there));
                got += await body.ReadAtLeastAsync(head.AsMemory(there), head.Length - there, throwOnEndOfStream: false, stop);
                UploadHead.Check(names[0], head.AsMemory(0, got), stated ?? (got < head.Length ? got : _limits.UploadBytes));
            }

            if (stated is { } length && names.Count == 1 && UploadHead.IsJudgedByBeginning(names[0]))
            {
                UploadHead.Check(names[0], head.AsMemory(0, got), length);
            }

            return await Take(body, head.AsMemory(0, got), names, stop);
        }
        catch (IOException e) when (DiskFull.Explains(e))
        {
            throw NoRoom();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>All uploads that are whole.</summary>
    public IEnumerable<Upload> List()
    {
        foreach (string folder in Directory.EnumerateDirectories(_data.Uploads).Order(StringComparer.Ordinal))
        {
            string manifest = Path.Combine(folder, Manifest);
            yield return JsonSerializer.Deserialize<Upload>(File.ReadAllBytes(manifest), ServerJson.Options)
                ?? throw new ClefException(manifest, null, "null", "an upload's facts");
        }
    }

    /// <summary>The recordings of an upload.</summary>
    public IEnumerable<RecordingEntry> Entries(Upload upload)
    {
        string file = Path.Combine(_data.Uploads, upload.Id, upload.File);
        return upload.Recordings.Select(r => new RecordingEntry(
            r.Id, "upload", r.Name, r.Modality, () =>
                r.Name.Length == 0 ? RecordingFile.Open(file) : RecordingEntry.OpenOwned(new ZipSourceFolder(file), r.Name), upload.Digest,
            r.Name.Length == 0 && RecordingEntry.IsMappedFormat(file)));
    }

    /// <summary>Deletes an upload. The manifest goes first, so that half of one is never found.</summary>
    public void Delete(string id)
    {
        string folder = Path.Combine(_data.Uploads, id);
        lock (_lock)
        {
            if (Directory.Exists(folder))
            {
                long bytes = SizeOf(folder);
                File.Delete(Path.Combine(folder, Manifest));
                Directory.Delete(folder, recursive: true);
                Interlocked.Add(ref _taken, -bytes);
            }
        }
    }

    /// <summary>Receives and keeps a body. Its bytes are counted while they come, and no longer where it is not kept.</summary>
    private async Task<Upload> Take(Stream body, ReadOnlyMemory<byte> head, IReadOnlyList<string> names, CancellationToken stop)
    {
        string part = Path.Combine(_data.Incoming, RandomNumberGenerator.GetHexString(32, lowercase: true));
        long reserved = 0;
        try
        {
            (string digest, long bytes) = await Receive(body, head, part, n => reserved += n, stop);
            return Keep(part, names, digest, bytes);
        }
        finally
        {
            File.Delete(part);
            Interlocked.Add(ref _taken, -reserved);
        }
    }

    private async Task<(string Digest, long Bytes)> Receive(Stream body, ReadOnlyMemory<byte> head, string part, Action<int> reserved, CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        long bytes = 0;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            ReadOnlyMemory<byte> piece = head;
            while (!piece.IsEmpty)
            {
                bytes += piece.Length;
                if (bytes > _limits.UploadBytes)
                {
                    throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"A recording may have at most {_limits.UploadBytes} bytes.");
                }

                reserved(piece.Length);
                if (Interlocked.Add(ref _taken, piece.Length) > _limits.SpoolBytes)
                {
                    throw NoRoom();
                }

                hash.AppendData(piece.Span);
                await file.WriteAsync(piece, stop);
                piece = buffer.AsMemory(0, await body.ReadAsync(buffer, stop));
            }

            file.Flush(flushToDisk: true);
            return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ApiException NoRoom() => new(StatusCodes.Status507InsufficientStorage, "The service has no more room for uploads; delete some.");

    private static long SizeOf(string folder) => Directory.EnumerateFiles(folder).Sum(f => new FileInfo(f).Length);

    /// <summary>Opens what came, which is what shows whether it is a recording, and then accepts it.</summary>
    private Upload Keep(string part, IReadOnlyList<string> names, string digest, long bytes)
    {
        string id = RecordingId.OfDigest(digest), folder = Path.Combine(_data.Uploads, id);
        lock (_lock)
        {
            if (File.Exists(Path.Combine(folder, Manifest)))
            {
                return JsonSerializer.Deserialize<Upload>(File.ReadAllBytes(Path.Combine(folder, Manifest)), ServerJson.Options)!;
            }

            Directory.CreateDirectory(folder);
            try
            {
                (string own, IReadOnlyList<UploadedRecording> recordings) = Open(id, folder, part, names);
                var upload = new Upload(id, own, digest, bytes, _time.GetUtcNow(), recordings);
                AtomicFile.WriteText(Path.Combine(folder, Manifest), JsonSerializer.Serialize(upload, ServerJson.Options));
                Interlocked.Add(ref _taken, SizeOf(folder));
                _metrics.Uploaded(bytes);
                return upload;
            }
            catch
            {
                Directory.Delete(folder, recursive: true);
                throw;
            }
        }
    }

    /// <summary>Puts the file under the first of its possible names by which it can be read; what is said where none serves is of the first.</summary>
    private static (string Name, IReadOnlyList<UploadedRecording> Recordings) Open(string id, string folder, string part, IReadOnlyList<string> names)
    {
        ClefException? first = null;
        foreach (string name in names)
        {
            string file = Path.Combine(folder, name);
            File.Move(part, file);
            try
            {
                return (name, name.EndsWith(".zip", StringComparison.Ordinal) ? OfArchive(id, file) : [OfFile(id, file)]);
            }
            catch (ClefException e)
            {
                first ??= e;
                File.Move(file, part);
            }
        }

        throw first!;
    }

    private static UploadedRecording OfFile(string id, string file)
    {
        using Recording recording = RecordingFile.Open(file);
        if (recording.Channels.All(c => c.SampleCount == 0))
        {
            throw ApiException.Unprocessable("The recording holds no sample of any channel.");
        }

        return new UploadedRecording(id, "", RecordingEntry.ModalityOf(ChannelLabel.MainKind(recording.Channels.Select(c => c.Label))));
    }

    private static IReadOnlyList<UploadedRecording> OfArchive(string id, string file)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            if (archive.Entries.Count > MostEntries || archive.Entries.Sum(e => (double)e.Length) > LargestArchive)
            {
                throw ApiException.Unprocessable($"An archive may have at most {MostEntries} entries of together {LargestArchive} bytes.");
            }
        }
        catch (InvalidDataException)
        {
            throw ApiException.Unprocessable("The zip archive is damaged.");
        }

        using var folder = new ZipSourceFolder(file);
        var recordings = new List<UploadedRecording>();
        foreach (string name in RecordingFile.List(folder))
        {
            using Recording recording = RecordingFile.Open(folder, name);
            recordings.Add(new UploadedRecording(RecordingId.Of($"{id}\0{name}"), name, RecordingEntry.ModalityOf(ChannelLabel.MainKind(recording.Channels.Select(c => c.Label)))));
        }

        return recordings.Count > 0 ? recordings : throw ApiException.Unprocessable("The archive holds no recording.");
    }
}

/// <summary>An upload.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="File">Our name of the file.</param>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Received">When it was accepted.</param>
/// <param name="Recordings">The recordings in it: one, or those of an archive.</param>
internal sealed record Upload(string Id, string File, string Digest, long Bytes, DateTimeOffset Received, IReadOnlyList<UploadedRecording> Recordings);

/// <summary>A recording of an upload.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its entry within an archive; empty for a single file.</param>
/// <param name="Modality">What it mainly holds.</param>
internal sealed record UploadedRecording(string Id, string Name, Modality Modality);
