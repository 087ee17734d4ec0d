namespace Clef.Clinical.Records;

/// <summary>What an import took in and what it left out, with the reasons.</summary>
public sealed class ImportReport
{
    private readonly SortedDictionary<string, long> _taken = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _left = new(StringComparer.Ordinal);
    private readonly List<(string Source, string Reason)> _rejected = [];

    /// <summary>Events taken, by the kind of their source (<c>Condition</c>, <c>diagnoses_icd</c>).</summary>
    public IReadOnlyDictionary<string, long> Taken => _taken;

    /// <summary>Items left out, by reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _left;

    /// <summary>Whole files or records that could not be read, each with its reason.</summary>
    public IReadOnlyList<(string Source, string Reason)> Rejected => _rejected;

    /// <summary>Counts events taken.</summary>
    public void Take(string kind, long count = 1) => _taken[kind] = _taken.GetValueOrDefault(kind) + count;

    /// <summary>Counts items left out.</summary>
    public void Leave(string reason, long count = 1)
    {
        if (count > 0)
        {
            _left[reason] = _left.GetValueOrDefault(reason) + count;
        }
    }

    /// <summary>Records a file that could not be read.</summary>
    public void Reject(string source, string reason) => _rejected.Add((source, reason));
}
