using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Encoder;

/// <summary>What the encoder makes of a batch.</summary>
/// <param name="Tokens">(batch, token, width).</param>
/// <param name="Session">(batch, session width): what stands for each session.</param>
public sealed record EncodedSessions(Tensor Tokens, Tensor Session);

/// <summary>The Transformer over the tokens of a session: code and place, pre-norm blocks, a last norm (eeg-model 4).</summary>
public sealed class SessionEncoder : Module
{
    private const double StartDeviation = 0.02; // BERT's and ViT's width of start for embeddings
    private readonly Tensor? _codes, _book, _mask;
    private readonly Linear? _entry;
    private readonly Tensor? _classToken;
    private readonly GridEmbedding _places;
    private readonly LayerNorm _first, _last;
    private readonly ModuleList<TransformerBlock> _blocks;

    /// <summary>Makes random weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="codebook">The tokenizer's codes, (code, code width), where codes enter by these; null where weights are to be loaded.</param>
    public SessionEncoder(EncoderConfig config, Tensor? codebook = null)
    {
        Config = config.Checked("encoder");
        if (config.CodeWidth == 0)
        {
            // One more than there are codes: the last is the mask.
            _codes = RegisterParameter("codes", Initializers.TruncatedNormal(Tensor.Empty([config.Codes + 1, config.Width]), 0, StartDeviation));
        }
        else
        {
            _book = RegisterBuffer("book", Tensor.Zeros(config.Codes, config.CodeWidth), record: true);
            _entry = Register("entry", new Linear(config.CodeWidth, config.Width));
            _mask = RegisterParameter("mask", Initializers.TruncatedNormal(Tensor.Empty([1, config.Width]), 0, StartDeviation));
            if (codebook is not null)
            {
                _book.CopyInPlace(codebook);
            }
        }

        _places = Register("places", new GridEmbedding(config.Rows, config.Columns, config.Width));
        _classToken = config.ClassToken ? RegisterParameter("class_token", Initializers.TruncatedNormal(Tensor.Empty([1, 1, config.Width]), 0, StartDeviation)) : null;
        _first = Register("first_norm", new LayerNorm(config.Width));
        _blocks = Register("blocks", new ModuleList<TransformerBlock>(Enumerable.Range(0, config.Depth).Select(_ => new TransformerBlock(config.Width, config.Heads, dropout: config.Dropout))));
        _last = Register("last_norm", new LayerNorm(config.Width));
    }

    /// <summary>The sizes.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The code that says: masked.</summary>
    public int MaskCode => Config.Codes;

    /// <summary>The vectors of codes before they meet their places, (batch, token) to (batch, token, width).</summary>
    public Tensor Embed(Tensor codes)
    {
        using var scope = new TensorScope();
        Tensor vectors = _codes ?? Tensor.Concatenate([_entry!.Forward(_book!), _mask!]); // (code and mask, width)
        return scope.Return(vectors.EmbeddingLookup(codes));
    }

    /// <summary>An encoder of the same sizes, over the same codes, with random weights.</summary>
    public SessionEncoder Untrained() => new(Config, _book);

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
        Tensor session = Config.Pooling switch
        {
            SessionPooling.Class => tokens.Select(1, 0),
            SessionPooling.Rows => RowMeans(own, batch.Rows, batch.Padding, Config.Rows),
            _ => MaskedMean(own, batch.Padding),
        };
        return new EncodedSessions(scope.Return(own), scope.Return(session));
    }

    /// <summary>The mean over tokens that are there: (batch, token, width) and bool (batch, token), true for padding, to (batch, width).</summary>
    public static Tensor MaskedMean(Tensor tokens, Tensor padding)
    {
        using var scope = new TensorScope();
        Tensor counts = (!padding).To(tokens.DType).Unsqueeze(2); // (batch, token, 1)
        return scope.Return((tokens * counts).Sum(1) / counts.Sum(1).Clamp(low: 1));
    }

    /// <summary>The means of each row's tokens that are there, one row after another; 0 for a row without any.</summary>
    /// <param name="tokens">(batch, token, width).</param>
    /// <param name="rows">The tokens' rows, i64 (batch, token).</param>
    /// <param name="padding">bool (batch, token), true for padding.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>(batch, row x width).</returns>
    public static Tensor RowMeans(Tensor tokens, Tensor rows, Tensor padding, int count)
    {
        using var scope = new TensorScope();
        Tensor own = rows.OneHot(count).To(tokens.DType) * (!padding).To(tokens.DType).Unsqueeze(2); // (batch, token, row)
        Tensor sums = own.Transpose(1, 2).MatMul(tokens); // (batch, row, width)
        return scope.Return((sums / own.Sum(1).Clamp(low: 1).Unsqueeze(2)).Reshape(tokens.Size(0), -1));
    }
}
