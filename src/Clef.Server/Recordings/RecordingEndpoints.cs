using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Server.Cohorts;
using Clef.Server.Hosting;
using Clef.Server.Jobs;
using Clef.Server.Problems;
using Clef.Server.Search;
using Clef.Signals.Recordings;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Clef.Server.Recordings;

/// <summary>Recordings: uploaded, listed, described, deleted.</summary>
internal static class RecordingEndpoints
{
    private const int MostListed = 1000;
    private const double LongestQuality = 3600;

    // As 'clef info --json' writes it: a figure that is no number is the text NaN.
    private static readonly JsonSerializerOptions InfoJson =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void MapRecordings(this RouteGroupBuilder api)
    {
        RouteGroupBuilder recordings = api.MapGroup("/recordings").WithTags("recordings");
        recordings.MapPost("", Upload).WithName("UploadRecording").Produces<UploadAnswer>(StatusCodes.Status201Created).WithRequestTimeout(Throttling.Upload)
            .WithSummary("Upload a recording, or a zip archive of recordings.")
            .WithDescription("The body is the file itself. Its first 4,096 bytes are judged before more is read. `name` serves only for its extension. "
                + "The same content uploaded again is the same upload.");
        recordings.MapGet("", List).WithName("ListRecordings").WithSummary("List recordings: those of the cohort, with what it says of them, and uploads.")
            .WithDescription("Filters are joined by and; `text` is part of a name or patient; `ids` are identifiers separated by commas.");
        recordings.MapGet("/{id}", Describe).WithName("DescribeRecording").WithSummary("What a recording holds, as `clef info --json` writes it.")
            .WithDescription("`qualitySeconds` judges the channels over so many seconds of the middle (0 to 3,600; 0 reads no samples). The facts of "
                + "the person are named, their values withheld.")
            .Produces<RecordingSummary>();
        recordings.MapGet("/{id}/annotations", Annotations).WithName("ListAnnotations")
            .WithSummary("Annotations of a span, in time order; at most 1,000, then `next` says from where to go on.");
        recordings.MapGet("/{id}/report", Report).WithName("ReadReport")
            .WithSummary("The report of a cohort's recording with the findings found in it, and where in the text.");
        recordings.MapDelete("/{id}", Delete).WithName("DeleteRecording").WithSummary("Delete an upload, and what was made from it.")
            .WithDescription("With all recordings of its archive, their jobs and results, and their vectors in the indexes. What the audit log says of "
                + "its predictions stays.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Upload(HttpContext context, UploadSpool spool, RecordingLibrary library, ServeLimits limits, string? name)
    {
        KestrelLimits.AllowBody(context, limits.UploadBytes);
        Upload upload = await spool.Take(context.Request.Body, context.Request.ContentLength, name, context.RequestAborted);
        library.Add(upload);
        return Results.Created($"/api/v1/recordings/{upload.Recordings[0].Id}", new UploadAnswer(upload.Digest, upload.Bytes, upload.Recordings));
    }

    private static RecordingPage List(
        RecordingLibrary library, ServedCohort cohort, string? text, string? modality, string? source, string? sex, double? leastAge, double? mostAge,
        string? ids, int offset = 0, int limit = 100)
    {
        if (limit is < 1 or > MostListed || offset < 0)
        {
            throw ApiException.Bad($"`limit` is 1 to {MostListed}, `offset` 0 or more.");
        }

        HashSet<string>? named = ids?.Split(',', MostListed + 1).ToHashSet(StringComparer.Ordinal);
        Modality? wanted = modality switch { null => null, "eeg" => Modality.Eeg, "ecg" => Modality.Ecg, "other" => Modality.Other,
            _ => throw ApiException.Bad("`modality` is eeg, ecg or other.") };
        RecordingItem[] found = [.. library.All
            .Where(e => named?.Contains(e.Id) != false && (wanted is null || e.Modality == wanted) && (source is null || e.Source == source))
            .Select(e => RecordingItem.Of(e, cohort.Session(e.Id)))
            .Where(i => (sex is null || i.Sex == sex) && (leastAge is null || i.Age >= leastAge) && (mostAge is null || i.Age <= mostAge)
                && (text is null || i.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
                    || i.Patient?.Contains(text, StringComparison.OrdinalIgnoreCase) == true))];
        return new RecordingPage(found.Length, offset, [.. found.Skip(offset).Take(limit)]);
    }

    private static async Task<IResult> Describe(RecordingLibrary library, RequestWork work, string id, CancellationToken stop, double qualitySeconds = 0)
    {
        if (!(qualitySeconds is >= 0 and <= LongestQuality))
        {
            throw ApiException.Bad($"`qualitySeconds` is 0 to {LongestQuality}.");
        }

        using RecordingLease lease = library.Open(id);
        // The file's own name may be a person's, and its path is this machine's.
        return Results.Json(await work.Do(() => RecordingSummary.Of(lease.Recording, showSubject: false, qualitySeconds) with { Name = id }, stop), InfoJson);
    }

    private static AnnotationPage Annotations(RecordingLibrary library, string id, double from = 0, double? seconds = null)
    {
        using RecordingLease lease = library.Open(id);
        double end = from + (seconds ?? double.PositiveInfinity);
        AnnotationItem[] found = [.. lease.Recording.Annotations
            .Where(a => a.OnsetSeconds + (a.DurationSeconds ?? 0) >= from && a.OnsetSeconds < end)
            .Take(MostListed + 1).Select(a => new AnnotationItem(a.OnsetSeconds, a.DurationSeconds, a.Text, a.Channel))];
        return found.Length <= MostListed ? new AnnotationPage(found, null) : new AnnotationPage(found[..MostListed], found[MostListed].Onset);
    }

    private static SessionReport Report(RecordingLibrary library, ServedCohort cohort, string id)
    {
        library.Find(id);
        return cohort.Report(id) ?? throw ApiException.NotFound("report");
    }

    private static IResult Delete(RecordingLibrary library, JobQueue jobs, ArchiveIndexes indexes, string id)
    {
        library.Delete(id, deleted =>
        {
            jobs.Forget(deleted);
            indexes.Remove(deleted);
        });
        return Results.NoContent();
    }
}

/// <summary>What an upload became.</summary>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Recordings">The recordings in it.</param>
internal sealed record UploadAnswer(string Digest, long Bytes, IReadOnlyList<UploadedRecording> Recordings);

/// <summary>A page of recordings.</summary>
/// <param name="Total">How many there are under the filters.</param>
/// <param name="Offset">The place of the first shown.</param>
/// <param name="Recordings">Those of this page.</param>
internal sealed record RecordingPage(int Total, int Offset, IReadOnlyList<RecordingItem> Recordings);

/// <summary>A recording in a list; what only a cohort knows is null for an upload.</summary>
internal sealed record RecordingItem(
    string Id, string Source, string Name, Modality Modality, string? Patient, string? Format, DateTime? Start, double? Seconds, int? Channels,
    double? SampleRate, double? Age, string? Sex, string? Site, string? Setting, string? Split)
{
    public static RecordingItem Of(RecordingEntry entry, CohortSession? known) => new(
        entry.Id, entry.Source, entry.Name, entry.Modality, known?.Session.Patient, known?.Session.Format, known?.Session.Start,
        known?.Session.DurationSeconds, known?.Session.Channels, known?.Session.SampleRate,
        known?.Session.Age, known?.Session.Sex, known?.Session.Site, known?.Session.Setting, known?.Split);
}

/// <summary>Annotations of a span.</summary>
/// <param name="Annotations">In time order.</param>
/// <param name="Next">From where to go on; null where there are no more.</param>
internal sealed record AnnotationPage(IReadOnlyList<AnnotationItem> Annotations, double? Next);

/// <summary>An annotation: seconds from the start, length where stated, text, and the channel it belongs to.</summary>
internal sealed record AnnotationItem(double Onset, double? Duration, string Text, string? Channel);
