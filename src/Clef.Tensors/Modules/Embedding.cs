namespace Clef.Tensors.Modules;

/// <summary>A table of vectors, looked up by i64 indices. Initialised as PyTorch's <c>Embedding</c>: N(0, 1), the padding row zero.</summary>
public sealed class Embedding : Layer
{
    private readonly long? _paddingIndex;

    /// <summary>Makes a (<paramref name="rows"/>, <paramref name="width"/>) table.</summary>
    public Embedding(long rows, long width, long? paddingIndex = null)
    {
        _paddingIndex = paddingIndex;
        Tensor weight = Initializers.Normal(Tensor.Empty([rows, width]));
        if (paddingIndex is { } row)
        {
            using Tensor padding = weight.Select(0, row);
            padding.FillInPlace(0);
        }

        Weight = RegisterParameter("weight", weight);
    }

    /// <summary>(row, width).</summary>
    public Tensor Weight { get; }

    /// <summary>(...) indices to (..., width).</summary>
    public override Tensor Forward(Tensor input) => Weight.EmbeddingLookup(input, _paddingIndex);
}

/// <summary>Drops elements in training. Srivastava and others, 2014.</summary>
public sealed class Dropout(double probability = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Dropout(probability, IsTraining);
}
