using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Cli.Bench;

/// <summary>Finds a cohort's recordings.</summary>
internal static class Recordings
{
    /// <summary>Where they are said to be, or where the cohort was built from; null where they are no longer there.</summary>
    public static SourceFolder? Open(CohortStore store, string? said)
    {
        string place = said ?? Path.GetFullPath(Path.Combine(store.Folder, store.Describe().Recordings));
        return Path.Exists(place) ? SourceFolder.OpenPath(place) : said is null ? null
            : throw new ClefException(place, null, null, "an existing folder or archive");
    }
}
