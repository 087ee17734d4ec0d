using Clef.Core;

namespace Clef.Server;

/// <summary>The limits of a service. What goes beyond one is refused with a status that says so, never served in part.</summary>
public sealed record ServeLimits
{
    /// <summary>The largest recording that may be uploaded, bytes.</summary>
    public long UploadBytes { get; init; } = 4L << 30;

    /// <summary>All uploads together, bytes.</summary>
    public long SpoolBytes { get; init; } = 64L << 30;

    /// <summary>Uploads at a time.</summary>
    public int Uploads { get; init; } = 32;

    /// <summary>The largest body of any other request, bytes.</summary>
    public int BodyBytes { get; init; } = 1 << 20;

    /// <summary>All headers of a request together, bytes.</summary>
    public int HeaderBytes { get; init; } = 16 << 10;

    /// <summary>The longest that a request may take, uploads and event streams apart, seconds.</summary>
    public double RequestSeconds { get; init; } = 60;

    /// <summary>The longest that an upload may take, seconds.</summary>
    public double UploadSeconds { get; init; } = 3600;

    /// <summary>The slowest body that is waited for, and the slowest reader that is written to, bytes a second, after a grace of ten seconds.</summary>
    public double BytesPerSecond { get; init; } = 1024;

    /// <summary>Requests a second from one address; as many may come at once.</summary>
    public int RequestsPerSecond { get; init; } = 500;

    /// <summary>Requests that are worked on at a time; as many again may wait.</summary>
    public int ConcurrentRequests { get; init; } = 256;

    /// <summary>Connections at a time.</summary>
    public int Connections { get; init; } = 2048;

    /// <summary>Jobs that may wait; more are answered with 429.</summary>
    public int WaitingJobs { get; init; } = 256;

    /// <summary>Jobs that run at a time.</summary>
    public int RunningJobs { get; init; } = 4;

    /// <summary>
    /// The longest that an event stream is silent: then it says the job's state again, so that proxies keep it and who has left is noticed. Seconds.
    /// </summary>
    public double SilenceSeconds { get; init; } = 15;

    /// <summary>Finished jobs that are kept; the oldest are forgotten first.</summary>
    public int KeptJobs { get; init; } = 10_000;

    internal ServeLimits Checked()
    {
        void Require(string field, double value, double least)
        {
            if (!(value >= least))
            {
                throw new ClefException("serve", field, value, $"{least} or more");
            }
        }

        Require("largest upload, bytes", UploadBytes, 1);
        Require("all uploads, bytes", SpoolBytes, 1);
        Require("uploads at a time", Uploads, 1);
        Require("body, bytes", BodyBytes, 1024);
        Require("headers, bytes", HeaderBytes, 1024);
        Require("seconds of a request", RequestSeconds, 0.1);
        Require("seconds of an upload", UploadSeconds, 0.1);
        Require("requests a second", RequestsPerSecond, 1);
        Require("requests at a time", ConcurrentRequests, 1);
        Require("connections", Connections, 1);
        Require("waiting jobs", WaitingJobs, 1);
        Require("running jobs", RunningJobs, 1);
        Require("seconds of silence", SilenceSeconds, 0.01);
        Require("kept jobs", KeptJobs, 1);
        return this;
    }
}
