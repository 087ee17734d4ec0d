using System.Buffers.Binary;
using System.Text;

namespace Clef.Tensors.Tests.Weights;

/// <summary>Writes a pickle opcode by opcode, which no honest library lets one do.</summary>
internal sealed class PickleScript
{
    private readonly MemoryStream _bytes = new();

    public PickleScript(byte protocol = 2) => Raw(0x80, protocol);

    public byte[] Done()
    {
        Raw('.');
        return _bytes.ToArray();
    }

    public PickleScript Raw(params ReadOnlySpan<int> bytes)
    {
        foreach (int b in bytes)
        {
            _bytes.WriteByte((byte)b);
        }

        return this;
    }

    public PickleScript Ascii(string text)
    {
        _bytes.Write(Encoding.Latin1.GetBytes(text));
        return this;
    }

    public PickleScript Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Raw('X').UInt32((uint)utf8.Length);
        _bytes.Write(utf8);
        return this;
    }

    public PickleScript UInt32(uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        _bytes.Write(four);
        return this;
    }

    public PickleScript UInt64(ulong value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
        _bytes.Write(eight);
        return this;
    }

    /// <summary>A whole number, as LONG1 of eight bytes.</summary>
    public PickleScript Number(long value) => Raw(0x8a, 8).UInt64((ulong)value);

    public PickleScript Global(string module, string name) => Raw('c').Ascii($"{module}\n{name}\n");

    public PickleScript Numbers(params ReadOnlySpan<long> values)
    {
        Raw('(');
        foreach (long value in values)
        {
            Number(value);
        }

        return Raw('t');
    }

    /// <summary>A storage by reference: ('storage', class, key, 'cpu', elements).</summary>
    public PickleScript Storage(string key = "0", long elements = 2, string type = "FloatStorage", string module = "torch") =>
        Raw('(').Text("storage").Global(module, type).Text(key).Text("cpu").Number(elements).Raw('t', 'Q');

    /// <summary>A tensor: _rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict()).</summary>
    public PickleScript Tensor(long[] size, long[] stride, long offset = 0, string key = "0", long elements = 2, string type = "FloatStorage") =>
        Global("torch._utils", "_rebuild_tensor_v2").Raw('(').Storage(key, elements, type).Number(offset).Numbers(size).Numbers(stride)
            .Raw(0x89).Global("collections", "OrderedDict").Raw(')', 'R', 't', 'R');

    /// <summary>The beginning of a checkpoint: an open dictionary that has an honest tensor "w" and awaits the value of "x".</summary>
    public static PickleScript Checkpoint(byte protocol = 2) => new PickleScript(protocol).Raw('}', '(').Text("w").Tensor([2], [1]).Text("x");

    /// <summary>Ends what <see cref="Checkpoint"/> began.</summary>
    public byte[] Close() => Raw('u').Done();
}
