using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The objective of BYOL (Grill et al. 2020): each view, through a small predictor, has to match the other view's embedding by a slowly moving copy
/// of the encoder. The predictor is the released ECG code's: linear to half the width, batch norm, ReLU, linear back.
/// </summary>
public sealed class ByolPredictor : Module
{
    private readonly Linear _narrow;
    private readonly BatchNorm _norm;
    private readonly Linear _widen;

    /// <summary>Creates the predictor for embeddings of a width.</summary>
    public ByolPredictor(int width)
    {
        _narrow = Register("narrow", new Linear(width, width / 2));
        _norm = Register("norm", new BatchNorm(width / 2));
        _widen = Register("widen", new Linear(width / 2, width));
    }

    /// <summary>(batch, width) to (batch, width).</summary>
    public Tensor Forward(Tensor embeddings) => _widen.Forward(_norm.Forward(_narrow.Forward(embeddings)).Relu());

    /// <summary>The sum over both directions of the mean of 2 - 2 cos(prediction, target).</summary>
    /// <param name="first">(B, width) online embeddings of the first views.</param>
    /// <param name="second">(B, width) online embeddings of the second views.</param>
    /// <param name="firstTarget">(B, width) target embeddings of the first views; no gradient flows into them.</param>
    /// <param name="secondTarget">(B, width) target embeddings of the second views.</param>
    public Tensor Loss(Tensor first, Tensor second, Tensor firstTarget, Tensor secondTarget) =>
        Distance(Forward(first), secondTarget) + Distance(Forward(second), firstTarget);

    private static Tensor Distance(Tensor prediction, Tensor target) =>
        2 - (2 * (prediction.Normalize(-1) * target.Detach().Normalize(-1)).Sum(1).Mean());
}
