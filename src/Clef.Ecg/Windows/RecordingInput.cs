using System.Security.Cryptography;
using System.Text;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Windows;

/// <summary>
/// One input of pretraining: a recording, a folder or zip archive of them, a cohort's folder, or a public dataset as <c>DATASET=PATH</c>. A cohort and a
/// dataset say whose each
/// recording is, and those of their test part are left out: of a cohort's test patients, and of every patient whom a task of the dataset tests on.
/// </summary>
internal sealed class RecordingInput
{
    private readonly (string File, string Patient)[]? _chosen;

    private RecordingInput(string place, (string File, string Patient)[]? chosen = null) => (Place, _chosen) = (place, chosen);

    /// <summary>The file, folder or archive that holds the recordings.</summary>
    public string Place { get; }

    /// <summary>What was chosen of it, as a digest; empty where everything is.</summary>
    public string Choice => _chosen is null ? ""
        : " of " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _chosen.Select(c => $"{c.File}\t{c.Patient}")))));

    /// <summary>Reads what an input is.</summary>
    /// <exception cref="ClefException">There is nothing of that name, or no recording is left.</exception>
    public static RecordingInput Of(string input)
    {
        if (File.Exists(Path.Combine(input, "cohort.json")))
        {
            return OfCohort(CohortStore.Open(input));
        }

        int equals = input.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !Path.Exists(input) ? OfDataset(DatasetCatalogue.Find(input[..equals]), input[(equals + 1)..]) : new RecordingInput(input);
    }

    /// <summary>Opens what holds the recordings.</summary>
    public SourceFolder Open() => IsContainer ? SourceFolder.OpenPath(Place) : new DirectorySourceFolder(Path.GetDirectoryName(Path.GetFullPath(Place))!);

    /// <summary>The recordings, each with its patient where the input names one.</summary>
    public (string File, string? Patient)[] Files(SourceFolder folder) => _chosen is not null ? [.. _chosen.Select(c => (c.File, (string?)c.Patient))]
        : IsContainer ? [.. RecordingFile.List(folder).Select(f => (f, (string?)null))] : [(Path.GetFileName(Place), null)];

    private bool IsContainer => Directory.Exists(Place) || Place.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static RecordingInput OfCohort(CohortStore store)
    {
        IReadOnlyDictionary<string, string>? splits = store.Splits();
        string place = Path.GetFullPath(Path.Combine(store.Folder, store.Describe().Recordings));
        return Left(store.Folder, place, store.Sessions().Where(s => splits is null
            || (splits.TryGetValue(s.Patient, out string? part) && part is "train" or "validation"))
            .Select(s => (s.File, s.Patient)));
    }

    private static RecordingInput OfDataset(Dataset dataset, string place)
    {
        if (!Path.Exists(place))
        {
            throw new ClefException(place, null, null, $"the folder or zip archive of {dataset.Name}");
        }

        using SourceFolder folder = SourceFolder.OpenPath(place);
        DatasetItem[] items = [.. dataset.Tasks.SelectMany(task => dataset.Read(folder, task.Name).Items)];
        HashSet<string> tested = [.. items.Where(i => i.Split == "test").Select(i => i.Patient)];
        return Left(dataset.Name, place, items.Where(i => !tested.Contains(i.Patient)).Select(i => (i.File, i.Patient)));
    }

    private static RecordingInput Left(string name, string place, IEnumerable<(string File, string Patient)> all)
    {
        (string File, string Patient)[] files = [.. all.DistinctBy(f => f.File).OrderBy(f => f.File, StringComparer.Ordinal)];
        return files.Length > 0 ? new RecordingInput(place, files) : throw new ClefException(name, "recordings outside the test part", 0, "at least one");
    }
}
