using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights.PyTorch.Pickle;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>
/// The few names that a checkpoint's pickle may call and that mean something here: those that describe tensors, and ordered dictionaries.
/// All others stay inert records.
/// </summary>
internal sealed class TorchObjects(string source, Func<string, ZipEntry?> findStorage, bool bigEndian) : PickleObjects
{
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);
    private int _pairs;

    /// <summary>The storages that tensors refer to.</summary>
    public IReadOnlyCollection<TorchStorage> Storages => _storages.Values;

    /// <inheritdoc/>
    public override object? Call(object? global, object? arguments)
    {
        if (global is PickleGlobal name && arguments is PickleTuple { Items: var items })
        {
            switch (name.ToString(), items)
            {
                case ("collections.OrderedDict", _):
                    return OrderedDictionary(items);
                case ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2", [TorchStorage storage, var offset, var size, var stride, ..]):
                    return new TorchTensor(storage, storage.Type, Number(offset), Numbers(size), Numbers(stride));
                case ("torch._utils._rebuild_tensor_v3", [TorchStorage storage, var offset, var size, var stride, _, _, PickleGlobal dtype, ..])
                    when TorchTypes.OfDtype(dtype) is { } type:
                    return new TorchTensor(storage, type, Number(offset), Numbers(size), Numbers(stride));
                case ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [TorchTensor data, ..]):
                    return data;
                case ("torch._tensor._rebuild_from_type_v2", [var function, PickleGlobal, PickleTuple inner, ..]):
                    // A subclass of Tensor: the tensor itself is rebuilt by the inner call; the subclass stays a name.
                    CountInert(items[1]);
                    return Call(function, inner);
                case ("torch.Size", [PickleTuple sizes]):
                    return sizes;
            }
        }

        return base.Call(global, arguments);
    }

    /// <summary>The reference to a storage: ('storage', class, key, location, number of elements).</summary>
    public override object? Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal global, string key, _, long elements, ..] } || TorchTypes.OfStorage(global) is not { } type)
        {
            throw new ClefException(source, "pickle storage reference", (id as PickleTuple)?.Items.ElementAtOrDefault(1)?.ToString(),
                "('storage', a storage class of torch, key, location, number of elements)");
        }

        if (_storages.TryGetValue(key, out TorchStorage? known))
        {
            return known.Type == type
                ? known
                : throw new ClefException(source, $"type of storage {key}", type.Name(), $"{known.Type.Name()}, as where it was mentioned before");
        }

        if (SourceFolder.Sibling("", key) is null || key.Contains('/') || findStorage(key) is not { } entry)
        {
            throw new ClefException(source, "storage key", key, "the name of an entry in the archive's data folder");
        }

        return _storages[key] = new TorchStorage(entry, type, elements, bigEndian);
    }

    /// <summary>An ordered dictionary is made empty and then filled, or (Python 2) from a list of pairs.</summary>
    private PickleDictionary OrderedDictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        foreach (object? pair in arguments is [PickleList list, ..] ? list.Items : [])
        {
            // One list may be given to many calls: the copies count together.
            (object? key, object? value) = pair switch
            {
                PickleTuple { Items: [var k, var v] } => (k, v),
                PickleList { Items: [var k, var v] } => (k, v),
                _ => throw new ClefException(source, "pickle OrderedDict", null, "pairs of a key and a value"),
            };
            if (++_pairs > PickleMachine.MaximumValues)
            {
                throw new ClefException(source, "pickle OrderedDict", null, $"at most {PickleMachine.MaximumValues} pairs in all");
            }

            dictionary.Set(key, value);
        }

        return dictionary;
    }

    private long Number(object? value) =>
        value is long number
            ? number
            : throw new ClefException(source, "offset, size or stride of a tensor", Convert.ToString(value, CultureInfo.InvariantCulture), "whole numbers of 64 bits");

    private long[] Numbers(object? value)
    {
        IReadOnlyList<object?> items = value switch { PickleTuple t => t.Items, PickleList l => l.Items, _ => [value] };
        return items.Count <= TorchTensor.MaximumRank
            ? items.Select(Number).ToArray()
            : throw new ClefException(source, "rank of a tensor", items.Count, $"at most {TorchTensor.MaximumRank}");
    }
}
