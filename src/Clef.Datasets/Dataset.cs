using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Datasets;

/// <summary>How the files are had.</summary>
public enum DatasetAccess
{
    /// <summary>Anyone may download them.</summary>
    Open,

    /// <summary>After training and a signed agreement (PhysioNet credentialed, BDSP).</summary>
    Credentialed,

    /// <summary>On request from the owners.</summary>
    OnRequest,
}

/// <summary>What kind of answer a task asks for.</summary>
public enum TaskKind
{
    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    MultiClass,

    /// <summary>Any number of classes at once.</summary>
    MultiLabel,

    /// <summary>A number.</summary>
    Regression,
}

/// <summary>A task of a dataset.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">One sentence: what is predicted, and from what.</param>
public sealed record DatasetTask(string Name, TaskKind Kind, string Text);

/// <summary>A published defect and what this adapter does about it.</summary>
/// <param name="Name">A short name, for reports.</param>
/// <param name="Problem">What is wrong with the data, or with the way they are commonly used.</param>
/// <param name="Correction">What is done here.</param>
public sealed record DatasetDefect(string Name, string Problem, string Correction);


/// <summary>
/// A public dataset: where it comes from, how its folder is laid out, its tasks with their label rules and official splits, and its
/// published defects. One class a dataset. An adapter reads labels and names recordings; it opens recordings only where the labels are
/// inside them.
/// </summary>
public abstract class Dataset
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The dataset's title and version.</summary>
    public abstract string Title { get; }

    /// <summary><c>ECG</c> or <c>EEG</c>.</summary>
    public abstract string Modality { get; }

    /// <summary>Where it is described and had.</summary>
    public abstract string Source { get; }

    /// <summary>Its licence, as published.</summary>
    public abstract string Licence { get; }

    /// <summary>How it is had.</summary>
    public abstract DatasetAccess Access { get; }

    /// <summary>The tasks.</summary>
    public abstract IReadOnlyList<DatasetTask> Tasks { get; }

    /// <summary>The published defects that are corrected here.</summary>
    public virtual IReadOnlyList<DatasetDefect> Defects => [];

    /// <summary>
    /// Facts that could not be verified against the data when the adapter was written; empty where it was tried on real files.
    /// </summary>
    public virtual string Remark => "";

    /// <summary>
    /// Files or folders that must be there, one a line; a name that ends in '/' is a folder. Alternatives are separated by '|'.
    /// </summary>
    public abstract IReadOnlyList<string> Layout { get; }

    /// <summary>The address of the folder from which single files are downloaded; null where the dataset is not open.</summary>
    public virtual Uri? Root => null;

    /// <summary>The name of the publisher's list of SHA-256 digests below <see cref="Root"/>, which also lists the files.</summary>
    public virtual string DigestList => "SHA256SUMS.txt";

    /// <summary>The items of a task.</summary>
    /// <exception cref="ClefException">There is no such task, or the folder is not laid out as the dataset is.</exception>
    public DatasetItems Read(SourceFolder folder, string task)
    {
        if (Tasks.All(t => t.Name != task))
        {
            throw new ClefException(Name, "task", task, $"one of {string.Join(", ", Tasks.Select(t => t.Name))}");
        }

        foreach (string needed in Layout)
        {
            if (!Present(folder, needed))
            {
                throw new ClefException(
                    folder.Name, "layout", null, $"{needed.Replace("|", " or ", StringComparison.Ordinal)}, as in {Title}");
            }
        }

        var items = new DatasetItems();
        Fill(folder, task, items);
        return items;
    }

    /// <summary>Adds the items of a task, and counts what is left out.</summary>
    protected abstract void Fill(SourceFolder folder, string task, DatasetItems items);

    /// <summary>True where a file or folder of the layout is there.</summary>
    internal static bool Present(SourceFolder folder, string needed) => needed.Split('|').Any(n => n.EndsWith('/')
        ? folder.FileNames.Any(f => f.StartsWith(n, StringComparison.Ordinal))
        : folder.FileNames.Contains(n));
}
