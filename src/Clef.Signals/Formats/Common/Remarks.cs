using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Common;

/// <summary>Collects remarks while a file is read; a code that repeats is counted, not listed again.</summary>
internal sealed class RemarkList
{
    private readonly Dictionary<string, (string Text, int Count)> _remarks = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Notes one tolerance.</summary>
    public void Add(string code, string text)
    {
        if (_remarks.TryGetValue(code, out (string Text, int Count) known))
        {
            _remarks[code] = (known.Text, known.Count + 1);
            return;
        }

        _remarks[code] = (text, 1);
        _order.Add(code);
    }

    /// <summary>All remarks in the order in which they first arose.</summary>
    public IReadOnlyList<Remark> ToList() =>
        [.. _order.Select(code => new Remark(code, _remarks[code] is { Count: > 1 } r ? $"{r.Text} (and {r.Count - 1} more)" : _remarks[code].Text))];

    /// <summary>Notes labels that occur more than once.</summary>
    public void CheckLabels(IEnumerable<Channel> channels)
    {
        foreach (IGrouping<string, Channel> same in channels.GroupBy(c => c.Label, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Add("duplicate-label", $"the label '{same.Key}' occurs {same.Count()} times; channels are told apart by their position");
        }
    }
}
