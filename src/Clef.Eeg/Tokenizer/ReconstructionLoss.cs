using Clef.Tensors;

namespace Clef.Eeg.Tokenizer;

/// <summary>How far a reconstruction is from its original, over what is valid.</summary>
public static class ReconstructionLoss
{
    /// <summary>The mean absolute difference of valid levels.</summary>
    /// <param name="levels">(batch, channel, frequency, time).</param>
    /// <param name="reconstruction">Of the same shape.</param>
    /// <param name="valid">(batch, channel, time) of 0 and 1.</param>
    public static Tensor Absolute(Tensor levels, Tensor reconstruction, Tensor valid)
    {
        using var scope = new TensorScope();
        Tensor mask = valid.Unsqueeze(2); // (batch, channel, 1, time)
        Tensor difference = (levels - reconstruction).MaskedFill(mask < 0.5, 0).Abs();
        return scope.Return(difference.Sum() / (valid.Sum() * levels.Size(2)).Clamp(low: 1));
    }

    /// <summary>One less Pearson's correlation of each channel's valid levels over frequency and time, meaned over channels that have any.</summary>
    /// <inheritdoc cref="Absolute" path="/param"/>
    public static Tensor Correlation(Tensor levels, Tensor reconstruction, Tensor valid)
    {
        using var scope = new TensorScope();
        Tensor present = (valid.Sum(2) > 0).To(DType.Float32); // (batch, channel)
        Tensor lost = ((1 - Correlations(levels, reconstruction, valid)) * present).Sum();
        return scope.Return(lost / present.Sum().Clamp(low: 1));
    }

    /// <summary>Pearson's correlation of each channel, (batch, channel); 0 where nothing varies.</summary>
    /// <inheritdoc cref="Absolute" path="/param"/>
    public static Tensor Correlations(Tensor levels, Tensor reconstruction, Tensor valid)
    {
        using var scope = new TensorScope();
        Tensor hidden = valid.Unsqueeze(2) < 0.5, mask = (valid.Unsqueeze(2) > 0.5).To(DType.Float32); // (batch, channel, 1, time)
        Tensor count = (valid.Sum(2) * levels.Size(2)).Clamp(low: 1).Reshape(valid.Size(0), valid.Size(1), 1, 1);
        Tensor a = Centred(levels), b = Centred(reconstruction);
        Tensor covariance = (a * b).Sum([2, 3]), product = a.Square().Sum([2, 3]) * b.Square().Sum([2, 3]);
        return scope.Return(covariance * (product + 1e-8).Rsqrt()); // 1e-8: a flat channel, whose variance is 0, gives 0

        Tensor Centred(Tensor x)
        {
            Tensor seen = x.MaskedFill(hidden, 0);
            return (seen - (seen.Sum([2, 3], keepAxes: true) / count)) * mask;
        }
    }
}
