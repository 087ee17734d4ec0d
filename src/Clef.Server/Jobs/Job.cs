namespace Clef.Server.Jobs;

/// <summary>Where a job is.</summary>
internal enum JobState
{
    /// <summary>Accepted, on disk.</summary>
    Waiting,

    /// <summary>Being computed.</summary>
    Running,

    /// <summary>Done; its result can be had.</summary>
    Done,

    /// <summary>Failed; <see cref="Job.Problem"/> says why.</summary>
    Failed,

    /// <summary>Cancelled by a client.</summary>
    Cancelled,
}

/// <summary>A job, as it is on disk and as clients see it.</summary>
/// <param name="Id">Its identifier; the order of identifiers is that of acceptance.</param>
/// <param name="State">Where it is.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Accepted">When.</param>
/// <param name="Ended">When it ended; null before.</param>
/// <param name="Progress">Share done.</param>
/// <param name="Problem">Why it failed.</param>
internal sealed record Job(string Id, JobState State, JobRequest Request, DateTimeOffset Accepted, DateTimeOffset? Ended, double Progress, string? Problem)
{
    /// <summary>True where nothing more will happen.</summary>
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}
