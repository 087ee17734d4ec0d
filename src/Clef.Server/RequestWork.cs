namespace Clef.Server;

/// <summary>
/// Work that reads signal or computes within a request: a few at a time, as many as there are cores, so that a crowd of requests takes no more memory than a
/// few do. The others wait for their turn, as long as a request may take; one whose client has left gives its turn up.
/// </summary>
internal sealed class RequestWork : IDisposable
{
    private readonly SemaphoreSlim _places = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Does work when it is its turn.</summary>
    public async Task<T> Do<T>(Func<T> work, CancellationToken stop)
    {
        await _places.WaitAsync(stop);
        try
        {
            return await Task.Run(work, stop);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
