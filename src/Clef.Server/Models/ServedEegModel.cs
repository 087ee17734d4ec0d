using Clef.Core;
using Clef.Eeg.Embedding;
using Clef.Eeg.Search;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Server.Health;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Server.Models;

/// <summary>An EEG model: sessions of up to 1,280 seconds, of all requests together, in small batches.</summary>
internal sealed class ServedEegModel : ServedModel
{
    private const int Batch = 4; // a session of 2,048 tokens takes some hundred megabytes on its way through

    private readonly EegModel _model;
    private readonly MicroBatcher<SessionSpectrogram, SessionVectors> _batcher;

    public ServedEegModel(string path, string name, string? textEncoder, ServerMetrics metrics)
    {
        _model = EegModel.Open(path, textEncoder);
        Digest = _model.Digest;
        EmbeddingSpace[] spaces = _model.IsAligned ? [EmbeddingSpace.Session, EmbeddingSpace.Text, EmbeddingSpace.Profile] : [EmbeddingSpace.Session];
        Widths = spaces.ToDictionary(s => s, _model.Width);
        _batcher = new MicroBatcher<SessionSpectrogram, SessionVectors>(name, Batch, Pass, metrics);
    }

    public override Recordings.Modality Modality => Recordings.Modality.Eeg;

    public override string Digest { get; }

    public override string Pipeline => _model.Preparation.Pipeline.ToJson();

    public override string PipelineName => _model.Preparation.Pipeline.Name;

    public override IReadOnlyDictionary<EmbeddingSpace, int> Widths { get; }

    /// <summary>Rows and columns of tokens.</summary>
    public TokenizerConfig Tokens => _model.Tokens;

    public override Task<float[]> EmbedText(string text, CancellationToken stop) => _batcher.Alone(() => _model.EmbedText(text), stop);

    /// <summary>How much each token of the first session of a span adds to its score for a text.</summary>
    public Task<TokenRelevance> Explain(Recording recording, EmbeddingSpan span, string text, CancellationToken stop) =>
        Explain(recording, span, () => _model.EmbedText(text), EmbeddingSpace.Text, stop);

    /// <summary>
    /// How much each token of the first session of a span adds to a linear answer, such as a probe's logit: the product of its vector in a space with a
    /// direction.
    /// </summary>
    public Task<TokenRelevance> Explain(Recording recording, EmbeddingSpan span, float[] direction, EmbeddingSpace space, CancellationToken stop) =>
        Explain(recording, span, () => direction, space, stop);

    private async Task<TokenRelevance> Explain(Recording recording, EmbeddingSpan span, Func<float[]> direction, EmbeddingSpace space, CancellationToken stop)
    {
        SessionSpectrogram session = await Task.Run(() => PreparationRun.Prepare(_model.Preparation, "recording", "recording", recording,
            Windows(recording, span)[0]).Session, stop);
        return await _batcher.Alone(() => TokenRelevance.ByGradient(_model, _model.Tokenise(session), direction(), space), stop);
    }

    /// <summary>
    /// As the command line embeds a recording: the mean over its sessions weighted by their valid tokens; in a space of unit vectors of length one again.
    /// </summary>
    public override async Task<ModelEmbedding> Embed(Recording recording, EmbeddingSpan span, Action<double> progress, CancellationToken stop)
    {
        IReadOnlyList<SessionWindow> windows = Windows(recording, span);
        Dictionary<EmbeddingSpace, double[]> sums = Widths.ToDictionary(w => w.Key, w => new double[w.Value]);
        double weights = 0, valid = 0, frames = 0;
        IReadOnlyList<ChannelAccount> accounts = [];
        for (int w = 0; w < windows.Count; w++)
        {
            stop.ThrowIfCancellationRequested();
            SessionWindow window = windows[w];
            (SessionFacts facts, SessionSpectrogram session) = await Task.Run(() =>
                PreparationRun.Prepare(_model.Preparation, "recording", "recording", recording, window), stop);
            accounts = w == 0 ? facts.Accounts : accounts;
            valid += session.Valid.Count(v => v);
            frames += session.Valid.Length;
            SessionVectors vectors = await _batcher.Run(session, stop);
            weights += vectors.Weight;
            foreach ((EmbeddingSpace space, double[] sum) in sums)
            {
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += vectors.Vectors[space][i] * vectors.Weight;
                }
            }

            progress((w + 1.0) / windows.Count);
        }

        return new ModelEmbedding(
            sums.ToDictionary(s => s.Key, s => Mean(s.Value, s.Key == EmbeddingSpace.Session ? weights : Math.Sqrt(s.Value.Sum(x => x * x)))),
            windows[0].StartSeconds, windows.Sum(w => w.Seconds), windows.Count, frames == 0 ? 0 : valid / frames, [.. accounts.Select(ChannelDone.Of)],
            windows.Count > 1 ? "channels as in the first session" : "");
    }

    public override void Dispose()
    {
        _batcher.Dispose();
        _model.Dispose();
    }

    private static float[] Mean(double[] sum, double over) => [.. sum.Select(x => (float)(x / Math.Max(1e-12, over)))];

    private IReadOnlyList<SessionWindow> Windows(Recording recording, EmbeddingSpan span)
    {
        double seconds = Math.Min(span.Seconds ?? double.PositiveInfinity, recording.DurationSeconds - span.From);
        return span.From >= 0 && seconds > 0
            ? [.. new SessionWindows().Of("recording", seconds, _model.Preparation.Pipeline.SessionSeconds)
                .Select(w => w with { StartSeconds = w.StartSeconds + span.From })]
            : throw new ClefException("request", "span", FormattableString.Invariant($"{span.From} s + {span.Seconds} s"),
                FormattableString.Invariant($"one within 0 to {recording.DurationSeconds} s"));
    }

    private SessionVectors[] Pass(IReadOnlyList<SessionSpectrogram> sessions)
    {
        SessionTokens[] tokens = [.. sessions.Select(s => _model.Tokenise(s))];
        IReadOnlyDictionary<EmbeddingSpace, float[][]> vectors = _model.EmbedAll(tokens);
        return [.. tokens.Select((t, i) => new SessionVectors(t.Valid.Count(v => v), vectors.ToDictionary(v => v.Key, v => v.Value[i])))];
    }

    private sealed record SessionVectors(double Weight, IReadOnlyDictionary<EmbeddingSpace, float[]> Vectors);
}
