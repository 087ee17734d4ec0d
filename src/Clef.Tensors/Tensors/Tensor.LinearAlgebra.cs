using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>The matrix product of the last two axes, batched over the others; vectors where a side has one axis.</summary>
    public Tensor MatMul(Tensor other) => Own(NativeMethods.Matmul(Handle, other.Handle), this, other);

    /// <summary>
    /// x W^T + bias along the last axis: (..., in) by (out, in) to (..., out). A <paramref name="residual"/> of the result's shape is
    /// added in the same pass.
    /// </summary>
    public Tensor Linear(Tensor weight, Tensor? bias = null, Tensor? residual = null)
    {
        nint result = NativeMethods.Linear(Handle, weight.Handle, HandleOrNull(bias), HandleOrNull(residual));
        GC.KeepAlive(residual);
        return Own(result, this, weight, bias);
    }

    /// <summary>
    /// The one-sided discrete Fourier transform of a real axis, as (..., length / 2 + 1, 2): real and imaginary parts on a new last axis.
    /// </summary>
    /// <param name="axis">The axis to transform.</param>
    /// <param name="length">Cuts or zero-pads the axis to this length first.</param>
    public Tensor RealFourier(int axis = -1, long? length = null) => Own(NativeMethods.Rfft(Handle, length ?? 0, axis), this);

    /// <summary>The real signal of <paramref name="length"/> samples whose <see cref="RealFourier"/> this is.</summary>
    /// <param name="axis">The axis of frequencies, not counting the last axis (real and imaginary part) where negative.</param>
    /// <param name="length">The length of the signal; 2 (frequencies - 1) where not given.</param>
    public Tensor InverseRealFourier(int axis = -1, long? length = null) => Own(NativeMethods.Irfft(Handle, length ?? 0, axis), this);
}
