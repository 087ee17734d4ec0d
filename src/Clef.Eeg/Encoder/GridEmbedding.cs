using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Encoder;

/// <summary>Learnt positions in two dimensions: a vector for the row (frequency) plus one for the column (time).</summary>
internal sealed class GridEmbedding : Module
{
    private readonly Tensor _rows, _columns;

    public GridEmbedding(int rows, int columns, int width)
    {
        // 0.02: BERT's and ViT's width of start for embeddings.
        _rows = RegisterParameter("rows", Initializers.TruncatedNormal(Tensor.Empty([rows, width]), 0, 0.02));
        _columns = RegisterParameter("columns", Initializers.TruncatedNormal(Tensor.Empty([columns, width]), 0, 0.02));
    }

    /// <summary>(batch, token) twice to (batch, token, width).</summary>
    public Tensor Forward(Tensor rows, Tensor columns)
    {
        using var scope = new TensorScope();
        return scope.Return(_rows.EmbeddingLookup(rows) + _columns.EmbeddingLookup(columns));
    }
}
