using Clef.Tensors;
using Clef.Tensors.Modules;
using EmbeddingLayer = Clef.Tensors.Modules.Embedding;

namespace Clef.Eeg.Text.Frozen;

/// <summary>Sizes of a BERT-type encoder, as its <c>config.json</c> names them.</summary>
/// <param name="Vocabulary"><c>vocab_size</c>.</param>
/// <param name="Width"><c>hidden_size</c>.</param>
/// <param name="Depth"><c>num_hidden_layers</c>.</param>
/// <param name="Heads"><c>num_attention_heads</c>.</param>
/// <param name="Hidden"><c>intermediate_size</c>.</param>
/// <param name="Positions"><c>max_position_embeddings</c>.</param>
/// <param name="Types"><c>type_vocab_size</c>.</param>
/// <param name="Epsilon"><c>layer_norm_eps</c>.</param>
public sealed record BertSizes(int Vocabulary, int Width, int Depth, int Heads, int Hidden, int Positions, int Types, double Epsilon);

/// <summary>
/// BERT's encoder (Devlin and others, 2019): embeddings of piece, position and segment, then blocks that norm after each sum. Names of weights as in Hugging
/// Face's BertModel.
/// </summary>
public sealed class BertEncoder : Module
{
    private readonly BertEmbeddings _embeddings;
    private readonly ModuleList<BertBlock> _blocks;

    /// <summary>Makes the modules.</summary>
    public BertEncoder(BertSizes sizes)
    {
        _embeddings = Register("embeddings", new BertEmbeddings(sizes));
        _blocks = new ModuleList<BertBlock>(Enumerable.Range(0, sizes.Depth).Select(_ => new BertBlock(sizes)));
        Register("encoder", new ModuleGroup(("layer", _blocks)));
    }

    /// <summary>i64 (batch, piece) and bool (batch, piece), true for padding, to (batch, piece, width).</summary>
    public Tensor Forward(Tensor pieces, Tensor padding)
    {
        using var scope = new TensorScope();
        Tensor states = _embeddings.Forward(pieces);
        foreach (BertBlock block in _blocks)
        {
            states = block.Forward(states, padding);
        }

        return scope.Return(states);
    }

    private sealed class BertEmbeddings : Layer
    {
        private readonly EmbeddingLayer _words, _places, _types;
        private readonly LayerNorm _norm;

        public BertEmbeddings(BertSizes sizes)
        {
            _words = Register("word_embeddings", new EmbeddingLayer(sizes.Vocabulary, sizes.Width));
            _places = Register("position_embeddings", new EmbeddingLayer(sizes.Positions, sizes.Width));
            _types = Register("token_type_embeddings", new EmbeddingLayer(sizes.Types, sizes.Width));
            _norm = Register("LayerNorm", new LayerNorm(sizes.Width, sizes.Epsilon));
        }

        public override Tensor Forward(Tensor input)
        {
            using var scope = new TensorScope();
            Tensor places = _places.Weight.Slice(0, 0, input.Size(1)), first = _types.Weight.Slice(0, 0, 1); // one text: segment 0
            return scope.Return(_norm.Forward(_words.Forward(input) + places + first));
        }
    }

    private sealed class BertBlock : Module
    {
        private readonly Linear _query, _key, _value, _out, _first, _second;
        private readonly LayerNorm _norm1, _norm2;
        private readonly int _heads;

        public BertBlock(BertSizes sizes)
        {
            _heads = sizes.Heads;
            (_query, _key, _value) = (new Linear(sizes.Width, sizes.Width), new Linear(sizes.Width, sizes.Width), new Linear(sizes.Width, sizes.Width));
            (_out, _norm1) = (new Linear(sizes.Width, sizes.Width), new LayerNorm(sizes.Width, sizes.Epsilon));
            (_first, _second, _norm2) = (new Linear(sizes.Width, sizes.Hidden), new Linear(sizes.Hidden, sizes.Width), new LayerNorm(sizes.Width, sizes.Epsilon));
            Register("attention", new ModuleGroup(("self", new ModuleGroup(("query", _query), ("key", _key), ("value", _value))), ("output", new ModuleGroup(("dense", _out), ("LayerNorm", _norm1)))));
            Register("intermediate", new ModuleGroup(("dense", _first)));
            Register("output", new ModuleGroup(("dense", _second), ("LayerNorm", _norm2)));
        }

        public Tensor Forward(Tensor input, Tensor padding)
        {
            using var scope = new TensorScope();
            Tensor mixed = Tensor.Attention(Heads(_query, input), Heads(_key, input), Heads(_value, input), padding); // (batch, head, piece, width / head)
            Tensor joined = mixed.Permute(0, 2, 1, 3).Reshape(input.Shape);
            Tensor attended = _norm1.Forward(_out.Forward(joined, residual: input));
            return scope.Return(_norm2.Forward(_second.Forward(_first.Forward(attended).Gelu(), residual: attended)));
        }

        private Tensor Heads(Linear projection, Tensor input) =>
            projection.Forward(input).Reshape(input.Size(0), input.Size(1), _heads, input.Size(2) / _heads).Permute(0, 2, 1, 3);
    }
}
