using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>
/// Runs products and convolutions in a shorter type, and what needs it in single precision, until disposed. Wrap the forward pass only.
/// </summary>
/// <example><c>using (new MixedPrecision(DType.BFloat16)) { loss = model.Forward(x); }</c></example>
public readonly ref struct MixedPrecision : IDisposable
{
    private readonly int _kind;
    private readonly bool _on;

    /// <summary>Turns it on for one kind of device.</summary>
    /// <param name="dtype">bf16 on the CPU; bf16 or f16 on a GPU.</param>
    /// <param name="device">A device of the kind.</param>
    public MixedPrecision(DType dtype = DType.BFloat16, Device device = default)
    {
        if (dtype is not (DType.BFloat16 or DType.Float16) || (device.IsCpu && dtype != DType.BFloat16))
        {
            throw new TensorException($"mixed precision in {dtype.ShortName()} on {device}; expected bf16, or f16 on a GPU");
        }

        _kind = device.Kind;
        _on = true;
        NativeMethods.Check(NativeMethods.Autocast(_kind, (int)dtype));
    }

    /// <summary>Turns it off.</summary>
    public void Dispose()
    {
        if (_on)
        {
            NativeMethods.Check(NativeMethods.Autocast(_kind, -1));
        }
    }
}
