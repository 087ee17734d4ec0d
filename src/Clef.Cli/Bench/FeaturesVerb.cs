using System.CommandLine;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Datasets;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Suites;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench features</c>: band powers as an embedding file, the baseline of simple signal features.</summary>
internal static class FeaturesVerb
{
    public static Command Create()
    {
        var suite = new Argument<string?>("suite") { Description = "A suite of dataset targets, with --data", Arity = ArgumentArity.ZeroOrOne };
        var cohort = new Option<string?>("--cohort") { Description = "The cohort's folder" };
        var data = new Option<string[]>("--data")
        {
            Description = "DATASET=FOLDER: the windows that the suite's targets name, as rows TARGET/ITEM", AllowMultipleArgumentsPerToken = true,
        };
        var recordings = new Option<string?>("--recordings") { Description = "The cohort's recordings, where they have moved since the build" };
        var output = new Option<string>("--out") { Description = "The embedding file, .parquet or .csv", Required = true };
        var command = new Command("features",
            "Compute simple signal features (log band powers) of every session of a cohort, or of every item of datasets") { suite, cohort, data,
            recordings, output };
        command.SetAction((parsed, stop) =>
        {
            var progress = new Progress();
            string[] places = parsed.GetValue(data) ?? [];
            if (parsed.GetValue(cohort) is null == (places.Length == 0) || places.Length > 0 == parsed.GetValue(suite) is null)
            {
                throw new ClefException("bench features", "--cohort and --data", null, "either --cohort FOLDER, or a suite and --data DATASET=FOLDER");
            }

            EmbeddingTable table = parsed.GetValue(cohort) is { } of
                ? OfCohort(CohortStore.Open(of), parsed.GetValue(recordings), progress, stop)
                : OfDatasets(SuiteFile.Read(parsed.GetValue(suite)!), NamedPlaces.Parse("--data", places)
                    .ToDictionary(p => p.Name, p => p.Place, StringComparer.Ordinal), progress, stop);
            table.Write(parsed.GetValue(output)!);
            Console.WriteLine($"{table.Count} {(places.Length > 0 ? "items" : "sessions")}, {table.Width} features");
            return Task.FromResult(0);
        });
        return command;
    }

    private static EmbeddingTable OfCohort(CohortStore store, string? said, Progress progress, CancellationToken stop)
    {
        using SourceFolder folder = Recordings.Open(store, said)
            ?? throw new ClefException(store.Folder, "recordings", store.Describe().Recordings, "the recordings of the cohort (--recordings)");
        return BandPower.Of(store, folder, (done, all) => progress.Say(done, all, "sessions"), stop);
    }

    private static EmbeddingTable OfDatasets(Suite suite, Dictionary<string, string> places, Progress progress, CancellationToken stop)
    {
        Dictionary<string, SourceFolder> folders = suite.Targets.Select(t => t.Dataset).Where(places.ContainsKey).Distinct(StringComparer.Ordinal)
            .ToDictionary(d => d, d => SourceFolder.OpenPath(places[d]), StringComparer.Ordinal);
        try
        {
            FeatureItem[] items = suite.Targets.Where(t => folders.ContainsKey(t.Dataset))
                .SelectMany(t => DatasetCatalogue.Find(t.Dataset).Read(folders[t.Dataset], t.Task).Items
                .Select(i => new FeatureItem($"{t.Name}/{i.Id}", i.Patient, folders[t.Dataset], i.File, i.Channel, i.FromSeconds, i.Seconds))).ToArray();
            return items.Length > 0
                ? BandPower.Of(items, (done, all) => progress.Say(done, all, "windows"), stop)
                : throw new ClefException(suite.Name, "--data", string.Join(", ", places.Keys),
                    $"at least one of the suite's datasets: {string.Join(", ", suite.Targets.Select(t => t.Dataset).Distinct())}");
        }
        finally
        {
            folders.Values.ToList().ForEach(f => f.Dispose());
        }
    }
}
