using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// Each channel (axis 1) less its mean, over the root of its variance plus <paramref name="epsilon"/>, times weight, plus bias.
    /// In training the mean and variance are the batch's and the running ones move towards them by <paramref name="momentum"/>.
    /// </summary>
    public Tensor BatchNorm(
        Tensor? weight, Tensor? bias, Tensor? runningMean, Tensor? runningVariance, bool training, double momentum = 0.1, double epsilon = 1e-5)
    {
        Tensor result = Own(
            NativeMethods.BatchNorm(
                Handle,
                HandleOrNull(weight),
                HandleOrNull(bias),
                HandleOrNull(runningMean),
                HandleOrNull(runningVariance),
                training ? 1 : 0,
                momentum,
                epsilon),
            this,
            weight,
            bias);
        GC.KeepAlive(runningMean);
        GC.KeepAlive(runningVariance);
        return result;
    }

    /// <summary>The elements of the last axes, of the sizes given, less their mean, over their standard deviation, times weight, plus bias.</summary>
    public Tensor LayerNorm(ReadOnlySpan<long> shape, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.LayerNorm(Handle, sizes, shape.Length, HandleOrNull(weight), HandleOrNull(bias), epsilon), this, weight, bias);
        }
    }

    /// <summary>As <see cref="LayerNorm"/>, over groups of channels (axis 1) and everything after them.</summary>
    public Tensor GroupNorm(long groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        Own(NativeMethods.GroupNorm(Handle, groups, HandleOrNull(weight), HandleOrNull(bias), epsilon), this, weight, bias);

    /// <summary>Elements set to zero with a probability, the others scaled by 1 / (1 - probability); unchanged where not training.</summary>
    public Tensor Dropout(double probability, bool training = true) =>
        training && probability > 0 ? Own(NativeMethods.Dropout(Handle, probability), this) : this;

    /// <summary>The rows of this (row, width) table that i64 indices name: (..., width). A row of <paramref name="paddingIndex"/> gets no gradient.</summary>
    public Tensor EmbeddingLookup(Tensor indices, long? paddingIndex = null) =>
        Own(NativeMethods.Embedding(Handle, indices.Handle, paddingIndex ?? -1), this, indices);
}
