using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Signals.Channels;

namespace Clef.Cli.Demo;

/// <summary>The user's own data.</summary>
/// <param name="Recordings">A folder or zip archive of recordings.</param>
/// <param name="Metadata">A table of sessions; null for none.</param>
/// <param name="Reports">A table of reports; null for none.</param>
/// <param name="Records">Records, in any form that <c>clef cohort build</c> reads; null for none.</param>
internal sealed record DemoSources(string Recordings, string? Metadata, string? Reports, string? Records)
{
    /// <summary>
    /// The data of a folder. Where it is laid out as 'clef simulate' lays its own out (<c>recordings</c>, <c>metadata.csv</c>, <c>reports.csv</c>,
    /// <c>records</c>), what is not named otherwise is found there.
    /// </summary>
    public static DemoSources Of(string folder, string? metadata, string? reports, string? records)
    {
        if (!Path.Exists(folder))
        {
            throw new ClefException("--data", null, folder, "an existing folder or zip archive of recordings");
        }

        if (File.Exists(folder) && !folder.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw new ClefException("--data", null, folder, "a folder or zip archive of recordings; 'clef info FILE' and 'embed' take a single one");
        }

        string recordings = Path.Combine(folder, "recordings");
        return new DemoSources(
            Directory.Exists(recordings) ? recordings : folder,
            metadata ?? Found("metadata.csv"),
            reports ?? Found("reports.csv"),
            records ?? Found("records"));

        string? Found(string name) => Path.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }

    /// <summary>The sessions of each kind that a cohort has.</summary>
    public static (string[] Eeg, string[] Ecg) Kinds(CohortStore cohort)
    {
        ILookup<SignalKind?, string> kinds = cohort.Sessions().ToLookup(s => s.MainKind, s => s.Id);
        return ([.. kinds[SignalKind.Eeg]], [.. kinds[SignalKind.Ecg]]);
    }
}
