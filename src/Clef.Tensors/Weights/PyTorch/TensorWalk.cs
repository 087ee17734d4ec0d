using System.Globalization;
using System.Numerics;
using Clef.Core;
using Clef.Tensors.Weights.PyTorch.Pickle;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>
/// Finds the tensors in a checkpoint's value and names each by its path: keys and indices joined with dots, as in
/// <c>state_dict.backbone.first_conv.conv.weight</c>. A container is entered once, however often it is mentioned, so that a value which holds
/// itself, or which doubles at every level, costs no more than its size.
/// </summary>
internal sealed class TensorWalk(string source)
{
    /// <summary>The deepest nesting that is followed.</summary>
    public const int MaximumDepth = 200;

    /// <summary>Paths longer than this, in characters, are refused: nested names could otherwise grow without bound.</summary>
    public const int MaximumPath = 2_000;

    /// <summary>The most tensors, and the most characters of their names together.</summary>
    public const int MaximumTensors = 200_000, MaximumCharacters = 32_000_000;

    private const int MaximumRemarks = 100;

    private readonly HashSet<object> _entered = new(ReferenceEqualityComparer.Instance);

    private long _characters;

    /// <summary>The tensors, in the order of the file.</summary>
    public List<WeightEntry> Entries { get; } = [];

    /// <summary>Containers met again, and other remarks.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Numbers and texts of the outermost dictionary.</summary>
    public Dictionary<string, string> Scalars { get; } = new(StringComparer.Ordinal);

    /// <summary>Walks the whole value.</summary>
    public void Run(object? root)
    {
        foreach ((object? key, object? value) in root is PickleDictionary dictionary ? dictionary.Items : [])
        {
            if (key is string name && value is string or bool or long or double or BigInteger)
            {
                Scalars[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            }
        }

        Visit("", root, 0);
    }

    private void Visit(string path, object? value, int depth)
    {
        switch (value)
        {
            case TorchTensor tensor:
                Add(path.Length == 0 ? "tensor" : path, tensor);
                break;
            case PickleDictionary or PickleList or PickleTuple or PickleRecord when depth > MaximumDepth:
                Remark($"{Shorten(path)}: nested deeper than {MaximumDepth} levels; left");
                break;
            case PickleTuple { Items.Length: 0 }:
                break;
            case PickleDictionary or PickleList or PickleTuple or PickleRecord when !_entered.Add(value):
                if (value is PickleDictionary { Items.Count: > 0 })
                {
                    Remark($"{Shorten(path)}: a container already listed under another name");
                }

                break;
            case PickleDictionary dictionary:
                VisitDictionary(path, dictionary, depth);
                break;
            case PickleList list:
                VisitItems(path, list.Items, depth);
                break;
            case PickleTuple tuple:
                VisitItems(path, tuple.Items, depth);
                break;
            case PickleRecord record:
                Visit(path, record.Arguments, depth + 1);
                Visit(path, record.State, depth + 1);
                VisitItems(path, record.Items ?? [], depth);
                VisitDictionary(path, record.Entries ?? new PickleDictionary(), depth);
                break;
        }
    }

    private void VisitDictionary(string path, PickleDictionary dictionary, int depth)
    {
        foreach ((object? key, object? value) in dictionary.Items)
        {
            // Only what may hold a tensor needs a name.
            if (value is TorchTensor or PickleDictionary or PickleList or PickleTuple or PickleRecord)
            {
                string name = key switch
                {
                    string text => text,
                    null => "None",
                    ValueType number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
                    PickleGlobal global => global.ToString(),
                    _ => "(key)",
                };
                Visit(Join(path, name), value, depth + 1);
            }
        }
    }

    private void VisitItems(string path, IReadOnlyList<object?> items, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is TorchTensor or PickleDictionary or PickleList or PickleTuple or PickleRecord)
            {
                Visit(Join(path, i.ToString(CultureInfo.InvariantCulture)), items[i], depth + 1);
            }
        }
    }

    private void Add(string name, TorchTensor tensor)
    {
        _characters += name.Length;
        if (Entries.Count == MaximumTensors || _characters > MaximumCharacters)
        {
            throw new ClefException(source, "tensors", null, $"at most {MaximumTensors} with names of {MaximumCharacters} characters in all");
        }

        Entries.Add(new TorchTensorEntry(source, name, tensor));
    }

    private string Join(string path, string name) =>
        path.Length + name.Length < MaximumPath
            ? path.Length == 0 ? name : $"{path}.{name}"
            : throw new ClefException(source, "tensor name", Shorten(path + name), $"at most {MaximumPath} characters");

    private void Remark(string text)
    {
        if (Remarks.Count < MaximumRemarks)
        {
            Remarks.Add(text);
        }
    }

    private static string Shorten(string path) => path.Length <= 120 ? path : path[..120] + "...";
}
