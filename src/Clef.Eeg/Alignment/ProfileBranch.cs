using Clef.Eeg.Encoder;
using Clef.Eeg.Text;
using Clef.Tensors;
using Clef.Tensors.Modules;
using EmbeddingLayer = Clef.Tensors.Modules.Embedding;

namespace Clef.Eeg.Alignment;

/// <summary>Turns a record into one vector: a Transformer over the set of its tokens, without positions, and their mean (eeg-model 5.2).</summary>
public sealed class ProfileBranch : Module
{
    private readonly EmbeddingLayer _tokens;
    private readonly ModuleList<TransformerBlock> _blocks;
    private readonly LayerNorm _last;

    /// <summary>Makes random weights.</summary>
    public ProfileBranch(BranchSizes sizes, int vocabulary)
    {
        _tokens = Register("tokens", new EmbeddingLayer(vocabulary, sizes.Width));
        using (GradientMode.Disable())
        {
            Initializers.TruncatedNormal(_tokens.Weight, 0, 0.02);
        }

        _blocks = Register("blocks", new ModuleList<TransformerBlock>(Enumerable.Range(0, sizes.Depth).Select(_ => new TransformerBlock(sizes.Width, sizes.Heads))));
        _last = Register("last_norm", new LayerNorm(sizes.Width));
    }

    /// <summary>i64 (batch, token) and bool (batch, token), true for padding, to (batch, width). The order of tokens does not matter.</summary>
    public Tensor Forward(Tensor tokens, Tensor padding)
    {
        using var scope = new TensorScope();
        Tensor set = _tokens.Forward(tokens);
        foreach (TransformerBlock block in _blocks)
        {
            set = block.Forward(set, padding);
        }

        return scope.Return(SessionEncoder.MaskedMean(_last.Forward(set), padding));
    }
}
