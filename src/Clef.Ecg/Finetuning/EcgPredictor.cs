using Clef.Ecg.Network;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Finetuning;

/// <summary>
/// The encoder with a linear head on its features, under the names that published classifiers of this network use: <c>backbone.*</c> and <c>dense.*</c>.
/// Features are standardised before the head; <see cref="WholeHead"/> joins both into the one linear layer that a model folder keeps.
/// </summary>
public sealed class EcgPredictor : Layer
{
    private readonly double _dropout;

    /// <summary>Joins an encoder and a new head.</summary>
    /// <param name="encoder">The encoder, which then belongs to this module.</param>
    /// <param name="outputs">Columns of the head.</param>
    /// <param name="dropout">Probability of dropout before the head, in training.</param>
    /// <param name="features">What the head reads.</param>
    /// <param name="intervals">How many inputs it has besides, of the record's beat intervals.</param>
    public EcgPredictor(Net1D encoder, int outputs, double dropout = 0, EcgFeatures features = EcgFeatures.Embedding, int intervals = 0)
    {
        int width = encoder.Config.WidthOf(features) + intervals;
        (_dropout, Features) = (dropout, features);
        Encoder = Register("backbone", encoder);
        Shift = RegisterBuffer("shift", Tensor.Zeros(width));
        Scale = RegisterBuffer("scale", Tensor.Ones(width));
        Head = Register("dense", new Linear(width, outputs));
    }

    /// <summary>The encoder.</summary>
    public Net1D Encoder { get; }

    /// <summary>What the head reads.</summary>
    public EcgFeatures Features { get; }

    /// <summary>(width): what is taken off each feature before the head. Zero until set.</summary>
    public Tensor Shift { get; }

    /// <summary>(width): what each feature is then multiplied by. One until set.</summary>
    public Tensor Scale { get; }

    /// <summary>The head: standardised features to logits, or to the standardised number.</summary>
    public Linear Head { get; }

    /// <summary>Whether no gradient goes into the encoder.</summary>
    public bool Frozen { get; init; }

    /// <summary>(batch, lead, time) to (batch, output): each window by itself.</summary>
    public override Tensor Forward(Tensor input) => Answer(Embed(input));

    /// <summary>
    /// (window, lead, time) to (record, output): the features of each record are the mean over its windows, as they are in prediction.
    /// </summary>
    /// <param name="input">The windows of all records, one record after another.</param>
    /// <param name="counts">How many windows each record has, at least one.</param>
    /// <param name="intervals">(record, input): of each record's beat intervals; null where the head has no such inputs.</param>
    public Tensor Forward(Tensor input, IReadOnlyList<int> counts, Tensor? intervals = null)
    {
        Tensor features = OfRecords(Embed(input), counts);
        return Answer(intervals is null ? features : Tensor.Concatenate([features, intervals], 1));
    }

    /// <summary>(window, width) to (record, width): the mean over the windows of each record.</summary>
    private static Tensor OfRecords(Tensor windows, IReadOnlyList<int> counts)
    {
        if (counts.All(c => c == 1))
        {
            return windows;
        }

        long all = windows.Size(0);
        var share = new float[counts.Count * all]; // (record, window)
        for (int record = 0, window = 0; record < counts.Count; record++)
        {
            for (int end = window + counts[record]; window < end; window++)
            {
                share[(record * all) + window] = 1f / counts[record];
            }
        }

        return Tensor.From(share, counts.Count, all).MatMul(windows);
    }

    /// <summary>(record, width), not standardised, to (record, output).</summary>
    public Tensor Answer(Tensor features)
    {
        Tensor standard = (features - Shift) * Scale;
        return Head.Forward(_dropout > 0 && IsTraining ? standard.Dropout(_dropout) : standard);
    }

    /// <summary>Sets <see cref="Shift"/> and <see cref="Scale"/>.</summary>
    public void Standardise(ReadOnlySpan<float> shift, ReadOnlySpan<float> scale)
    {
        shift.CopyTo(Shift.AsSpan<float>());
        scale.CopyTo(Scale.AsSpan<float>());
    }

    /// <summary>The head on features that are not standardised: w' = w s, b' = b - w' m. A copy, to be disposed.</summary>
    public Linear WholeHead()
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        long width = Shift.Size(0), outputs = Head.Weight.Size(0);
        var whole = new Linear(width, outputs);
        using var scope = new TensorScope();
        float[] shift = Shift.ToArray<float>(), scale = Scale.ToArray<float>(), weight = Head.Weight.ToArray<float>(), bias = Head.Bias!.ToArray<float>();
        for (int output = 0; output < outputs; output++)
        {
            double intercept = bias[output];
            for (int i = 0; i < width; i++)
            {
                double scaled = (double)weight[(output * width) + i] * scale[i];
                weight[(output * width) + i] = (float)scaled;
                intercept -= scaled * shift[i];
            }

            bias[output] = (float)intercept;
        }

        weight.CopyTo(whole.Weight.AsSpan<float>());
        bias.CopyTo(whole.Bias!.AsSpan<float>());
        return whole;
    }

    private Tensor Embed(Tensor input)
    {
        if (!Frozen)
        {
            return Encoder.Features(input, Features);
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        return Encoder.Features(input, Features);
    }
}
