using Clef.Core;
using Op = Clef.Tensors.Weights.PyTorch.Pickle.PickleOpcode;

namespace Clef.Tensors.Weights.PyTorch.Pickle;

/// <summary>
/// Runs a pickle's opcodes (protocols 0 to 5) over plain values. The format is a program that normally imports and calls Python functions;
/// here a name is only a name, and a call is a <see cref="PickleObjects"/> record. Size, stack, memo, marks and the number of values are bounded.
/// </summary>
internal ref struct PickleMachine
{
    /// <summary>The longest pickle; the largest published checkpoints have some megabytes, since tensors' bytes lie outside.</summary>
    public const int MaximumBytes = 64_000_000;

    /// <summary>The most values made, memo entries kept, or values on the stack.</summary>
    public const int MaximumValues = 1_000_000;

    /// <summary>The most marks that are open at once: the depth of nesting.</summary>
    public const int MaximumMarks = 10_000;

    private const int HighestProtocol = 5;

    private readonly PickleObjects _objects;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<(uint, byte), object?> _memo = []; // a pair, since its hash is seeded: a file cannot choose colliding indices
    private PickleCursor _in;
    private int _values;

    private PickleMachine(string source, ReadOnlySpan<byte> pickle, PickleObjects objects)
    {
        _in = new PickleCursor(source, pickle);
        _objects = objects;
    }

    /// <summary>Reads one pickle and answers with its value.</summary>
    /// <exception cref="ClefException">The pickle is malformed or beyond a bound.</exception>
    public static object? Run(string source, ReadOnlySpan<byte> pickle, PickleObjects objects)
    {
        var machine = new PickleMachine(source, pickle, objects);
        if (pickle.Length > MaximumBytes)
        {
            throw machine._in.Wrong("length", pickle.Length, $"at most {MaximumBytes} bytes");
        }

        while (machine.Step((Op)machine._in.Byte()))
        {
        }

        return machine.Pop();
    }

    /// <summary>Carries out one opcode; false at the end.</summary>
    private bool Step(Op op)
    {
        switch (op)
        {
            case Op.Stop: return false;
            case Op.Proto: CheckProtocol(_in.Byte()); break;
            case Op.Frame: _in.UInt64(); break;
            case Op.Mark: OpenMark(); break;
            case Op.Pop: DropTop(); break;
            case Op.PopMark: PopToMark(); break;
            case Op.Dup: Push(Top()); break;
            case Op.None: Push(null); break;
            case Op.NewTrue: Push(true); break;
            case Op.NewFalse: Push(false); break;
            case Op.Int: Push(_in.IntText()); break;
            case Op.Long: Push(_in.LongText()); break;
            case Op.BinInt: Push((long)_in.Int32()); break;
            case Op.BinInt1: Push((long)_in.Byte()); break;
            case Op.BinInt2: Push((long)_in.UInt16()); break;
            case Op.Long1: Push(_in.LongBytes(_in.Byte())); break;
            case Op.Long4: Push(_in.LongBytes(_in.UInt32())); break;
            case Op.Float: Push(_in.FloatText()); break;
            case Op.BinFloat: Push(_in.BigEndianDouble()); break;
            case Op.String: Push(_in.QuotedLine()); break;
            case Op.BinString: Push(_in.Latin1(_in.UInt32())); break;
            case Op.ShortBinString: Push(_in.Latin1(_in.Byte())); break;
            case Op.Unicode: Push(_in.UnicodeLine()); break;
            case Op.BinUnicode: Push(_in.Utf8(_in.UInt32())); break;
            case Op.ShortBinUnicode: Push(_in.Utf8(_in.Byte())); break;
            case Op.BinUnicode8: Push(_in.Utf8(_in.UInt64())); break;
            case Op.BinBytes: Push(_in.Bytes(_in.UInt32())); break;
            case Op.ShortBinBytes: Push(_in.Bytes(_in.Byte())); break;
            case Op.BinBytes8 or Op.ByteArray8: Push(_in.Bytes(_in.UInt64())); break;
            case Op.EmptyList: Push(new PickleList()); break;
            case Op.List: Push(Filled(new PickleList(), PopToMark())); break;
            case Op.Append: Extend([Pop()]); break;
            case Op.Appends or Op.AddItems: Extend(PopToMark()); break;
            case Op.EmptyTuple: Push(PickleTuple.Empty); break;
            case Op.Tuple: Push(new PickleTuple(PopToMark())); break;
            case Op.Tuple1: Push(new PickleTuple(PopMany(1))); break;
            case Op.Tuple2: Push(new PickleTuple(PopMany(2))); break;
            case Op.Tuple3: Push(new PickleTuple(PopMany(3))); break;
            case Op.EmptyDict: Push(new PickleDictionary()); break;
            case Op.Dict: object?[] pairs = PopToMark(); Push(new PickleDictionary()); SetItems(pairs); break;
            case Op.SetItem: SetItems(PopMany(2)); break;
            case Op.SetItems: SetItems(PopToMark()); break;
            case Op.EmptySet: Push(new PickleSet()); break;
            case Op.FrozenSet: Push(Filled(new PickleSet(), PopToMark())); break;
            case Op.Get: Push(Recall(TextIndex())); break;
            case Op.BinGet: Push(Recall(_in.Byte())); break;
            case Op.LongBinGet: Push(Recall(_in.UInt32())); break;
            case Op.Put: Remember(TextIndex()); break;
            case Op.BinPut: Remember(_in.Byte()); break;
            case Op.LongBinPut: Remember(_in.UInt32()); break;
            case Op.Memoize: Remember((uint)_memo.Count); break;
            case Op.Global: Push(new PickleGlobal(_in.Line(), _in.Line())); break;
            case Op.StackGlobal: PushStackGlobal(); break;
            case Op.Ext1: PushExtension(_in.Byte()); break;
            case Op.Ext2: PushExtension(_in.UInt16()); break;
            case Op.Ext4: PushExtension(_in.UInt32()); break;
            case Op.Reduce or Op.NewObj: object?[] call = PopMany(2); Push(_objects.Call(call[0], call[1])); break;
            case Op.NewObjEx: object?[] keyed = PopMany(3); Push(_objects.Call(keyed[0], new PickleTuple([keyed[1], keyed[2]]))); break;
            case Op.Inst: var type = new PickleGlobal(_in.Line(), _in.Line()); Push(_objects.Call(type, new PickleTuple(PopToMark()))); break;
            case Op.Obj: PushObj(PopToMark()); break;
            case Op.Build: object? state = Pop(); Build(Top(), state); break;
            case Op.PersId: Push(_objects.Persistent(_in.Line())); break;
            case Op.BinPersId: Push(_objects.Persistent(Pop())); break;
            case Op.NextBuffer: throw _in.Wrong("opcode", "NEXT_BUFFER", "a pickle that holds its own data");
            case Op.ReadOnlyBuffer: break;
            default: throw _in.Wrong("opcode", $"0x{(byte)op:x2}", $"an opcode of protocols 0 to {HighestProtocol}");
        }

        return true;
    }

    private readonly void CheckProtocol(byte protocol)
    {
        if (protocol > HighestProtocol)
        {
            throw _in.Wrong("protocol", protocol, $"at most {HighestProtocol}");
        }
    }

    private void Push(object? value)
    {
        if (++_values > MaximumValues)
        {
            throw _in.Wrong("values", null, $"at most {MaximumValues} values");
        }

        _stack.Add(value);
    }

    /// <summary>The lowest position that may be popped: values below the last mark belong to what is outside it.</summary>
    private readonly int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private readonly object? Top() => _stack.Count > Floor ? _stack[^1] : throw _in.Wrong("stack", null, "a value on the stack");

    private readonly object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private readonly object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw _in.Wrong("stack", null, $"{count} values on the stack");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private readonly void OpenMark()
    {
        if (_marks.Count == MaximumMarks)
        {
            throw _in.Wrong("marks", null, $"at most {MaximumMarks} nested marks");
        }

        _marks.Add(_stack.Count);
    }

    private readonly object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw _in.Wrong("stack", null, "a mark on the stack");
        }

        object?[] values = PopMany(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    /// <summary>POP removes a value, or a mark where that is on top, as Python does.</summary>
    private readonly void DropTop()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
            return;
        }

        Pop();
    }

    private uint TextIndex() =>
        _in.LongText() is long index and >= 0 and <= uint.MaxValue ? (uint)index : throw _in.Wrong("memo index", null, "a whole number of 32 bits");

    private readonly object? Recall(uint index) =>
        _memo.TryGetValue((index, 0), out object? value) ? value : throw _in.Wrong("memo index", index, "a value remembered before");

    private readonly void Remember(uint index)
    {
        if (_memo.Count >= MaximumValues)
        {
            throw _in.Wrong("memo", null, $"at most {MaximumValues} values");
        }

        _memo[(index, 0)] = Top();
    }

    private void PushStackGlobal()
    {
        object?[] names = PopMany(2);
        Push(names is [string module, string name]
            ? new PickleGlobal(module, name)
            : throw _in.Wrong("global", null, "a module and a name, both texts"));
    }

    /// <summary>A code of Python's extension registry, whose meaning only the writing program knows.</summary>
    private void PushExtension(uint code) => Push(_objects.Call(new PickleGlobal("", FormattableString.Invariant($"extension {code}")), null));

    private void PushObj(object?[] values) =>
        Push(values.Length > 0 ? _objects.Call(values[0], new PickleTuple(values[1..])) : throw _in.Wrong("stack", null, "a class above the mark"));

    private static object Filled(object container, object?[] items)
    {
        (container is PickleList list ? list.Items : ((PickleSet)container).Items).AddRange(items);
        return container;
    }

    private readonly void Extend(ReadOnlySpan<object?> items)
    {
        List<object?> target = Top() switch
        {
            PickleList list => list.Items,
            PickleSet set => set.Items,
            PickleRecord record => record.Items ??= [],
            _ => throw _in.Wrong("append", null, "a list, a set or an object"),
        };
        target.AddRange(items);
    }

    private readonly void SetItems(ReadOnlySpan<object?> pairs)
    {
        PickleDictionary target = Top() switch
        {
            PickleDictionary dictionary => dictionary,
            PickleRecord record => record.Entries ??= new PickleDictionary(),
            _ => throw _in.Wrong("set items", null, "a dictionary or an object"),
        };
        if (pairs.Length % 2 != 0)
        {
            throw _in.Wrong("set items", pairs.Length, "keys and values in pairs");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            target.Set(pairs[i], pairs[i + 1]);
        }
    }

    /// <summary>Keeps an object's state. An ordered dictionary may have one too (PyTorch's version marks); it has no tensors and is left.</summary>
    private static void Build(object? target, object? state)
    {
        if (target is PickleRecord record)
        {
            record.State = state;
        }
    }
}
