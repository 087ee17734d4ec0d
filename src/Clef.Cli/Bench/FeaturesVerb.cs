using System.CommandLine;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench features</c>: band powers as an embedding file, the baseline of simple signal features.</summary>
internal static class FeaturesVerb
{
    public static Command Create()
    {
        var cohort = new Option<string>("--cohort") { Description = "The cohort's folder", Required = true };
        var recordings = new Option<string?>("--recordings") { Description = "The recordings, where they have moved since the build" };
        var output = new Option<string>("--out") { Description = "The embedding file, .parquet or .csv", Required = true };
        var command = new Command("features", "Compute simple signal features (log band powers) of every session") { cohort, recordings, output };
        command.SetAction((parsed, stop) =>
        {
            CohortStore store = CohortStore.Open(parsed.GetValue(cohort)!);
            using SourceFolder folder = Recordings.Open(store, parsed.GetValue(recordings)) ?? throw new ClefException(store.Folder, "recordings", store.Describe().Recordings, "the recordings of the cohort (--recordings)");
            var progress = new Progress();
            EmbeddingTable table = BandPower.Of(store, folder, (done, all) => progress.Say(done, all, "sessions"), stop);
            table.Write(parsed.GetValue(output)!);
            Console.WriteLine($"{table.Count} sessions, {table.Width} features");
            return Task.FromResult(0);
        });
        return command;
    }
}
