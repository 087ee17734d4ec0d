using Clef.Core;
using Clef.Datasets.Labelled;
using Clef.Ecg.Finetuning;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Models;

/// <summary>The head of a model folder, ready to answer. Use from one thread at a time.</summary>
public sealed class LoadedHead : IDisposable
{
    internal LoadedHead(EcgHead facts, Linear weights) => (Facts, Weights) = (facts, weights);

    /// <summary>What it predicts, and what it reads.</summary>
    public EcgHead Facts { get; }

    internal Linear Weights { get; }

    /// <summary>What the head reads of one record: its features, and behind them what its beat intervals say where the head asks for them.</summary>
    /// <param name="features">The mean over the record's windows of the features that <see cref="EcgHead.Features"/> names.</param>
    /// <param name="intervals">The record's <see cref="Rhythm.BeatIntervals"/>; not looked at where the head does not ask for them.</param>
    public float[] Inputs(float[] features, IReadOnlyList<double>? intervals) => Facts.BeatIntervals is not { } inputs ? features
        : [.. features, .. inputs.Of(intervals ?? throw new ClefException(Facts.Task, "beat intervals", null, "those of the record, which the head reads"))];

    /// <summary>The logits of the classes, or the number standardised.</summary>
    /// <param name="inputs">As <see cref="Inputs"/> makes them.</param>
    public double[] Outputs(float[] inputs) => HeadOutputs.Of(Weights, [inputs])[0];

    /// <summary>A probability for each class, or one number on its own scale.</summary>
    /// <param name="inputs">As <see cref="Inputs"/> makes them.</param>
    public double[] Answer(float[] inputs) => TaskAnswer.Of(Facts.Kind, Outputs(inputs), Facts.Mean, Facts.Scale);

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
