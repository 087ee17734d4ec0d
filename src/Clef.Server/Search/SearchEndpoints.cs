using System.ComponentModel;
using Clef.Core.Search;
using Clef.Eeg.Embedding;
using Clef.Evaluation.LinearAlgebra;
using Clef.Server.Cohorts;
using Clef.Server.Models;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Search;

/// <summary>Search by text and by likeness, and the map of an archive.</summary>
internal static class SearchEndpoints
{
    private const int MostHits = 1000, LongestText = 4000, MostPoints = 5000;

    public static void MapSearch(this RouteGroupBuilder api)
    {
        RouteGroupBuilder search = api.MapGroup("").WithTags("search");
        search.MapPost("/search", Search).WithSummary("Recordings by text, or by their likeness to one. Exact.")
            .WithDescription("Give `text` (a model aligned with texts) or `recording`. What can be found: tables given to the service, and what jobs embedded with `index`. A hit outside the served cohort has no recording, only its name.");
        search.MapGet("/map", Map).WithSummary("An archive's vectors on their two principal axes, at most 5,000 of them.");
    }

    private static async Task<SearchAnswer> Search(SearchRequest request, ModelShelf models, ArchiveIndexes indexes, RecordingLibrary library, ServedCohort cohort, CancellationToken stop)
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
        IReadOnlyList<SearchHit> hits = query.Any(v => v != 0) ? await Task.Run(() => index.Search(query, request.Limit, request.Recording), stop) : [];
        return new SearchAnswer(index.Count, [.. hits.Select(h => FoundRecording.Of(h, library, cohort))]);
    }

    private static EmbeddingMap Map(ModelShelf models, ArchiveIndexes indexes, string model, string? space)
    {
        ServedModel served = models.Find(model);
        IReadOnlyList<(string Id, float[] Vector)> rows = indexes.Of(served, Space(served, space)).Sample(MostPoints);
        if (rows.Count < 3)
        {
            return new EmbeddingMap(rows.Count, 0, [], [], []);
        }

        var matrix = new DenseMatrix(rows.Count, rows[0].Vector.Length);
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                matrix[i, j] = rows[i].Vector[j];
            }
        }

        var axes = new PrincipalAxes(matrix);
        DenseMatrix turned = axes.Apply(matrix);
        int[] order = [.. Enumerable.Range(0, axes.Moments.Length).OrderByDescending(j => axes.Moments[j]).Take(2)];
        double share = order.Sum(j => axes.Moments[j]) / Math.Max(1e-300, axes.Moments.Sum());
        return new EmbeddingMap(
            rows.Count, Math.Round(share, 4), [.. rows.Select(r => r.Id)], [.. Enumerable.Range(0, rows.Count).Select(i => (float)turned[i, order[0]])],
            [.. Enumerable.Range(0, rows.Count).Select(i => order.Length > 1 ? (float)turned[i, order[1]] : 0)]);
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
        library.TryFind(hit.Id) is { } entry ? new(entry.Id, entry.Name, hit.Similarity, RecordingItem.Of(entry, cohort.Session(entry.Id))) : new(null, hit.Id, hit.Similarity, null);
}

/// <summary>Points of an archive; what they are coloured by is in the list of recordings.</summary>
/// <param name="Count">Points.</param>
/// <param name="Share">Share of the variance that the two axes show.</param>
/// <param name="Recordings">Identifiers.</param>
/// <param name="X">First axis.</param>
/// <param name="Y">Second axis.</param>
internal sealed record EmbeddingMap(int Count, double Share, IReadOnlyList<string> Recordings, IReadOnlyList<float> X, IReadOnlyList<float> Y);
