using System.Collections.Concurrent;
using Clef.Server.Cohorts;
using Clef.Server.Problems;

namespace Clef.Server.Recordings;

/// <summary>Every recording that the service can open: uploads, and the sessions of its cohort.</summary>
internal sealed class RecordingLibrary
{
    private readonly ConcurrentDictionary<string, RecordingEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    private readonly UploadSpool _spool;
    private readonly RecordingCache _cache;
    private readonly DataFolder _data;
    private RecordingEntry[]? _sorted;

    public RecordingLibrary(UploadSpool spool, ServedCohort cohort, RecordingCache cache, DataFolder data)
    {
        (_spool, _cache, _data) = (spool, cache, data);
        foreach (Upload upload in spool.List())
        {
            Add(upload);
        }

        foreach (RecordingEntry entry in cohort.Entries)
        {
            _entries[entry.Id] = entry;
        }
    }

    /// <summary>All entries, in order of source and identifier.</summary>
    public IReadOnlyList<RecordingEntry> All =>
        Volatile.Read(ref _sorted) ?? (_sorted = [.. _entries.Values.OrderBy(e => e.Source, StringComparer.Ordinal)
            .ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Id, StringComparer.Ordinal)]);

    /// <summary>The uploads.</summary>
    public ICollection<Upload> Uploads => _uploads.Values;

    /// <summary>The entry of an identifier.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public RecordingEntry Find(string id) => TryFind(id) ?? throw ApiException.NotFound("recording");

    /// <summary>The entry of an identifier; null where there is none.</summary>
    public RecordingEntry? TryFind(string id) => _entries.GetValueOrDefault(id);

    /// <summary>Opens a recording.</summary>
    public RecordingLease Open(string id) => _cache.Lease(Find(id));

    /// <summary>Adds an upload.</summary>
    public void Add(Upload upload)
    {
        _uploads[upload.Id] = upload;
        foreach (RecordingEntry entry in _spool.Entries(upload))
        {
            _entries[entry.Id] = entry;
        }

        Volatile.Write(ref _sorted, null);
    }

    /// <summary>
    /// Deletes the upload that a recording belongs to, with what is drawn from it. Nobody finds its recordings from then on; the file goes last, so that a
    /// service that is killed within finds the upload again, and not what was made from one that is no more. Recordings of a cohort are not the service's to
    /// delete.
    /// </summary>
    /// <param name="id">One of its recordings.</param>
    /// <param name="made">Takes away what else was made from each.</param>
    public void Delete(string id, Action<string> made)
    {
        RecordingEntry entry = Find(id);
        Upload upload = entry.Source == "upload" && _uploads.Values.FirstOrDefault(u => u.Recordings.Any(r => r.Id == id)) is { } found
            ? found
            : throw new ApiException(StatusCodes.Status403Forbidden, "Only uploads can be deleted.");
        _uploads.TryRemove(upload.Id, out _);
        foreach (UploadedRecording recording in upload.Recordings)
        {
            _entries.TryRemove(recording.Id, out _);
            _cache.Forget(recording.Id);
        }

        Volatile.Write(ref _sorted, null);
        foreach (UploadedRecording recording in upload.Recordings)
        {
            made(recording.Id);
            foreach (string file in Directory.EnumerateFiles(_data.Cache, recording.Id + "*"))
            {
                File.Delete(file);
            }
        }

        _spool.Delete(upload.Id);
    }
}
