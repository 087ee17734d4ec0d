namespace Clef.Tensors.Weights.PyTorch.Pickle;

/// <summary>
/// What a pickle's calls become. This one makes every call an inert record and counts it by name; a derived class may know some names,
/// and answers for them with values that it builds itself. Nothing is ever looked up by name at run time.
/// </summary>
internal class PickleObjects
{
    private readonly Dictionary<string, int> _inert = new(StringComparer.Ordinal);

    /// <summary>Names that became inert records, with the number of times; bounded, since a pickle may invent names without end.</summary>
    public IReadOnlyDictionary<string, int> Inert => _inert;

    private const int MaximumNames = 10_000;

    /// <summary>The value of calling <paramref name="global"/>, by whichever opcode.</summary>
    public virtual object? Call(object? global, object? arguments)
    {
        CountInert(global);
        return new PickleRecord(global, arguments);
    }

    /// <summary>The value of a reference to something outside the pickle.</summary>
    public virtual object? Persistent(object? id) => new PickleRecord(new PickleGlobal("", "persistent id"), id);

    /// <summary>Notes a name that stays without effect.</summary>
    protected void CountInert(object? global)
    {
        string name = global is PickleGlobal g ? g.ToString() : "(a call of something that is not a name)";
        if (_inert.Count < MaximumNames || _inert.ContainsKey(name))
        {
            _inert[name] = _inert.GetValueOrDefault(name) + 1;
        }
    }
}
