using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>Opened recordings, kept for those who page through them; the one that was not used for longest is closed first, once nobody reads it.</summary>
internal sealed class RecordingCache : IDisposable
{
    private const int Most = 32;

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
                _opened.Add(entry.Id, opened = new Opened(new Lazy<Recording>(entry.Open)));
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

            while (_opened.Count > Most && _opened.Where(o => o.Value.Uses == 0).MinBy(o => o.Value.Last) is { Key: { } oldest } least)
            {
                _opened.Remove(oldest);
                least.Value.Close();
            }
        }
    }

    private sealed class Opened(Lazy<Recording> recording)
    {
        public Lazy<Recording> Recording => recording;

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
