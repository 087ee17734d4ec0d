using Clef.Eeg.Encoder;
using Clef.Learning.Data;
using Clef.Learning.Supervised;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Finetuning;

/// <summary>A session with the answer that is wanted.</summary>
/// <param name="Tokens">What the encoder sees of it; null where <paramref name="Vector"/> is given.</param>
/// <param name="Vector">Its vector, where the encoder never changes.</param>
/// <param name="Target">One number for each output: 1 or 0 of each class, or the standardised number.</param>
public sealed record LabelledSession(MaskedSequence? Tokens, float[]? Vector, float[] Target);

/// <summary>A session encoder with a linear head on its standardised session vectors.</summary>
public sealed class SessionPredictor : Module, ITrainable<LabelledSession>
{
    private readonly Tensor _shift, _scale;
    private readonly Linear _head;
    private readonly SupervisedLoss _loss;

    /// <summary>Joins an encoder, which then belongs to this module, and a new head.</summary>
    public SessionPredictor(SessionEncoder encoder, int outputs, SupervisedLoss loss)
    {
        int width = encoder.Config.SessionWidth;
        _loss = loss;
        Encoder = Register("encoder", encoder);
        _shift = RegisterBuffer("shift", Tensor.Zeros(width));
        _scale = RegisterBuffer("scale", Tensor.Ones(width));
        _head = Register("head", new Linear(width, outputs));
        Parts = [("model", this)];
    }

    /// <summary>The encoder.</summary>
    public SessionEncoder Encoder { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts { get; }

    /// <summary>Vectors, (session, session width), to outputs, (session, output).</summary>
    public Tensor Answer(Tensor vectors) => _head.Forward((vectors - _shift) * _scale);

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<LabelledSession> batch, IDictionary<string, double> report)
    {
        LabelledSession[] items = [.. batch.Items];
        Tensor vectors = items[0].Vector is { } first
            ? Tensor.From(items.SelectMany(i => i.Vector!).ToArray(), items.Length, first.Length)
            : Encoder.Forward(TokenBatch.Kept([.. items.Select(i => i.Tokens!)], Encoder.MaskCode)).Session;
        return _loss.Of(Answer(vectors), [.. items.Select(i => i.Target)]);
    }

    /// <summary>Outputs of vectors, (session, output), and their loss, without gradient.</summary>
    public (float[][] Outputs, double Loss) Look(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> targets)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor outputs = Answer(Tensor.From(vectors.SelectMany(v => v).ToArray(), vectors.Count, vectors[0].Length));
        return ([.. outputs.ToArray<float>().Chunk((int)outputs.Size(1))], _loss.Of(outputs, targets).ToDouble());
    }

    /// <summary>Takes mean and deviation of the vectors of the training sessions, by which all are standardised before the head.</summary>
    public void Standardise(IReadOnlyList<float[]> vectors)
    {
        VectorSpread spread = VectorSpread.Of(vectors, vectors[0].Length);
        spread.Mean.CopyTo(_shift.AsSpan<float>());
        spread.Scales().CopyTo(_scale.AsSpan<float>());
    }

    /// <summary>The head on vectors that are not standardised, w' = w s and b' = b - w' m: (output, width) and (output).</summary>
    public (double[][] Weights, double[] Intercepts) WholeHead()
    {
        float[] shift = _shift.ToArray<float>(), scale = _scale.ToArray<float>(), bias = _head.Bias!.ToArray<float>();
        double[][] weights = [.. _head.Weight.ToArray<float>().Chunk(shift.Length).Select(row => row.Zip(scale, (w, s) => (double)w * s).ToArray())];
        return (weights, [.. weights.Zip(bias, (row, b) => b - row.Zip(shift, (w, m) => w * m).Sum())]);
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
    }
}
