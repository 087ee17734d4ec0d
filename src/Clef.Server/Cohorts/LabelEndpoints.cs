using Clef.Core.DuckDb;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Cohorts;

/// <summary>The cohort's task labels, by which a map of the archive is coloured.</summary>
internal static class LabelEndpoints
{
    public static void MapLabels(this RouteGroupBuilder api)
    {
        RouteGroupBuilder labels = api.MapGroup("/labels").WithTags("cohort");
        labels.MapGet("", (ServedCohort cohort) => Files(cohort).Keys.Order(StringComparer.Ordinal).ToArray()).WithName("ListTasks")
            .WithSummary("The tasks that the cohort has labels of.");
        labels.MapGet("/{task}", Read).WithName("ReadLabels")
            .WithSummary("A task's labels: 1 positive, 0 control, by recording; those left out are not listed.");
    }

    internal static Dictionary<string, int> Read(ServedCohort cohort, string task)
    {
        // The name is looked up among the files there are, never made into a path.
        string file = Files(cohort).GetValueOrDefault(task) ?? throw ApiException.NotFound("task");
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        using var database = new DuckDatabase(threads: 1);
        using DuckResult rows = database.Query($"SELECT session, CAST(label AS INTEGER) AS label FROM {DuckFiles.Source(file)}");
        while (rows.Next())
        {
            for (int i = 0; i < rows.Count; i++)
            {
                string id = RecordingId.Of($"cohort\0{rows.Column(0).Text(i)}");
                if (rows.Column(1).Integer(i) is { } label and >= 0 && cohort.Session(id) is not null)
                {
                    labels[id] = (int)label;
                }
            }
        }

        return labels;
    }

    private static Dictionary<string, string> Files(ServedCohort cohort) => cohort.Store is { } store && Directory.Exists(store.LabelsFolder)
        ? Directory.EnumerateFiles(store.LabelsFolder, "*.parquet").ToDictionary(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal)
        : [];
}
