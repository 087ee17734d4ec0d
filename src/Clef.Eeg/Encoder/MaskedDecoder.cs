using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Encoder;

/// <summary>
/// Predicts the codes of masked tokens: what the encoder made of the tokens it saw is set in its places, a learnt vector everywhere else, and a shallow
/// Transformer fills the gaps (MAGE; Li and others, 2023). Only pretraining has it.
/// </summary>
public sealed class MaskedDecoder : Module
{
    private readonly Linear _enter, _head;
    private readonly Tensor _mask;
    private readonly GridEmbedding _places;
    private readonly ModuleList<TransformerBlock> _blocks;
    private readonly LayerNorm _last;

    /// <summary>Makes random weights.</summary>
    public MaskedDecoder(EncoderConfig config)
    {
        int width = config.DecoderWidth;
        _enter = Register("enter", new Linear(config.Width, width));
        _mask = RegisterParameter("mask", Initializers.TruncatedNormal(Tensor.Empty([1, 1, width]), 0, 0.02));
        _places = Register("places", new GridEmbedding(config.Rows, config.Columns, width));
        _blocks = Register("blocks", new ModuleList<TransformerBlock>(Enumerable.Range(0, config.DecoderDepth).Select(_ => new TransformerBlock(width, config.DecoderHeads, dropout: config.Dropout))));
        _last = Register("last_norm", new LayerNorm(width));
        _head = Register("head", new Linear(width, config.Codes));
    }

    /// <summary>Logits (masked token, code) of the masked tokens of all samples, one sample after another.</summary>
    /// <param name="encoded">What the encoder made of the kept tokens, (batch, kept, width).</param>
    /// <param name="sequences">The samples.</param>
    public Tensor Forward(Tensor encoded, IReadOnlyList<MaskedSequence> sequences)
    {
        using var scope = new TensorScope();
        TokenBatch all = TokenBatch.Of([.. sequences.Select(s => s.Sequence)]);
        long batch = encoded.Size(0), kept = encoded.Size(1), length = all.Codes.Size(1), width = _mask.Size(2);
        Tensor known = Tensor.Concatenate([_enter.Forward(encoded), _mask.Expand(batch, 1, width)], 1); // (batch, kept + 1, width), the mask last
        Tensor source = Sources(sequences, kept, length).Unsqueeze(2).Expand(batch, length, width);
        Tensor tokens = known.Gather(1, source) + _places.Forward(all.Rows, all.Columns); // (batch, token, width)
        foreach (TransformerBlock block in _blocks)
        {
            tokens = block.Forward(tokens, all.Padding);
        }

        Tensor masked = tokens.Reshape(batch * length, width).IndexSelect(0, MaskedPlaces(sequences, length));
        return scope.Return(_head.Forward(_last.Forward(masked)));
    }

    /// <summary>The codes to be predicted, i64 (masked token), in the order of <see cref="Forward"/>.</summary>
    public static Tensor Targets(IReadOnlyList<MaskedSequence> sequences) =>
        Tensor.From(sequences.SelectMany(s => s.Masked.Select(m => (long)s.Sequence.Codes[m])).ToArray(), sequences.Sum(s => s.Masked.Length));

    /// <summary>For each token which of the encoder's outputs stands there; the mask's index where it is hidden or padding.</summary>
    private static Tensor Sources(IReadOnlyList<MaskedSequence> sequences, long kept, long length)
    {
        var source = new long[sequences.Count * length];
        Array.Fill(source, kept);
        for (int i = 0; i < sequences.Count; i++)
        {
            var hidden = sequences[i].Masked.ToHashSet();
            for (int k = 0; k < sequences[i].Kept.Length; k++)
            {
                int place = sequences[i].Kept[k];
                if (!hidden.Contains(place))
                {
                    source[(i * length) + place] = k;
                }
            }
        }

        return Tensor.From(source, sequences.Count, length);
    }

    private static Tensor MaskedPlaces(IReadOnlyList<MaskedSequence> sequences, long length) =>
        Tensor.From(sequences.SelectMany((s, i) => s.Masked.Select(m => (i * length) + m)).ToArray(), sequences.Sum(s => s.Masked.Length));
}
