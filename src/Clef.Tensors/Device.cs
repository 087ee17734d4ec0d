using System.Globalization;

namespace Clef.Tensors;

/// <summary>Where a tensor's elements lie. Written <c>cpu</c> or <c>cuda:0</c>.</summary>
public readonly record struct Device
{
    private const int CudaKind = 1;

    private Device(int kind, int index)
    {
        Kind = kind;
        NativeIndex = index;
    }

    /// <summary>The processor's memory.</summary>
    public static Device Cpu { get; } = new(0, 0);

    /// <summary>Whether this is the processor's memory.</summary>
    public bool IsCpu => Kind == 0;

    /// <summary>libtorch's number of the kind of device.</summary>
    internal int Kind { get; }

    // -1 (any) on the CPU, as libtorch has it; kept as 0 so that the default value equals Cpu.
    private int NativeIndex { get; }

    /// <summary>libtorch's number of the device among its kind.</summary>
    internal int Index => IsCpu ? -1 : NativeIndex;

    /// <summary>One graphics processor.</summary>
    public static Device Cuda(int index = 0) => new(CudaKind, index);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="TensorException">The name is none of these.</exception>
    public static Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu")
        {
            return Cpu;
        }

        if (name == "cuda")
        {
            return Cuda();
        }

        if (name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < 128)
        {
            return Cuda(index);
        }

        throw new TensorException($"device '{name}'; expected cpu, cuda or cuda:N");
    }

    /// <inheritdoc/>
    public override string ToString() => IsCpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{NativeIndex}");

    internal static Device FromNative(int kind, int index) => kind == 0 ? Cpu : new Device(kind, Math.Max(index, 0));
}
