using Clef.Tensors;
using Clef.Tensors.Modules;
using EmbeddingLayer = Clef.Tensors.Modules.Embedding;

namespace Clef.Eeg.Text.Frozen;

/// <summary>Sizes of a T5-type encoder, as its <c>config.json</c> names them.</summary>
/// <param name="Vocabulary"><c>vocab_size</c>.</param>
/// <param name="Width"><c>d_model</c>.</param>
/// <param name="HeadWidth"><c>d_kv</c>.</param>
/// <param name="Depth"><c>num_layers</c>.</param>
/// <param name="Heads"><c>num_heads</c>.</param>
/// <param name="Hidden"><c>d_ff</c>.</param>
/// <param name="Buckets"><c>relative_attention_num_buckets</c>.</param>
/// <param name="Farthest"><c>relative_attention_max_distance</c>.</param>
/// <param name="Gated">Whether <c>feed_forward_proj</c> is <c>gated-gelu</c> (version 1.1) and not <c>relu</c>.</param>
/// <param name="Epsilon"><c>layer_norm_epsilon</c>.</param>
public sealed record T5Sizes(int Vocabulary, int Width, int HeadWidth, int Depth, int Heads, int Hidden, int Buckets, int Farthest, bool Gated, double Epsilon);

/// <summary>
/// T5's encoder (Raffel and others, 2020): pre-norm blocks without biases, attention that is not scaled and takes a learnt number for each bucket of distance,
/// shared by all blocks. Names of weights as in Hugging Face's T5EncoderModel.
/// </summary>
public sealed class T5Encoder : Module
{
    private readonly T5Sizes _sizes;
    private readonly EmbeddingLayer _shared, _distances;
    private readonly T5Block[] _blocks;
    private readonly RootMeanSquareNorm _last;

    /// <summary>Makes the modules.</summary>
    public T5Encoder(T5Sizes sizes)
    {
        _sizes = sizes;
        _shared = Register("shared", new EmbeddingLayer(sizes.Vocabulary, sizes.Width));
        _distances = new EmbeddingLayer(sizes.Buckets, sizes.Heads);
        _blocks = [.. Enumerable.Range(0, sizes.Depth).Select(i => new T5Block(sizes, i == 0 ? _distances : null))];
        _last = new RootMeanSquareNorm(sizes.Width, sizes.Epsilon);
        Register("encoder", new ModuleGroup(("block", new ModuleList<T5Block>(_blocks)), ("final_layer_norm", _last)));
    }

    /// <summary>i64 (batch, piece) and bool (batch, piece), true for padding, to (batch, piece, width).</summary>
    public Tensor Forward(Tensor pieces, Tensor padding)
    {
        using var scope = new TensorScope();
        long length = pieces.Size(1);
        Tensor bias = _distances.Forward(Buckets((int)length)).Permute(2, 0, 1).Unsqueeze(0); // (1, head, query, key)
        bias = bias + Tensor.Zeros(pieces.Size(0), 1, 1, length).MaskedFill(padding.Reshape(pieces.Size(0), 1, 1, length), -1e9);
        Tensor states = _shared.Forward(pieces);
        foreach (T5Block block in _blocks)
        {
            states = block.Forward(states, bias);
        }

        return scope.Return(_last.Forward(states));
    }

    /// <summary>The bucket of each distance key - query: one each up to an eighth, then wider and wider, apart for before and after.</summary>
    private Tensor Buckets(int length)
    {
        int half = _sizes.Buckets / 2, exact = half / 2;
        var buckets = new long[length * length];
        for (int query = 0; query < length; query++)
        {
            for (int key = 0; key < length; key++)
            {
                int distance = Math.Abs(key - query);
                // In single precision, as PyTorch computes it: at powers of two the rounding decides the bucket.
                int wide = distance < exact ? distance
                    : Math.Min(half - 1, exact + (int)(MathF.Log((float)distance / exact) / MathF.Log((float)_sizes.Farthest / exact) * (half - exact)));
                buckets[(query * length) + key] = wide + (key > query ? half : 0);
            }
        }

        return Tensor.From(buckets, length, length);
    }

    private sealed class T5Block : Module
    {
        private readonly T5Sizes _sizes;
        private readonly Linear _query, _key, _value, _out, _gate, _enter, _leave;
        private readonly RootMeanSquareNorm _norm1, _norm2;

        public T5Block(T5Sizes sizes, EmbeddingLayer? distances)
        {
            _sizes = sizes;
            int inner = sizes.Heads * sizes.HeadWidth;
            (_query, _key, _value, _out) = (Plain(sizes.Width, inner), Plain(sizes.Width, inner), Plain(sizes.Width, inner), Plain(inner, sizes.Width));
            (_gate, _enter, _leave) = (Plain(sizes.Width, sizes.Hidden), sizes.Gated ? Plain(sizes.Width, sizes.Hidden) : null!, Plain(sizes.Hidden, sizes.Width));
            (_norm1, _norm2) = (new RootMeanSquareNorm(sizes.Width, sizes.Epsilon), new RootMeanSquareNorm(sizes.Width, sizes.Epsilon));
            (string, Module)[] attention = [("q", _query), ("k", _key), ("v", _value), ("o", _out)];
            (string, Module)[] hidden = sizes.Gated ? [("wi_0", _gate), ("wi_1", _enter), ("wo", _leave)] : [("wi", _gate), ("wo", _leave)];
            Register("layer", new ModuleGroup(
                ("0", new ModuleGroup(("SelfAttention", new ModuleGroup(distances is null ? attention : [.. attention, ("relative_attention_bias", distances)])), ("layer_norm", _norm1))),
                ("1", new ModuleGroup(("DenseReluDense", new ModuleGroup(hidden)), ("layer_norm", _norm2)))));
        }

        public Tensor Forward(Tensor input, Tensor bias)
        {
            using var scope = new TensorScope();
            Tensor normed = _norm1.Forward(input);
            Tensor scores = Heads(_query, normed).MatMul(Heads(_key, normed).Transpose(2, 3)) + bias; // (batch, head, query, key)
            Tensor mixed = scores.Softmax().MatMul(Heads(_value, normed)).Permute(0, 2, 1, 3).Reshape(input.Size(0), input.Size(1), _sizes.Heads * _sizes.HeadWidth);
            Tensor attended = input + _out.Forward(mixed);
            Tensor again = _norm2.Forward(attended);
            Tensor hidden = _sizes.Gated ? _gate.Forward(again).Gelu(approximate: true) * _enter.Forward(again) : _gate.Forward(again).Relu();
            return scope.Return(attended + _leave.Forward(hidden));
        }

        private Tensor Heads(Linear projection, Tensor input) =>
            projection.Forward(input).Reshape(input.Size(0), input.Size(1), _sizes.Heads, _sizes.HeadWidth).Permute(0, 2, 1, 3);

        private static Linear Plain(long inputs, long outputs) => new(inputs, outputs, bias: false);
    }
}
