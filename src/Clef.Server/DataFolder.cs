using Clef.Core;

namespace Clef.Server;

/// <summary>The folder that the service writes to. One service has it at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    public DataFolder(ServeOptions options)
    {
        Root = Path.GetFullPath(options.Data);
        try
        {
            foreach (string folder in new[] { Uploads, Incoming, Outgoing, Jobs, Cache, Indexes })
            {
                Directory.CreateDirectory(folder);
            }

            _lock = new FileStream(Path.Combine(Root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException("serve", "--data", options.Data, "a folder that can be written and that no other service is using", e);
        }

        // What was coming in when a service was killed was never accepted; nobody waits for what was going out.
        foreach (string part in Directory.EnumerateFiles(Incoming).Concat(Directory.EnumerateFiles(Outgoing)))
        {
            File.Delete(part);
        }
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>A folder for each uploaded file.</summary>
    public string Uploads => Path.Combine(Root, "uploads");

    /// <summary>Uploads that are not whole yet.</summary>
    public string Incoming => Path.Combine(Root, "incoming");

    /// <summary>Long answers on their way to slow readers; each is gone once it is sent.</summary>
    public string Outgoing => Path.Combine(Root, "outgoing");

    /// <summary>Jobs and their results.</summary>
    public string Jobs => Path.Combine(Root, "jobs");

    /// <summary>What can be made anew: signal pyramids, spectra.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Vectors to be searched, a folder for each model.</summary>
    public string Indexes => Path.Combine(Root, "indexes");

    /// <summary>The audit log.</summary>
    public string Audit => Path.Combine(Root, "audit.jsonl");

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
