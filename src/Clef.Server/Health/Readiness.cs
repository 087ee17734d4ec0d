namespace Clef.Server.Health;

/// <summary>Whether the service takes work: from the end of its start to the beginning of its stop.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime)
{
    /// <summary>True while requests are served.</summary>
    public bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
}
