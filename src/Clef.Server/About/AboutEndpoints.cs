using Clef.Evaluation.Runs;
using Clef.Server.Cohorts;
using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.About;

/// <summary>What a page has to say of the service and of a recording before it shows either: versions, limits, and whether data are simulated.</summary>
internal static class AboutEndpoints
{
    public static void MapAbout(this RouteGroupBuilder api)
    {
        api.MapGet("/about", (ServedCohort cohort, ServeOptions options) => new ServiceFacts(
                typeof(AboutEndpoints).Assembly.GetName().Version?.ToString(3) ?? "", options.Limits.UploadBytes, cohort.Sessions.Count, IsSimulated(cohort)))
            .WithName("ReadAbout").WithTags("service").WithSummary("The service: its version, the largest upload, and whether the served cohort is simulated.");
        api.MapGet("/recordings/{id}/origin", Origin).WithName("ReadOrigin").WithTags("recordings")
            .WithSummary("Whether a recording is simulated, and what a list says of it.")
            .WithDescription("True where the cohort's table or the file itself says so. False means that nothing says so.");
    }

    private static RecordingOrigin Origin(RecordingLibrary library, ServedCohort cohort, string id)
    {
        using RecordingLease lease = library.Open(id);
        Subject subject = lease.Recording.Subject;
        bool said = IsMarked(subject.Name) || IsMarked(subject.Notes) || lease.Recording.Channels.Any(c => IsMarked(c.Transducer));
        return new RecordingOrigin(said || (cohort.Session(id) is not null && IsSimulated(cohort)), RecordingItem.Of(library.Find(id), cohort.Session(id)));
    }

    // As our simulator writes it into every file (docs/simulator.md).
    private static bool IsMarked(string? text) => text?.StartsWith("SIMULATED", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsSimulated(ServedCohort cohort) =>
        cohort.Store is { } store && Known.GetValue(store, s => new Answer(CohortBench.Simulated(s))).Simulated;

    // A cohort's table does not change while it is served.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Clef.Cohorts.Store.CohortStore, Answer> Known = [];

    private sealed record Answer(bool Simulated);
}

/// <summary>The service.</summary>
/// <param name="Version">Its version.</param>
/// <param name="LargestUpload">Bytes of the largest recording that it takes.</param>
/// <param name="Sessions">Sessions of the served cohort; 0 without one.</param>
/// <param name="Simulated">Whether the cohort is simulated.</param>
internal sealed record ServiceFacts(string Version, long LargestUpload, int Sessions, bool Simulated);

/// <summary>Where a recording comes from.</summary>
/// <param name="Simulated">Whether anything says that it is simulated.</param>
/// <param name="Recording">What a list says of it.</param>
internal sealed record RecordingOrigin(bool Simulated, RecordingItem Recording);
