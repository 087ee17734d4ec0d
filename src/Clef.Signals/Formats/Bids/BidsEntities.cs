using Clef.Core.Sources;

namespace Clef.Signals.Formats.Bids;

/// <summary>
/// The name of a BIDS file: entities such as <c>sub-01</c> and <c>task-rest</c>, then a suffix such as <c>eeg</c>. By the inheritance principle a sidecar may
/// lie in the recording's folder or any above it, and its entities are some of the recording's; the nearest and most specific one holds.
/// </summary>
internal sealed class BidsEntities
{
    /// <summary>Most entities of a name: sub, ses, task, acq, run and a few more.</summary>
    private const int MaximumEntities = 8;

    private readonly string _folder;
    private readonly string[] _entities;

    private BidsEntities(string folder, string[] entities) => (_folder, _entities) = (folder, entities);

    /// <summary>The entity <c>sub</c> with its value: the participant's identifier.</summary>
    public string Participant => _entities[0];

    /// <summary>Parses <c>folder/sub-01_task-rest_eeg.edf</c>; null where the name is not of that form.</summary>
    public static BidsEntities? Parse(string fileName)
    {
        int slash = fileName.LastIndexOf('/');
        string name = fileName[(slash + 1)..];
        int dot = name.LastIndexOf('.');
        if (dot < 0 || !name.AsSpan(0, dot).EndsWith("_eeg", StringComparison.Ordinal) || !name.StartsWith("sub-", StringComparison.Ordinal))
        {
            return null;
        }

        string[] entities = name[..(dot - 4)].Split('_');
        return entities.Length <= MaximumEntities && entities.All(e => e.IndexOf('-') > 0)
            ? new BidsEntities(slash < 0 ? "" : fileName[..(slash + 1)], entities) : null;
    }

    /// <summary>Opens the sidecar that holds for this recording, <c>channels.tsv</c> for instance, or answers null.</summary>
    public ByteSource? OpenSidecar(SourceFolder folder, string suffix)
    {
        for (string at = _folder; ; at = at[..(at.TrimEnd('/').LastIndexOf('/') + 1)])
        {
            // Subsets of the entities, those with most first.
            foreach (int subset in Enumerable.Range(0, 1 << _entities.Length).OrderByDescending(s => System.Numerics.BitOperations.PopCount((uint)s)).ThenByDescending(s => s))
            {
                string prefix = string.Join('_', _entities.Where((_, i) => (subset & (1 << i)) != 0));
                if (folder.TryOpen(at + (prefix.Length == 0 ? suffix : $"{prefix}_{suffix}")) is { } found)
                {
                    return found;
                }
            }

            if (at.Length == 0)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// The folder to open so that sidecars above the recording can be read: the dataset's root, which holds <c>dataset_description.json</c>, where
    /// it is at most four levels up; else the file's own folder.
    /// </summary>
    public static (string Folder, string Name) Locate(string fullPath)
    {
        string own = Path.GetDirectoryName(fullPath)!;
        if (Parse(Path.GetFileName(fullPath)) is not null)
        {
            DirectoryInfo? at = new(own);
            for (int up = 0; up <= 4 && at is not null; up++, at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "dataset_description.json")))
                {
                    return (at.FullName, Path.GetRelativePath(at.FullName, fullPath).Replace('\\', '/'));
                }
            }
        }

        return (own, Path.GetFileName(fullPath));
    }
}
