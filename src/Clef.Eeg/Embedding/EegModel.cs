using Clef.Core;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Models;
using Clef.Eeg.Sessions;
using Clef.Eeg.Text;
using Clef.Eeg.Text.Frozen;
using Clef.Eeg.Tokenizer;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Tensors;

namespace Clef.Eeg.Embedding;

/// <summary>Which vectors of a session are wanted.</summary>
public enum EmbeddingSpace
{
    /// <summary>The encoder's own.</summary>
    Session,

    /// <summary>Those that meet reports; of length one.</summary>
    Text,

    /// <summary>Those that meet patient records; of length one.</summary>
    Profile,
}

/// <summary>
/// A trained EEG model, ready to embed: tokenizer and encoder, and where it was aligned also the branches of text and record. Opens what
/// <c>clef eeg pretrain</c> and <c>clef eeg align</c> write. Use from one thread at a time.
/// </summary>
/// <example>
/// <code>
/// using var model = EegModel.Open("runs/eeg-align/model");
/// using Recording recording = RecordingFile.Open("a.edf");
/// float[] session = model.Embed(model.Preparation.Session(recording));
/// </code>
/// </example>
public sealed class EegModel : IDisposable
{
    private readonly SessionTokenizer _tokenizer;
    private readonly MaskedDecoder _decoder;
    private readonly AlignmentNetwork? _network;
    private readonly IPieceTokenizer? _pieces;
    private readonly IFrozenTextEncoder? _frozen;
    private readonly int _textLength;

    private EegModel(SessionTokenizer tokenizer, SessionEncoder encoder, MaskedDecoder decoder, EegPipeline pipeline, AlignmentNetwork? network, IFrozenTextEncoder? frozen, IPieceTokenizer? pieces, int textLength)
    {
        (_tokenizer, Encoder, _decoder, _network, _frozen, _pieces, _textLength) = (tokenizer, encoder, decoder, network, frozen, pieces, textLength);
        Preparation = new EegPreparation(pipeline);
    }

    /// <summary>The preparation of recordings that belongs to the weights.</summary>
    public EegPreparation Preparation { get; }

    /// <summary>Whether the model was aligned, so that texts can be embedded too.</summary>
    public bool IsAligned => _network is not null;

    /// <summary>The digest of the encoder's weights; of an aligned model, that and the alignment's, joined by <c>+</c>. The tokenizer's is part of the encoder's configuration.</summary>
    public required string Digest { get; init; }

    /// <summary>Rows, columns and frames of tokens.</summary>
    public TokenizerConfig Tokens => _tokenizer.Config;

    internal SessionEncoder Encoder { get; }

    /// <summary>Opens a model folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="textEncoder">The folder of the frozen text encoder, for a model that was aligned with one.</param>
    /// <exception cref="ClefException">It is none, or its weights do not match.</exception>
    public static EegModel Open(string folder, string? textEncoder = null)
    {
        bool aligned = EegModelFolder.Is(folder, AlignmentRun.Kind);
        string inner = AlignmentRun.EncoderOf(folder);
        (SessionEncoder encoder, MaskedDecoder decoder, EegModelFacts<EncoderFacts> facts) = EncoderRun.Load(inner);
        (SessionTokenizer tokenizer, EegModelFacts<TokenizerConfig> tokens) = TokenizerRun.Load(Path.Combine(inner, EncoderRun.TokenizerFolder));
        if (tokens.Digest != facts.Config.Tokenizer)
        {
            throw new ClefException(inner, "tokenizer", tokens.Digest, $"{facts.Config.Tokenizer}, which the encoder was trained on");
        }

        if (!aligned)
        {
            return new EegModel(tokenizer, encoder, decoder, facts.Pipeline, null, null, null, 0) { Digest = facts.Digest };
        }

        EegModelFacts<AlignmentFacts> alignment = EegModelFolder.Open<AlignmentFacts>(folder, AlignmentRun.Kind);
        IFrozenTextEncoder? frozen = Frozen(folder, alignment.Config.TextEncoder, textEncoder);
        IPieceTokenizer pieces = frozen?.Tokenizer ?? WordPieces.Read(Path.Combine(folder, AlignmentRun.VocabularyFile));
        var network = new AlignmentNetwork(alignment.Config.Alignment, encoder.Config.SessionWidth, pieces.Count, alignment.Config.Profile.Count, frozen);
        EegModelFolder.Load(alignment, (AlignmentRun.NetworkPart, network));
        network.Evaluate();
        return new EegModel(tokenizer, encoder, decoder, facts.Pipeline, network, frozen, pieces, alignment.Config.Alignment.Text.Length) { Digest = $"{facts.Digest}+{alignment.Digest}" };
    }

    /// <summary>The width of a vector.</summary>
    public int Width(EmbeddingSpace space) => space == EmbeddingSpace.Session ? Encoder.Config.SessionWidth : Network.Config.Width;

    /// <summary>The width of a token's vector.</summary>
    public int TokenWidth => Encoder.Config.Width;

    /// <summary>The tokens of a prepared session.</summary>
    public SessionTokens Tokenise(SessionSpectrogram session, string id = "session") => TokenTable.Tokenise(_tokenizer, id, null, session);

    /// <summary>One vector for a session.</summary>
    public float[] Embed(SessionSpectrogram session, EmbeddingSpace space = EmbeddingSpace.Session) => Embed(Tokenise(session), space);

    /// <summary>One vector for a recording: of a long one, the mean of its windows' weighted by their valid tokens.</summary>
    /// <exception cref="ClefException">The recording cannot be prepared as the model needs it, or is too short.</exception>
    public float[] Embed(Recording recording, EmbeddingSpace space = EmbeddingSpace.Session, SessionWindows? windows = null) =>
        Pool((windows ?? new SessionWindows()).Of(recording.Name, recording.DurationSeconds, Preparation.Pipeline.SessionSeconds)
            .Select(w => Tokenise(PreparationRun.Prepare(Preparation, recording.Name, recording.Name, recording, w).Session)), space);

    /// <summary>
    /// One vector for the windows of a recording, each read in parts no longer than the encoder's columns: the mean weighted by valid tokens; of length one
    /// where text or records are met.
    /// </summary>
    internal float[] Pool(IEnumerable<SessionTokens> windows, EmbeddingSpace space)
    {
        var sum = new double[Width(space)];
        double weights = 0;
        // One after another, so that a day's recording needs no more memory than one of them.
        foreach (SessionTokens tokens in windows.SelectMany(w => w.Windows(Encoder.Config.Columns)).Select(w => w.Window))
        {
            double weight = tokens.Valid.Count(v => v);
            float[] vector = Read([tokens], [space])[space][0];
            weights += weight;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += vector[i] * weight;
            }
        }

        double scale = space == EmbeddingSpace.Session ? 1 / Math.Max(1, weights) : 1 / Math.Max(1e-12, Math.Sqrt(sum.Sum(x => x * x)));
        return [.. sum.Select(x => (float)(x * scale))];
    }

    /// <summary>One vector for a session's tokens. Of a session with more columns than the encoder has, the mean of its windows', as of a long recording.</summary>
    public float[] Embed(SessionTokens tokens, EmbeddingSpace space = EmbeddingSpace.Session) =>
        tokens.Columns <= Encoder.Config.Columns ? Read([tokens], [space])[space][0] : Pool([tokens], space);

    /// <summary>One vector for each of several sessions in every space that the model has; from one pass of the encoder, unless one is longer than that reads.</summary>
    public IReadOnlyDictionary<EmbeddingSpace, float[][]> EmbedAll(IReadOnlyList<SessionTokens> batch)
    {
        EmbeddingSpace[] spaces = IsAligned ? [EmbeddingSpace.Session, EmbeddingSpace.Text, EmbeddingSpace.Profile] : [EmbeddingSpace.Session];
        return batch.All(t => t.Columns <= Encoder.Config.Columns)
            ? Read(batch, spaces)
            : spaces.ToDictionary(s => s, s => batch.Select(t => Embed(t, s)).ToArray());
    }

    private Dictionary<EmbeddingSpace, float[][]> Read(IReadOnlyList<SessionTokens> batch, EmbeddingSpace[] spaces)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor sessions = Encoder.Forward(TokenBatch.Of([.. batch.Select(t => TokenSequence.Of(t, Encoder.Config))])).Session; // (batch, session width)
        return spaces.ToDictionary(s => s, s => Project(sessions, s).ToArray<float>().Chunk(Width(s)).ToArray());
    }

    /// <summary>A vector for every valid token, (token, token width), beside its row and column; a session longer than the encoder reads in windows.</summary>
    public (TokenSequence Places, float[] Vectors) EmbedTokens(SessionTokens tokens)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        var places = new TokenSequence([], [], []);
        var vectors = new List<float>();
        foreach ((int first, SessionTokens window) in tokens.Windows(Encoder.Config.Columns))
        {
            using var scope = new TensorScope();
            TokenSequence own = TokenSequence.Of(window, Encoder.Config);
            vectors.AddRange(Encoder.Forward(TokenBatch.Of([own])).Tokens.ToArray<float>());
            places = new TokenSequence([.. places.Codes, .. own.Codes], [.. places.Rows, .. own.Rows], [.. places.Columns, .. own.Columns.Select(c => c + first)]);
        }

        return (places, [.. vectors]);
    }

    /// <summary>The vector of a text among sessions, of length one.</summary>
    /// <exception cref="ClefException">The model was not aligned.</exception>
    public float[] EmbedText(string text)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        string cleaned = Clinical.Reports.ReportCleaner.Clean(text);
        return Network.Reports([_pieces!.Pieces(cleaned.Length > 0 ? cleaned : text, _textLength)], _pieces.Padding).Vectors.Normalize(-1).ToArray<float>();
    }

    /// <summary>Sessions' vectors, (batch, session width), in a space, of length one but for the encoder's own.</summary>
    internal Tensor Project(Tensor sessions, EmbeddingSpace space) => space switch
    {
        EmbeddingSpace.Session => sessions,
        EmbeddingSpace.Text => Network.SessionForText(sessions).Normalize(-1),
        _ => Network.SessionForProfile(sessions).Normalize(-1),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokenizer.Dispose();
        Encoder.Dispose();
        _decoder.Dispose();
        _network?.Dispose();
        _frozen?.Dispose();
    }

    private static FrozenTextEncoder? Frozen(string folder, string digest, string? textEncoder)
    {
        if (digest.Length == 0)
        {
            return null;
        }

        FrozenTextEncoder frozen = FrozenTextEncoder.Open(textEncoder ?? throw new ClefException(folder, "text encoder", null, $"the folder of the frozen encoder {digest} beside the model"));
        return frozen.Digest == digest ? frozen : throw new ClefException(textEncoder, "digest", frozen.Digest, $"{digest}, the encoder that the model was aligned with");
    }

    private AlignmentNetwork Network => _network
        ?? throw new ClefException("model", "kind", "an encoder that was pretrained only", "an aligned model, as 'clef eeg align' makes, where text or records are to be met");
}
