using System.Collections.Concurrent;
using Clef.Core;
using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>Pyramids on disk, made when first asked for, one at a time, in the background.</summary>
internal sealed class PyramidStore(DataFolder data, RecordingLibrary library, IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, Building> _building = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The pyramid of a recording; where it is still being made, how far that is.</summary>
    public SignalPyramid? Open(string id, Recording recording, out double progress)
    {
        progress = 0;
        if (SignalPyramid.TryOpen(PathOf(id), recording) is { } pyramid)
        {
            return pyramid;
        }

        Building building = _building.GetOrAdd(id, _ => new Building());
        if (building.Begin())
        {
            _ = Task.Run(() => Build(id, building), CancellationToken.None);
        }

        progress = building.Progress;
        return null;
    }

    private string PathOf(string id) => Path.Combine(data.Cache, id + ".pyramid");

    private async Task Build(string id, Building building)
    {
        try
        {
            await _one.WaitAsync(lifetime.ApplicationStopping);
            try
            {
                using RecordingLease lease = library.Open(id);
                PyramidBuilder.Build(lease.Recording, new PyramidPlan(lease.Recording.Channels), PathOf(id), share => building.Progress = share,
                    lifetime.ApplicationStopping);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ClefException or IOException or Problems.ApiException)
        {
            // The next who asks tries again, and is told what is wrong where the recording itself is read.
        }
        finally
        {
            _building.TryRemove(id, out _);
        }
    }

    private sealed class Building
    {
        private int _begun;

        public double Progress { get; set; }

        public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
    }
}
