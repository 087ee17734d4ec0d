using Clef.Ecg.Network;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Finetuning;

/// <summary>The encoder with a linear head, under the names that published classifiers of this network use: <c>backbone.*</c> and <c>dense.*</c>.</summary>
public sealed class EcgPredictor : Layer
{
    private readonly double _dropout;

    /// <summary>Joins an encoder and a new head.</summary>
    /// <param name="encoder">The encoder, which then belongs to this module.</param>
    /// <param name="outputs">Columns of the head.</param>
    /// <param name="dropout">Probability of dropout before the head, in training.</param>
    public EcgPredictor(Net1D encoder, int outputs, double dropout = 0)
    {
        _dropout = dropout;
        Encoder = Register("backbone", encoder);
        Head = Register("dense", new Linear(encoder.Config.EmbeddingWidth, outputs));
    }

    /// <summary>The encoder.</summary>
    public Net1D Encoder { get; }

    /// <summary>The head: embedding to logits, or to the standardised number.</summary>
    public Linear Head { get; }

    /// <summary>Whether no gradient goes into the encoder.</summary>
    public bool Frozen { get; init; }

    /// <summary>(batch, lead, time) to (batch, output).</summary>
    public override Tensor Forward(Tensor input)
    {
        Tensor embedding = Embed(input); // (batch, width)
        return Head.Forward(_dropout > 0 && IsTraining ? embedding.Dropout(_dropout) : embedding);
    }

    private Tensor Embed(Tensor input)
    {
        if (!Frozen)
        {
            return Encoder.Forward(input);
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        return Encoder.Forward(input);
    }
}
