using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>
/// Runs products and convolutions in a shorter type, and what needs it in single precision, until disposed. Wrap the forward pass only.
/// </summary>
/// <example><c>using (MixedPrecision.Enable()) { loss = model.Forward(x); }</c></example>
public readonly ref struct MixedPrecision : IDisposable
{
    [ThreadStatic]
    private static int s_depth; // as autocasting itself, a matter of the thread

    private readonly int _kind;
    private readonly bool _on;

    private MixedPrecision(int kind) => (_kind, _on) = (kind, true);

    /// <summary>Whether it is on for this thread.</summary>
    internal static bool IsOn => s_depth > 0;

    /// <summary>Turns it on for one kind of device.</summary>
    /// <param name="dtype">bf16 on the CPU; bf16 or f16 on a GPU.</param>
    /// <param name="device">A device of the kind.</param>
    public static MixedPrecision Enable(DType dtype = DType.BFloat16, Device device = default)
    {
        if (dtype is not (DType.BFloat16 or DType.Float16) || (device.IsCpu && dtype != DType.BFloat16))
        {
            throw new TensorException($"mixed precision in {dtype.ShortName()} on {device}; expected bf16, or f16 on a GPU");
        }

        NativeMethods.Check(NativeMethods.Autocast(device.Kind, (int)dtype));
        s_depth++;
        return new MixedPrecision(device.Kind);
    }

    /// <summary>Turns it off.</summary>
    public void Dispose()
    {
        if (_on)
        {
            s_depth--;
            NativeMethods.Check(NativeMethods.Autocast(_kind, -1));
        }
    }
}
