using System.Globalization;
using Clef.Server.Cohorts;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Search;

/// <summary>What the points of a map are coloured by.</summary>
/// <param name="By">The label.</param>
/// <param name="IsNumber">Whether the values are numbers; else they are names of categories.</param>
/// <param name="Values">One for each point, in the map's order; null where it is not known.</param>
internal sealed record MapColours(string By, bool IsNumber, IReadOnlyList<string?> Values)
{
    private const string Task = "task:";

    /// <summary>Looks a label up for the points of a map.</summary>
    /// <exception cref="ApiException">There is no such label.</exception>
    public static MapColours Of(EmbeddingMap map, string by, RecordingLibrary library, ServedCohort cohort)
    {
        if (by.StartsWith(Task, StringComparison.Ordinal))
        {
            Dictionary<string, int> labels = LabelEndpoints.Read(cohort, by[Task.Length..]);
            return new MapColours(by, false,
                [.. map.Recordings.Select(id => labels.TryGetValue(id, out int label) ? label == 1 ? "positive" : "control" : null)]);
        }

        Func<RecordingItem, string?> of = by switch
        {
            "sex" => i => i.Sex,
            "age" => i => i.Age?.ToString("0.##", CultureInfo.InvariantCulture),
            "site" => i => i.Site,
            "setting" => i => i.Setting,
            "split" => i => i.Split,
            "modality" => i => i.Modality.ToString().ToLowerInvariant(),
            "source" => i => i.Source,
            _ => throw ApiException.Bad("`by` is sex, age, site, setting, split, modality or source, or `task:` and a task of `/labels`."),
        };
        return new MapColours(by, by == "age",
            [.. map.Recordings.Select(id => library.TryFind(id) is { } entry && of(RecordingItem.Of(entry, cohort.Session(id))) is { Length: > 0 } value
                ? value : null)]);
    }
}
