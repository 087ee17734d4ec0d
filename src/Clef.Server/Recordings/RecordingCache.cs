using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>
/// Opened recordings, kept for those who page through them; the one that was not used for longest is closed first, once nobody reads it: where there are
/// many, or where those that are in memory as a whole (entries of archives, tables) are large together.
/// </summary>
internal sealed class RecordingCache : IDisposable
{
    private const int Most = 32;
    private const double MostBytes = 512L << 20;

    private readonly Dictionary<string, Opened> _opened = [];
    private readonly Lock _lock = new();
    private long _clock;

    /// <summary>Opens a recording, or takes the one that is open.</summary>
    public RecordingLease Lease(RecordingEntry entry)
    {
        Opened opened;
        lock (_lock)
        {
            if (!_opened.TryGetValue(entry.Id, out opened!))
            {
                _opened.Add(entry.Id, opened = new Opened(new Lazy<Recording>(entry.Open), entry.IsMapped));
            }

            opened.Uses++;
            opened.Last = ++_clock;
        }

        try
        {
            return new RecordingLease(opened.Recording.Value, () => Release(entry.Id, opened));
        }
        catch
        {
            lock (_lock)
            {
                _opened.Remove(entry.Id);
            }

            throw;
        }
    }

    /// <summary>Forgets a recording; whoever reads it still can.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            if (_opened.Remove(id, out Opened? opened) && opened.Uses == 0)
            {
                opened.Close();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Opened opened in _opened.Values)
            {
                opened.Close();
            }

            _opened.Clear();
        }
    }

    private void Release(string id, Opened opened)
    {
        lock (_lock)
        {
            opened.Uses--;
            if (opened.Uses == 0 && !(_opened.TryGetValue(id, out Opened? kept) && ReferenceEquals(kept, opened)))
            {
                opened.Close();
            }

            while ((_opened.Count > Most || _opened.Values.Sum(o => o.Bytes) > MostBytes) && _opened.Where(o => o.Value.Uses == 0)
                .MinBy(o => o.Value.Last) is { Key: { } oldest } least)
            {
                _opened.Remove(oldest);
                least.Value.Close();
            }
        }
    }

    private sealed class Opened(Lazy<Recording> recording, bool isMapped)
    {
        public Lazy<Recording> Recording => recording;

        /// <summary>About what it holds in memory: its samples as floats, where they are not pages of a file.</summary>
        public double Bytes => isMapped || !recording.IsValueCreated ? 0 : recording.Value.Channels.Sum(c => (double)c.SampleCount) * sizeof(float);

        public int Uses { get; set; }

        public long Last { get; set; }

        public void Close()
        {
            if (recording.IsValueCreated)
            {
                recording.Value.Dispose();
            }
        }
    }
}

/// <summary>The use of an opened recording.</summary>
internal sealed class RecordingLease(Recording recording, Action release) : IDisposable
{
    private Action? _release = release;

    public Recording Recording => recording;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
