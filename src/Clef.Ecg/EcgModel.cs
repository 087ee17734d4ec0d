using Clef.Core;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg;

/// <summary>
/// The ECG model in a line: load a model folder, then embed recordings, or samples at hand. Does all of the preparation that belongs to the weights.
/// Use from one thread at a time.
/// </summary>
/// <example><code>
/// using Recording recording = RecordingFile.Open("A00001.hea");
/// using EcgModel model = EcgModel.Load("models/clef-small");
/// float[] embedding = model.Embed(recording);
/// </code></example>
public sealed class EcgModel : IDisposable
{
    private const int Batch = 16;

    private readonly EcgEncoder _encoder;
    private readonly EcgPreparation _preparation;
    private readonly LoadedHead? _head;

    private EcgModel(EcgModelFolder folder, EcgEncoder encoder, LoadedHead? head)
    {
        (_encoder, _head, _preparation) = (encoder, head, new EcgPreparation(folder.Preparation));
    }

    /// <summary>Numbers in an embedding.</summary>
    public int Width => _encoder.Config.EmbeddingWidth;

    /// <summary>What the model predicts; null where it only embeds.</summary>
    public EcgHead? Head => _head?.Facts;

    /// <summary>Loads a model folder, strictly.</summary>
    /// <exception cref="ClefException">The folder is missing or wrong.</exception>
    public static EcgModel Load(string path)
    {
        EcgModelFolder folder = EcgModelFolder.Open(path);
        EcgEncoder encoder = EcgEncoder.Load(folder);
        try
        {
            return new EcgModel(folder, encoder, EcgHead.IsIn(folder) ? EcgHead.Read(folder) : null);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>The embedding of a recording: the mean over its windows.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="lead">The lead, for models of one lead, in any spelling.</param>
    /// <exception cref="ClefException">The recording lacks the lead, or has no sample.</exception>
    public float[] Embed(Recording recording, string lead = "I") => Mean(EmbedWindows(recording, lead), Width);

    /// <summary>The embedding of each window, in order.</summary>
    public float[][] EmbedWindows(Recording recording, string lead = "I") => Windows(recording, lead, EcgFeatures.Embedding);

    /// <summary>The embedding of one lead's samples in millivolts (NaN where missing), for a model of one lead: the mean over windows.</summary>
    /// <param name="millivolts">The samples.</param>
    /// <param name="sampleRate">Their rate in hertz.</param>
    public float[] Embed(ReadOnlySpan<float> millivolts, double sampleRate)
    {
        if (_encoder.Config.Leads != 1 || millivolts.IsEmpty)
        {
            throw new ClefException("samples", "leads and samples", $"1 lead of {millivolts.Length} samples", "1 lead with at least one sample, and a model of one lead");
        }

        return Mean(Embed([_preparation.Prepare(millivolts, sampleRate)], EcgFeatures.Embedding), Width);
    }

    /// <summary>What a fine-tuned model says of a recording: a probability for each class of <see cref="Head"/>, or one number on its own scale.</summary>
    /// <exception cref="ClefException">The model has no head, or the recording cannot be embedded.</exception>
    public double[] Predict(Recording recording)
    {
        LoadedHead head = _head ?? throw new ClefException("model", "head", null, "a model folder with a head, as 'clef ecg finetune' makes");
        BeatIntervals? intervals = head.Facts.BeatIntervals is null ? null : new BeatIntervals();
        float[][] windows = Windows(recording, head.Facts.Lead, head.Facts.Features, intervals);
        return head.Answer(head.Inputs(Mean(windows, _encoder.Config.WidthOf(head.Facts.Features)), intervals?.Mean));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _head?.Dispose();
    }

    private float[][] Windows(Recording recording, string lead, EcgFeatures features, BeatIntervals? intervals = null)
    {
        var spans = new LeadSpans(_preparation, recording, LeadSelection.For(_encoder.Config.Leads, lead));
        var embedded = new List<float[]>();
        foreach (PreparedEcg[] span in spans.Read())
        {
            embedded.AddRange(Embed(span, features));
            intervals?.Add(span[0].Samples, _preparation.Pipeline.SampleRate);
        }

        return [.. embedded];
    }

    private float[][] Embed(PreparedEcg[] leads, EcgFeatures features)
    {
        int windows = leads.Min(l => l.WindowCount), size = leads[0].WindowSamples;
        var embedded = new List<float[]>(windows);
        for (int from = 0; from < windows; from += Batch)
        {
            int count = Math.Min(Batch, windows - from);
            var input = new float[count * leads.Length * size]; // (window, lead, sample)
            for (int w = 0; w < count; w++)
            {
                for (int l = 0; l < leads.Length; l++)
                {
                    leads[l].Window(from + w).CopyTo(input.AsSpan(((w * leads.Length) + l) * size));
                }
            }

            embedded.AddRange(_encoder.Embed(input, count, features).Chunk(_encoder.Config.WidthOf(features)));
        }

        return [.. embedded];
    }

    private static float[] Mean(float[][] windows, int width) => [.. Enumerable.Range(0, width).Select(i => (float)(windows.Sum(w => (double)w[i]) / windows.Length))];
}
