using Clef.Cohorts.Store;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>The band powers of <c>clef bench features</c> over the first seconds of every session.</summary>
internal static class BandPowers
{
    public static EmbeddingTable Of(string cohort, int seconds, CancellationToken stop)
    {
        CohortStore store = CohortStore.Open(cohort);
        using SourceFolder folder = SourceFolder.OpenPath(Path.GetFullPath(Path.Combine(cohort, store.Describe().Recordings)));
        return BandPower.Of([.. store.Sessions().Select(s => new FeatureItem(s.Id, s.Patient, folder, s.File, null, 0, seconds))], null, stop);
    }
}
