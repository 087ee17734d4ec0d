using System.ComponentModel;
using Clef.Core.Search;
using Clef.Eeg.Embedding;
using Clef.Server.Cohorts;
using Clef.Server.Models;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Search;

/// <summary>Search by text and by likeness, and the map of an archive.</summary>
internal static class SearchEndpoints
{
    private const int MostHits = 1000, LongestText = 4000;

    public static void MapSearch(this RouteGroupBuilder api)
    {
        RouteGroupBuilder search = api.MapGroup("").WithTags("search");
        search.MapPost("/search", Search).WithName("SearchRecordings").WithSummary("Recordings by text, or by their likeness to one. Exact.")
            .WithDescription("Give `text` (a model aligned with texts) or `recording`. What can be found: tables given to the service, and what jobs "
                + "embedded with `index`. A hit outside the served cohort has no recording, only its name.");
        search.MapGet("/map", Map).WithName("ReadMap").WithSummary("An archive's vectors on their two principal axes, at most 5,000 of them.");
        search.MapGet("/map/colours", Colours).WithName("ReadMapColours").WithSummary("What the points of a map are coloured by, in the map's order.")
            .WithDescription("`by`: sex, age, site, setting, split, modality or source, or `task:` and a task of `/labels`. A recording of which it is "
                + "not known has null.");
    }

    private static async Task<SearchAnswer> Search(SearchRequest request, ModelShelf models, ArchiveIndexes indexes, RecordingLibrary library,
        ServedCohort cohort, RequestWork work, CancellationToken stop)
    {
        if ((request.Text is null) == (request.Recording is null) || request.Text is { Length: 0 or > LongestText } || request.Limit is < 1 or > MostHits)
        {
            throw ApiException.Bad($"Give `text` (1 to {LongestText} characters) or `recording`, and a `limit` of 1 to {MostHits}.");
        }

        ServedModel model = models.Find(request.Model);
        EmbeddingSpace space = request.Text is not null || (request.Space is null && model.TakesText) ? EmbeddingSpace.Text : Space(model, request.Space);
        LiveIndex index = indexes.Of(model, space);
        float[] query = request.Text is not null
            ? await model.EmbedText(request.Text, stop)
            : index.Vector(request.Recording!) ?? throw ApiException.Unprocessable("The recording is not in the index; embed it with `index` first.");
        Func<string, bool>? accept = request.IsFiltered ? id =>
            library.TryFind(id) is { } entry && request.Accepts(RecordingItem.Of(entry, cohort.Session(id))) : null;
        IReadOnlyList<SearchHit> hits = query.Any(v => v != 0) ? await work.Do(() => index.Search(query, request.Limit, request.Recording, accept), stop) : [];
        return new SearchAnswer(index.Count, [.. hits.Select(h => FoundRecording.Of(h, library, cohort))]);
    }

    private static async Task<EmbeddingMap> Map(ModelShelf models, ArchiveMaps maps, string model, string? space, CancellationToken stop)
    {
        ServedModel served = models.Find(model);
        return await maps.Of(served, Space(served, space), stop);
    }

    private static async Task<MapColours> Colours(ModelShelf models, ArchiveMaps maps, RecordingLibrary library, ServedCohort cohort, string model,
        string? space, string by, CancellationToken stop)
    {
        ServedModel served = models.Find(model);
        return MapColours.Of(await maps.Of(served, Space(served, space), stop), by, library, cohort);
    }

    private static EmbeddingSpace Space(ServedModel model, string? name) =>
        name is null ? EmbeddingSpace.Session
        : Enum.TryParse(name, ignoreCase: true, out EmbeddingSpace space) && model.Widths.ContainsKey(space) ? space
        : throw ApiException.Bad($"`space` is one of {string.Join(", ", model.Widths.Keys.Select(s => s.ToString().ToLowerInvariant()))}.");
}

/// <summary>What is searched for.</summary>
internal sealed record SearchRequest
{
    [Description("The model.")]
    public required string Model { get; init; }

    [Description("What a report would say.")]
    public string? Text { get; init; }

    [Description("A recording whose like is wanted.")]
    public string? Recording { get; init; }

    [Description("session, text or profile; for likeness. Text where the model has it, else session.")]
    public string? Space { get; init; }

    [Description("How many.")]
    public int Limit { get; init; } = 10;

    [Description("Only recordings of F or of M, as the cohort says.")]
    public string? Sex { get; init; }

    [Description("Only of this age in years or above.")]
    public double? LeastAge { get; init; }

    [Description("Only of this age in years or below.")]
    public double? MostAge { get; init; }

    [Description("Only of this setting, as the cohort calls it.")]
    public string? Setting { get; init; }

    [Description("Only of this source: cohort or upload.")]
    public string? Source { get; init; }

    internal bool IsFiltered => (Sex ?? Setting ?? Source) is not null || LeastAge is not null || MostAge is not null;

    internal bool Accepts(RecordingItem item) =>
        (Sex is null || item.Sex == Sex) && (Setting is null || string.Equals(item.Setting, Setting, StringComparison.OrdinalIgnoreCase))
            && (Source is null || item.Source == Source)
        && (LeastAge is null || item.Age >= LeastAge) && (MostAge is null || item.Age <= MostAge);
}

/// <summary>What was found.</summary>
/// <param name="Searched">How many vectors were searched.</param>
/// <param name="Hits">The nearest, the nearest first.</param>
internal sealed record SearchAnswer(long Searched, IReadOnlyList<FoundRecording> Hits);

/// <summary>A hit.</summary>
/// <param name="Recording">The recording; null where the service does not have it.</param>
/// <param name="Name">The name it is indexed by.</param>
/// <param name="Similarity">Cosine.</param>
/// <param name="Facts">What a list says of it; null where the service does not have it.</param>
internal sealed record FoundRecording(string? Recording, string Name, double Similarity, RecordingItem? Facts)
{
    public static FoundRecording Of(SearchHit hit, RecordingLibrary library, ServedCohort cohort) =>
        library.TryFind(hit.Id) is { } entry ? new(entry.Id, entry.Name, hit.Similarity, RecordingItem.Of(entry, cohort.Session(entry.Id)))
            : new(null, hit.Id, hit.Similarity, null);
}
