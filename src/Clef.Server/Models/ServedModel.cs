using Clef.Eeg.Embedding;
using Clef.Signals.Recordings;

namespace Clef.Server.Models;

/// <summary>What is to be embedded of a recording.</summary>
/// <param name="From">Start, seconds.</param>
/// <param name="Seconds">Length; null for the rest.</param>
/// <param name="Lead">The lead, for an ECG model of one lead.</param>
internal sealed record EmbeddingSpan(double From, double? Seconds, string Lead);

/// <summary>A model that is served.</summary>
internal abstract class ServedModel : IDisposable
{
    /// <summary>The name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public abstract Recordings.Modality Modality { get; }

    /// <summary>The digest of its weights; of an aligned model, of all of them.</summary>
    public abstract string Digest { get; }

    /// <summary>The preparation that belongs to it, as JSON.</summary>
    public abstract string Pipeline { get; }

    /// <summary>The preparation's name.</summary>
    public abstract string PipelineName { get; }

    /// <summary>The spaces that it embeds into, with the numbers of a vector.</summary>
    public abstract IReadOnlyDictionary<EmbeddingSpace, int> Widths { get; }

    /// <summary>Whether it embeds texts.</summary>
    public bool TakesText => Widths.ContainsKey(EmbeddingSpace.Text);

    /// <summary>Embeds a span of a recording into every space.</summary>
    public abstract Task<ModelEmbedding> Embed(Recording recording, EmbeddingSpan span, Action<double> progress, CancellationToken stop);

    /// <summary>Embeds a text.</summary>
    public virtual Task<float[]> EmbedText(string text, CancellationToken stop) =>
        throw Problems.ApiException.Unprocessable("The model was not aligned with texts.");

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A recording as a model sees it, and what was done for that.</summary>
/// <param name="Vectors">The vector in each space.</param>
/// <param name="From">Start of what entered, seconds.</param>
/// <param name="Seconds">How much of it.</param>
/// <param name="Windows">Windows joined by their mean.</param>
/// <param name="Valid">Share of it that was recorded.</param>
/// <param name="Channels">What was done to each channel.</param>
/// <param name="Note">What else there is to say; may be empty.</param>
internal sealed record ModelEmbedding(
    IReadOnlyDictionary<EmbeddingSpace, float[]> Vectors, double From, double Seconds, int Windows, double Valid, IReadOnlyList<ChannelDone> Channels,
    string Note)
{
    /// <summary>What the model's own head reads, of which a vector may be a part; null where the model has none of this kind.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public float[]? HeadFeatures { get; init; }
}

/// <summary>What was done to one channel on its way to the model.</summary>
/// <param name="Wanted">The channel that the model asked for.</param>
/// <param name="Sources">The recorded channels it came from; none where it is missing.</param>
/// <param name="Unit">The unit as recorded.</param>
/// <param name="Factor">The factor to the model's unit; null where the unit is unknown.</param>
/// <param name="RecordedRate">Hertz as recorded; null where the channel is missing.</param>
/// <param name="Rate">Hertz as the model sees it.</param>
/// <param name="Interpolated">Samples that were missing and were interpolated.</param>
/// <param name="Note">A derivation, a repeated label; may be empty.</param>
internal sealed record ChannelDone(string Wanted, IReadOnlyList<string> Sources, string Unit, double? Factor, double? RecordedRate, double Rate,
    long Interpolated, string Note)
{
    public static ChannelDone Of(Clef.Signals.Preparation.ChannelAccount account) => new(
        account.Wanted, account.Sources, account.RecordedUnit, account.UnitFactor, double.IsFinite(account.RecordedRate) ? account.RecordedRate : null,
        account.Rate, account.InterpolatedSamples, account.Note);
}
