using System.Runtime.CompilerServices;

namespace Clef.Tensors.Weights.PyTorch.Pickle;

// The values of a pickle. Beside the classes below: null, bool, long, BigInteger, double, string and byte[].

/// <summary>A Python function or class by name; it is a name and nothing more.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Module.Length == 0 ? Name : $"{Module}.{Name}";
}

/// <summary>A Python list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A Python tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static readonly PickleTuple Empty = new([]);

    public object?[] Items => items;
}

/// <summary>A Python set or frozenset; its members are kept as they come.</summary>
internal sealed class PickleSet
{
    public List<object?> Items { get; } = [];
}

/// <summary>
/// A Python dict or OrderedDict in the order of insertion. A key given twice keeps its place and takes the later value, as in Python.
/// Containers are keys by identity.
/// </summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<object, int> _index = new(KeyComparer.Instance);
    private readonly List<KeyValuePair<object?, object?>> _items = [];

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items;

    public void Set(object? key, object? value)
    {
        if (_index.TryGetValue(key ?? DBNull.Value, out int at))
        {
            _items[at] = new(key, value);
            return;
        }

        _index.Add(key ?? DBNull.Value, _items.Count);
        _items.Add(new(key, value));
    }

    public object? Get(string key) => _index.TryGetValue(key, out int at) ? _items[at].Value : null;

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        public new bool Equals(object? a, object? b) =>
            ReferenceEquals(a, b) || (a is ValueType or string && b is ValueType or string && a.Equals(b));

        /// <summary>Numbers are mixed with the process's random seed, so that a file cannot choose keys that fall together.</summary>
        public int GetHashCode(object key) => key switch
        {
            long number => HashCode.Combine(number),
            double number => HashCode.Combine(BitConverter.DoubleToInt64Bits(number)),
            ValueType or string => key.GetHashCode(),
            _ => RuntimeHelpers.GetHashCode(key),
        };
    }
}

/// <summary>
/// What would have been an object: the class or function that the pickle names, and what it would have been given. It does nothing.
/// </summary>
internal sealed class PickleRecord(object? global, object? arguments)
{
    /// <summary>Usually a <see cref="PickleGlobal"/>; whatever the pickle gave in its place otherwise.</summary>
    public object? Global => global;

    public object? Arguments => arguments;

    /// <summary>What BUILD would have set; the last one counts.</summary>
    public object? State { get; set; }

    /// <summary>What APPEND or ADDITEMS would have added; null when none.</summary>
    public List<object?>? Items { get; set; }

    /// <summary>What SETITEM would have set; null when none.</summary>
    public PickleDictionary? Entries { get; set; }
}
