namespace Clef.Datasets;

/// <summary>One example of a task.</summary>
/// <param name="Id">Its name, unique within the task.</param>
/// <param name="Patient">The person; items of one person are never in two splits.</param>
/// <param name="File">The recording's entry file within the dataset's folder.</param>
/// <param name="Split"><c>train</c>, <c>validation</c>, <c>test</c> or <c>all</c> where none is set.</param>
public sealed record DatasetItem(string Id, string Patient, string File, string Split)
{
    /// <summary>The classes that hold; one for binary and multi-class tasks.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The number of a regression task.</summary>
    public double? Value { get; init; }

    /// <summary>The channel to read; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>The window's start in seconds.</summary>
    public double FromSeconds { get; init; }

    /// <summary>The window's length in seconds; null for the whole recording.</summary>
    public double? Seconds { get; init; }

    /// <summary>Age in years, where known.</summary>
    public double? Age { get; init; }

    /// <summary><c>F</c>, <c>M</c> or null.</summary>
    public string? Sex { get; init; }
}

/// <summary>The items of a task, with what was left out and what was corrected.</summary>
public sealed class DatasetItems
{
    private readonly List<DatasetItem> _items = [];
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _corrected = new(StringComparer.Ordinal);

    /// <summary>The items.</summary>
    public IReadOnlyList<DatasetItem> Items => _items;

    /// <summary>How many records were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _left;

    /// <summary>How many records each defect's correction touched, by the defect's name.</summary>
    public IReadOnlyDictionary<string, int> Corrected => _corrected;

    /// <summary>The classes of the task, in a fixed order; empty for regression.</summary>
    public IReadOnlyList<string> Classes { get; internal set; } = [];

    internal void Add(DatasetItem item) => _items.Add(item);

    internal void Leave(string reason) => _left[reason] = _left.GetValueOrDefault(reason) + 1;

    internal void Correct(string defect, int count = 1)
    {
        if (count > 0)
        {
            _corrected[defect] = _corrected.GetValueOrDefault(defect) + count;
        }
    }
}
