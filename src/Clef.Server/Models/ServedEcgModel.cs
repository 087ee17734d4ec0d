using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Eeg.Embedding;
using Clef.Server.Health;
using Clef.Server.Problems;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Server.Models;

/// <summary>An ECG model: windows of ten seconds, of all requests together, in batches.</summary>
internal sealed class ServedEcgModel : ServedModel
{
    private const int Batch = 16, WindowsAhead = 64;
    private const double Longest = 4 * 3600;

    private readonly EcgModelFolder _folder;
    private readonly EcgEncoder _encoder;
    private readonly EcgPreparation _preparation;
    private readonly MicroBatcher<float[], float[]> _batcher;
    private readonly LoadedHead? _head;
    private readonly EcgFeatures _features; // what each window is asked for: what the head reads, of which the embedding is a part

    public ServedEcgModel(string path, string name, ServerMetrics metrics)
    {
        _folder = EcgModelFolder.Open(path);
        _encoder = EcgEncoder.Load(_folder);
        _preparation = new EcgPreparation(_folder.Preparation);
        _head = EcgHead.IsIn(_folder) ? EcgHead.Read(_folder) : null;
        _features = _head?.Facts.Features ?? EcgFeatures.Embedding;
        Widths = new Dictionary<EmbeddingSpace, int> { [EmbeddingSpace.Session] = _encoder.Config.EmbeddingWidth };
        _batcher = new MicroBatcher<float[], float[]>(name, Batch, Pass, metrics);
    }

    public override Recordings.Modality Modality => Recordings.Modality.Ecg;

    public override string Digest => _encoder.Loaded.Digest;

    public override string Pipeline => _folder.Preparation.ToJson();

    public override string PipelineName => _folder.Preparation.Name;

    public override IReadOnlyDictionary<EmbeddingSpace, int> Widths { get; }

    /// <summary>The head of a fine-tuned model; null where it only embeds.</summary>
    public EcgHead? Head => _head?.Facts;

    /// <summary>What the head says of a recording: a probability for each class, or one number.</summary>
    public Task<double[]> Predict(ModelEmbedding embedding, CancellationToken stop) => _batcher.Alone(() => _head!.Answer(embedding.HeadFeatures!), stop);

    public override async Task<ModelEmbedding> Embed(Recording recording, EmbeddingSpan span, Action<double> progress, CancellationToken stop)
    {
        double seconds = Math.Min(span.Seconds ?? double.PositiveInfinity, recording.DurationSeconds - span.From);
        if (!(span.From >= 0 && seconds > 0 && seconds <= Longest))
        {
            throw ApiException.Unprocessable($"A span within the recording of at most {Longest / 3600} hours is embedded at once; give `from` and `seconds`.");
        }

        EcgWindows windows = await Task.Run(() => EcgWindows.Of(recording, _preparation, LeadSelection.For(_encoder.Config.Leads, span.Lead), span.From,
            seconds), stop);
        var sum = new double[_encoder.Config.WidthOf(_features)];
        for (int from = 0; from < windows.Count; from += WindowsAhead)
        {
            // Some windows at a time, so that a long recording does not hold up the short ones behind it.
            Task<float[]>[] ahead = [.. Enumerable.Range(from, Math.Min(WindowsAhead, windows.Count - from))
                .Select(w => _batcher.Run(windows.Window(w), stop))];
            foreach (float[] vector in await Task.WhenAll(ahead))
            {
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += vector[i];
                }
            }

            progress((double)(from + ahead.Length) / windows.Count);
        }

        float[] mean = [.. sum.Select(s => (float)(s / windows.Count))];
        return new ModelEmbedding(
            new Dictionary<EmbeddingSpace, float[]> { [EmbeddingSpace.Session] = mean[_encoder.Config.EmbeddingIn(_features)] }, span.From, windows.Seconds,
            windows.Count, windows.Valid,
            [.. windows.Accounts.Select(ChannelDone.Of)], windows.Note) { HeadFeatures = _head is null ? mean
                : _head.Inputs(mean, _head.Facts.BeatIntervals is null ? null : windows.BeatIntervals()) };
    }

    public override void Dispose()
    {
        _batcher.Dispose();
        _encoder.Dispose();
        _head?.Dispose();
    }

    private float[][] Pass(IReadOnlyList<float[]> windows)
    {
        float[] all = [.. windows.SelectMany(w => w)]; // (window, lead, sample)
        return [.. _encoder.Embed(all, windows.Count, _features).Chunk(_encoder.Config.WidthOf(_features))];
    }
}
