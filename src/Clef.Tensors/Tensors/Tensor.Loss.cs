using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>What becomes of the losses of single elements.</summary>
public enum LossReduction
{
    /// <summary>They stay single.</summary>
    None = 0,

    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>Their sum.</summary>
    Sum = 2,
}

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// Minus the log-probability of the target class. Logits are (batch, class, ...); targets are i64 classes (batch, ...) or
    /// probabilities of the logits' shape.
    /// </summary>
    /// <param name="target">Classes or probabilities.</param>
    /// <param name="classWeight">A weight for each class.</param>
    /// <param name="labelSmoothing">The share of probability spread evenly over all classes.</param>
    /// <param name="ignoreIndex">A class whose elements do not count.</param>
    /// <param name="reduction">What becomes of single losses; the mean is over the weights of those that count.</param>
    public Tensor CrossEntropy(
        Tensor target, Tensor? classWeight = null, double labelSmoothing = 0, long ignoreIndex = -100, LossReduction reduction = LossReduction.Mean) =>
        Own(
            NativeMethods.CrossEntropy(Handle, target.Handle, HandleOrNull(classWeight), ignoreIndex, labelSmoothing, (int)reduction),
            this,
            target,
            classWeight);

    /// <summary>Binary cross-entropy of logits with targets in 0..1, computed without overflow.</summary>
    public Tensor BinaryCrossEntropy(
        Tensor target, Tensor? weight = null, Tensor? positiveWeight = null, LossReduction reduction = LossReduction.Mean)
    {
        Tensor loss = Own(
            NativeMethods.BinaryCrossEntropy(Handle, target.Handle, HandleOrNull(weight), HandleOrNull(positiveWeight), (int)reduction),
            this,
            target,
            weight);
        GC.KeepAlive(positiveWeight);
        return loss;
    }

    /// <summary>Squared differences.</summary>
    public Tensor SquaredError(Tensor target, LossReduction reduction = LossReduction.Mean) =>
        Own(NativeMethods.MseLoss(Handle, target.Handle, (int)reduction), this, target);

    /// <summary>Absolute differences.</summary>
    public Tensor AbsoluteError(Tensor target, LossReduction reduction = LossReduction.Mean) =>
        Own(NativeMethods.L1Loss(Handle, target.Handle, (int)reduction), this, target);

    /// <summary>Squared differences below <paramref name="beta"/> (halved, over beta), absolute ones (less beta / 2) above.</summary>
    public Tensor SmoothAbsoluteError(Tensor target, double beta = 1, LossReduction reduction = LossReduction.Mean) =>
        Own(NativeMethods.SmoothL1Loss(Handle, target.Handle, beta, (int)reduction), this, target);

    /// <summary>The divergence of this distribution from the target's, both as log-probabilities.</summary>
    public Tensor KullbackLeibler(Tensor targetLog, LossReduction reduction = LossReduction.Sum) =>
        Own(NativeMethods.KlDiv(Handle, targetLog.Handle, (int)reduction), this, targetLog);
}
