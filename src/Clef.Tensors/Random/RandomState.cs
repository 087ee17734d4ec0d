using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>libtorch's default generators. One seed and one thread count give the same bytes, and the same as PyTorch of that version.</summary>
public static class RandomState
{
    /// <summary>Seeds the generators of all devices.</summary>
    public static void Seed(ulong seed) => NativeMethods.Check(NativeMethods.ManualSeed(seed));

    /// <summary>The whole state of a device's generator, as bytes to be stored.</summary>
    public static byte[] Get(Device device = default)
    {
        using Tensor state = Tensor.Own(NativeMethods.RandomState(device.Kind, device.Index));
        return state.ToArray<byte>();
    }

    /// <summary>Brings back a state that <see cref="Get"/> gave.</summary>
    public static void Set(ReadOnlySpan<byte> state, Device device = default)
    {
        using Tensor tensor = Tensor.FromBytes(state, [state.Length], DType.UInt8);
        NativeMethods.Check(NativeMethods.SetRandomState(tensor.Handle, device.Kind, device.Index));
        GC.KeepAlive(tensor);
    }
}
