using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Encoder;

/// <summary>What the encoder makes of a batch.</summary>
/// <param name="Tokens">(batch, token, width).</param>
/// <param name="Session">(batch, width): what stands for each session.</param>
public sealed record EncodedSessions(Tensor Tokens, Tensor Session);

/// <summary>The Transformer over the tokens of a session: code and place, pre-norm blocks, a last norm (eeg-model 4).</summary>
public sealed class SessionEncoder : Module
{
    private readonly Tensor _codes;
    private readonly Tensor? _classToken;
    private readonly GridEmbedding _places;
    private readonly LayerNorm _first, _last;
    private readonly ModuleList<TransformerBlock> _blocks;

    /// <summary>Makes random weights.</summary>
    public SessionEncoder(EncoderConfig config)
    {
        Config = config.Checked("encoder");
        _codes = RegisterParameter("codes", Initializers.TruncatedNormal(Tensor.Empty([config.Codes + 1, config.Width]), 0, 0.02)); // the last one is the mask
        _places = Register("places", new GridEmbedding(config.Rows, config.Columns, config.Width));
        _classToken = config.ClassToken ? RegisterParameter("class_token", Initializers.TruncatedNormal(Tensor.Empty([1, 1, config.Width]), 0, 0.02)) : null;
        _first = Register("first_norm", new LayerNorm(config.Width));
        _blocks = Register("blocks", new ModuleList<TransformerBlock>(Enumerable.Range(0, config.Depth).Select(_ => new TransformerBlock(config.Width, config.Heads, dropout: config.Dropout))));
        _last = Register("last_norm", new LayerNorm(config.Width));
    }

    /// <summary>The sizes.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The code that says: masked.</summary>
    public int MaskCode => Config.Codes;

    /// <summary>The vectors of codes before they meet their places, (batch, token) to (batch, token, width).</summary>
    public Tensor Embed(Tensor codes) => _codes.EmbeddingLookup(codes);

    /// <summary>Encodes a batch.</summary>
    public EncodedSessions Forward(TokenBatch batch) => Forward(Embed(batch.Codes), batch);

    /// <summary>Encodes embedded codes, so that a score can be followed back to them.</summary>
    /// <param name="embedded">(batch, token, width), as <see cref="Embed"/> gives.</param>
    /// <param name="batch">The places and the padding.</param>
    public EncodedSessions Forward(Tensor embedded, TokenBatch batch)
    {
        using var scope = new TensorScope();
        Tensor tokens = _first.Forward(embedded + _places.Forward(batch.Rows, batch.Columns)).Dropout(Config.Dropout, IsTraining);
        Tensor padding = batch.Padding;
        if (_classToken is not null)
        {
            tokens = Tensor.Concatenate([_classToken.Expand(tokens.Size(0), 1, Config.Width), tokens], 1);
            padding = Tensor.Concatenate([Tensor.Zeros([padding.Size(0), 1], DType.Bool), padding], 1);
        }

        foreach (TransformerBlock block in _blocks)
        {
            tokens = block.Forward(tokens, padding);
        }

        tokens = _last.Forward(tokens);
        Tensor own = _classToken is null ? tokens : tokens.Slice(1, 1, tokens.Size(1));
        Tensor session = Config.Pooling == SessionPooling.Class ? tokens.Select(1, 0) : MaskedMean(own, batch.Padding);
        return new EncodedSessions(scope.Return(own), scope.Return(session));
    }

    /// <summary>The mean over tokens that are there: (batch, token, width) and bool (batch, token), true for padding, to (batch, width).</summary>
    public static Tensor MaskedMean(Tensor tokens, Tensor padding)
    {
        using var scope = new TensorScope();
        Tensor counts = (!padding).To(tokens.DType).Unsqueeze(2); // (batch, token, 1)
        return scope.Return((tokens * counts).Sum(1) / counts.Sum(1).Clamp(low: 1));
    }
}
