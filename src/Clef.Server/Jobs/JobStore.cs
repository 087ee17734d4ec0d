using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Clef.Core;

namespace Clef.Server.Jobs;

/// <summary>
/// Jobs on disk: <c>ID.json</c>, and the result as <c>ID.result.json</c>, written before the job is said to be done. The oldest that are over are forgotten.
/// </summary>
internal sealed class JobStore
{
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly Lock _forget = new();
    private long _last;

    public JobStore(DataFolder data, ServeLimits limits, TimeProvider time)
    {
        (_folder, _most, _time) = (data.Jobs, limits.KeptJobs, time);
        foreach (string file in Directory.EnumerateFiles(_folder, "*.json").Where(f => !f.EndsWith(".result.json", StringComparison.Ordinal)))
        {
            try
            {
                Job job = JsonSerializer.Deserialize<Job>(File.ReadAllBytes(file), ServerJson.Options)!;
                // What ran when the service ended begins again.
                _jobs[job.Id] = job.State == JobState.Running ? job with { State = JobState.Waiting, Progress = 0 } : job;
            }
            catch (JsonException e)
            {
                throw new ClefException(file, e.Path, null, $"a job as the service writes it ({e.Message})", e);
            }
        }
    }

    /// <summary>All jobs, in order of acceptance.</summary>
    public IEnumerable<Job> All => _jobs.Values.OrderBy(j => j.Id, StringComparer.Ordinal);

    /// <summary>A job; null where there is none.</summary>
    public Job? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Accepts a request: it is on disk when this returns.</summary>
    public Job Accept(JobRequest request)
    {
        DateTimeOffset now = _time.GetUtcNow();
        // Milliseconds first, never twice the same, so that identifiers sort; then what cannot be guessed.
        long stamp;
        long last;
        do
        {
            last = Interlocked.Read(ref _last);
            stamp = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
        }
        while (Interlocked.CompareExchange(ref _last, stamp, last) != last);
        var job = new Job(string.Create(CultureInfo.InvariantCulture, $"{stamp:x12}{RandomNumberGenerator.GetHexString(20, lowercase: true)}"),
            JobState.Waiting, request, now, null, 0, null);
        Save(job);
        return job;
    }

    /// <summary>Writes a job's new state.</summary>
    public void Save(Job job)
    {
        AtomicFile.WriteText(Path.Combine(_folder, job.Id + ".json"), JsonSerializer.Serialize(job, ServerJson.Options));
        _jobs[job.Id] = job;
    }

    /// <summary>Notes progress, and that a job runs, which are not worth a write: after a restart it begins again.</summary>
    public void Note(Job job) => _jobs[job.Id] = job;

    /// <summary>Writes a result.</summary>
    public void SaveResult<T>(string id, T result) => AtomicFile.Write(ResultPath(id), stream => JsonSerializer.Serialize(stream, result, ServerJson.Options));

    /// <summary>The file of a result.</summary>
    public string ResultPath(string id) => Path.Combine(_folder, id + ".result.json");

    /// <summary>Forgets a job and its result.</summary>
    public void Delete(string id)
    {
        _jobs.TryRemove(id, out _);
        File.Delete(Path.Combine(_folder, id + ".json"));
        File.Delete(ResultPath(id));
    }

    /// <summary>Forgets the oldest that are over, beyond the number that is kept.</summary>
    public void Trim()
    {
        lock (_forget)
        {
            int over = _jobs.Count - _most;
            if (over > 0)
            {
                foreach (Job old in All.Where(j => j.IsOver).Take(over).ToArray())
                {
                    Delete(old.Id);
                }
            }
        }
    }
}
