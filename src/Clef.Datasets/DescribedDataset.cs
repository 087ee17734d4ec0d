using Clef.Core;

namespace Clef.Datasets;

/// <summary>The facts of a dataset in one place, for adapters that need no more than these.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">Title and version.</param>
/// <param name="Modality"><c>ECG</c> or <c>EEG</c>.</param>
/// <param name="Source">Where it is described and had.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Access">How it is had.</param>
/// <param name="Layout">What must be there; see <see cref="Dataset.Layout"/>.</param>
public sealed record DatasetFacts(
    string Name, string Title, string Modality, string Source, string Licence, DatasetAccess Access, IReadOnlyList<string> Layout)
{
    /// <summary>The tasks.</summary>
    public required IReadOnlyList<DatasetTask> Tasks { get; init; }

    /// <summary>The published defects.</summary>
    public IReadOnlyList<DatasetDefect> Defects { get; init; } = [];

    /// <summary>The folder of single files, for open datasets.</summary>
    public string? Root { get; init; }

    /// <summary>What could not be verified.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>A dataset described by <see cref="DatasetFacts"/>.</summary>
public abstract class DescribedDataset(DatasetFacts facts) : Dataset
{
    /// <inheritdoc/>
    public override string Name => facts.Name;

    /// <inheritdoc/>
    public override string Title => facts.Title;

    /// <inheritdoc/>
    public override string Modality => facts.Modality;

    /// <inheritdoc/>
    public override string Source => facts.Source;

    /// <inheritdoc/>
    public override string Licence => facts.Licence;

    /// <inheritdoc/>
    public override DatasetAccess Access => facts.Access;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => facts.Layout;

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks => facts.Tasks;

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects => facts.Defects;

    /// <inheritdoc/>
    public override string Remark => facts.Remark;

    /// <inheritdoc/>
    public override Uri? Root => facts.Root is null ? null : new Uri(facts.Root);
}
