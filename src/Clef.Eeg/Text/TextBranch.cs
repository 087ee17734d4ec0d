using Clef.Tensors;
using Clef.Tensors.Modules;
using EmbeddingLayer = Clef.Tensors.Modules.Embedding;

namespace Clef.Eeg.Text;

/// <summary>
/// Turns a report into one vector: states of its pieces, from a frozen encoder or from an embedding of its own, then a small Transformer with learnt positions
/// and the mean over pieces (eeg-model 5.1).
/// </summary>
public sealed class TextBranch : Module
{
    private readonly EmbeddingLayer? _pieces;
    private readonly Linear? _enter;
    private readonly IFrozenTextEncoder? _frozen;
    private readonly Tensor _places;
    private readonly ModuleList<TransformerBlock> _blocks;
    private readonly LayerNorm _last;

    /// <summary>Makes random weights.</summary>
    /// <param name="sizes">Width, depth, heads, pieces.</param>
    /// <param name="vocabulary">Pieces of the vocabulary, for an embedding trained from scratch.</param>
    /// <param name="frozen">The frozen encoder instead; it stays the caller's.</param>
    public TextBranch(BranchSizes sizes, int vocabulary, IFrozenTextEncoder? frozen)
    {
        _frozen = frozen;
        if (frozen is null)
        {
            _pieces = Register("pieces", new EmbeddingLayer(vocabulary, sizes.Width));
            using GradientMode.Restore mode = GradientMode.Disable();
            Initializers.TruncatedNormal(_pieces.Weight, 0, 0.02);
        }
        else
        {
            _enter = Register("enter", new Linear(frozen.Width, sizes.Width));
        }

        _places = RegisterParameter("places", Initializers.TruncatedNormal(Tensor.Empty([sizes.Length, sizes.Width]), 0, 0.02));
        _blocks = Register("blocks", new ModuleList<TransformerBlock>(Enumerable.Range(0, sizes.Depth).Select(_ => new TransformerBlock(sizes.Width, sizes.Heads))));
        _last = Register("last_norm", new LayerNorm(sizes.Width));
    }

    /// <summary>i64 (batch, piece) and bool (batch, piece), true for padding, to (batch, width).</summary>
    public Tensor Forward(Tensor pieces, Tensor padding) => WithFeatures(pieces, padding).Vectors;

    /// <summary>
    /// The same, and beside it what the frozen encoder makes of the texts: the mean of its states, without gradient, (batch, its width); null where there is
    /// none.
    /// </summary>
    internal (Tensor Vectors, Tensor? Features) WithFeatures(Tensor pieces, Tensor padding)
    {
        using var scope = new TensorScope();
        Tensor known = _frozen is null ? _pieces!.Forward(pieces) : _frozen.States(pieces, padding);
        Tensor states = _enter is null ? known : _enter.Forward(known);
        Tensor tokens = states + _places.Slice(0, 0, pieces.Size(1));
        foreach (TransformerBlock block in _blocks)
        {
            tokens = block.Forward(tokens, padding);
        }

        Tensor vectors = scope.Return(Encoder.SessionEncoder.MaskedMean(_last.Forward(tokens), padding));
        return (vectors, _frozen is null ? null : scope.Return(Encoder.SessionEncoder.MaskedMean(known, padding)));
    }
}

/// <summary>Sizes of a branch of the alignment: 4 x 512 with 8 heads in the authors' code (eeg-model 5).</summary>
public sealed record BranchSizes
{
    /// <summary>Width of a token.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>The most tokens.</summary>
    public int Length { get; init; } = 256;
}
