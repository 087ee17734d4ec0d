using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>What quantisation gives.</summary>
/// <param name="Quantised">(batch, code width, row, column): the codes, with the gradient passed straight through to the encoder.</param>
/// <param name="Indices">i64 (batch, row, column): which codes.</param>
/// <param name="Commitment">The mean squared distance of the encoder's unit vectors from their codes, over tokens that count.</param>
/// <param name="Use">How often each code was chosen by tokens that count, (code).</param>
public sealed record Quantisation(Tensor Quantised, Tensor Indices, Tensor Commitment, Tensor Use);

/// <summary>
/// The codebook: unit vectors, of which each token takes the nearest. Codes are not trained by gradient but follow the mean of their tokens (van den Oord and
/// others, 2017, appendix A.1), on the unit sphere (Yu and others, 2022); a code that nobody takes any more is set to a token of the batch. Everything that this
/// depends on is in buffers, so a resumed run goes on with the same codes.
/// </summary>
public sealed class Codebook : Module
{
    /// <summary>Tokens compared at once: 4,096 x 8,192 similarities are 128 MB.</summary>
    private const long Rows = 4096;
    private readonly TokenizerConfig _config;
    private readonly Tensor _codes, _sums, _counts, _recent, _steps;

    /// <summary>Makes random codes, which the first training batch replaces by its own tokens.</summary>
    public Codebook(TokenizerConfig config)
    {
        _config = config;
        using var scope = new TensorScope();
        _codes = RegisterBuffer("codes", Tensor.Randn([config.Codes, config.CodeWidth]).Normalize(-1), record: true);
        _sums = RegisterBuffer("sums", Tensor.Zeros(config.Codes, config.CodeWidth), record: true);
        _counts = RegisterBuffer("counts", Tensor.Zeros(config.Codes), record: true);
        _recent = RegisterBuffer("recent", Tensor.Zeros(config.Codes), record: true);
        _steps = RegisterBuffer("steps", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>The other processes, whose tokens move the codes too; null where there are none.</summary>
    public ProcessGroup? Group { get; set; }

    /// <summary>The codes, (code, code width).</summary>
    public Tensor Codes => _codes;

    /// <summary>Quantises; in training, the codes then follow.</summary>
    /// <param name="encoded">(batch, code width, row, column).</param>
    /// <param name="columns">Which columns count, (batch, 1, 1, column) of 0 and 1.</param>
    public Quantisation Forward(Tensor encoded, Tensor columns)
    {
        long batch = encoded.Size(0), rows = encoded.Size(2), width = encoded.Size(3);
        Tensor tokens = encoded.Permute(0, 2, 3, 1).Reshape(-1, _config.CodeWidth).Normalize(-1); // (token, code width)
        Tensor counting = columns.Expand(batch, 1, rows, width).Reshape(-1); // (token)
        Tensor indices, use;
        using (GradientMode.Disable())
        {
            Tensor plain = tokens.Detach(), valid = counting.Nonzero().Reshape(-1);
            if (IsTraining && _steps.ToInt64() == 0 && valid.Size(0) > 0)
            {
                Start(plain.IndexSelect(0, valid));
            }

            indices = Nearest(plain);
            Tensor chosen = indices.IndexSelect(0, valid);
            use = chosen.CountValues(_config.Codes).To(DType.Float32);
            Quantisation result = Straight(tokens, indices, counting, use, (batch, rows, width));
            if (IsTraining && valid.Size(0) > 0)
            {
                Follow(plain.IndexSelect(0, valid), chosen, use);
            }

            return result;
        }
    }

    /// <summary>The codes of indices: (batch, row, column) to (batch, code width, row, column).</summary>
    public Tensor Lookup(Tensor indices) => _codes.EmbeddingLookup(indices).Permute(0, 3, 1, 2);

    private Quantisation Straight(Tensor tokens, Tensor indices, Tensor counting, Tensor use, (long Batch, long Rows, long Columns) shape)
    {
        using GradientMode.Restore gradient = GradientMode.Enable();
        Tensor codes = _codes.IndexSelect(0, indices).Detach(); // (token, code width)
        Tensor distance = (tokens - codes).Square().Sum(1); // (token)
        Tensor commitment = (distance * counting).Sum() / counting.Sum().Clamp(low: 1);
        Tensor quantised = tokens + (codes - tokens).Detach();
        return new Quantisation(
            quantised.Reshape(shape.Batch, shape.Rows, shape.Columns, _config.CodeWidth).Permute(0, 3, 1, 2),
            indices.Reshape(shape.Batch, shape.Rows, shape.Columns),
            commitment,
            use);
    }

    /// <summary>The code of greatest cosine, which is the nearest on the sphere.</summary>
    private Tensor Nearest(Tensor tokens)
    {
        Tensor transposed = _codes.Transpose(0, 1);
        var parts = new List<Tensor>();
        for (long at = 0; at < tokens.Size(0); at += Rows)
        {
            using var scope = new TensorScope();
            parts.Add(scope.Return(tokens.Slice(0, at, Math.Min(at + Rows, tokens.Size(0))).MatMul(transposed).ArgMax(1)));
        }

        return Tensor.Concatenate(parts.ToArray());
    }

    private void Start(Tensor tokens)
    {
        using var scope = new TensorScope();
        Tensor picked = tokens.IndexSelect(0, Tensor.RandInt(0, tokens.Size(0), [_config.Codes]));
        // Fewer tokens than codes make twins; a little noise (a hundredth of a component's usual size) parts them.
        picked = (picked + (Tensor.Randn(picked.Shape) * (0.01 / Math.Sqrt(_config.CodeWidth)))).Normalize(-1);
        Group?.Broadcast(picked);
        double share = (double)tokens.Size(0) / _config.Codes;
        _codes.CopyInPlace(picked);
        _sums.CopyInPlace(picked * share);
        _counts.FillInPlace(share);
        _recent.FillInPlace(share);
    }

    private void Follow(Tensor tokens, Tensor chosen, Tensor use)
    {
        using var scope = new TensorScope();
        Tensor sums = Tensor.Zeros(_config.Codes, _config.CodeWidth).IndexAdd(0, chosen, tokens), counts = use.Clone();
        Group?.AllReduce(sums);
        Group?.AllReduce(counts);
        // A young book follows its encoder, which moves fast, at once; the averages lengthen to their settings as it ages.
        long steps = _steps.ToInt64();
        double young = (1.0 + steps) / (10 + steps), decay = Math.Min(_config.CodeDecay, young);
        _steps.FillInPlace(steps + 1);
        _counts.LerpInPlace(counts, 1 - decay);
        _recent.LerpInPlace(counts, 1 - Math.Min(_config.UseDecay, young));
        _sums.LerpInPlace(sums, 1 - decay);
        double mean = counts.Sum().ToDouble() / _config.Codes;
        Tensor dead = (_recent < _config.DeadShare * mean).Nonzero().Reshape(-1);
        long revived = Math.Min(dead.Size(0), tokens.Size(0));
        if (revived > 0)
        {
            dead = dead.Slice(0, 0, revived);
            Tensor picked = tokens.IndexSelect(0, Tensor.RandPermutation(tokens.Size(0)).Slice(0, 0, revived)).Contiguous();
            Group?.Broadcast(picked);
            Tensor expanded = dead.Unsqueeze(1).Expand(revived, _config.CodeWidth).Contiguous();
            _sums.CopyInPlace(_sums.Scatter(0, expanded, picked * mean));
            Tensor usual = Tensor.Full([revived], mean);
            _counts.CopyInPlace(_counts.Scatter(0, dead, usual));
            _recent.CopyInPlace(_recent.Scatter(0, dead, usual));
        }

        _codes.CopyInPlace(_sums.Normalize(-1));
    }
}
