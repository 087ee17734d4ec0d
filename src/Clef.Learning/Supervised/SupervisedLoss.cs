using Clef.Tensors;

namespace Clef.Learning.Supervised;

/// <summary>What a network is asked for.</summary>
public enum SupervisedAnswer
{
    /// <summary>One of several classes, two of a binary task.</summary>
    OneClass,

    /// <summary>For each class whether it holds.</summary>
    EachClass,

    /// <summary>A number, standardised.</summary>
    Number,
}

/// <summary>
/// The loss of supervised training: cross-entropy over classes that exclude one another, binary cross-entropy of each class of those that do not, mean absolute
/// error of numbers. Classes may be weighed to count alike.
/// </summary>
public sealed class SupervisedLoss
{
    private readonly SupervisedAnswer _answer;
    private readonly float[]? _weights;

    private SupervisedLoss(SupervisedAnswer answer, float[]? weights) => (_answer, _weights) = (answer, weights);

    /// <summary>Works out the classes' weights from what is trained on.</summary>
    /// <param name="answer">What is asked for.</param>
    /// <param name="training">(row, output): 1 or 0 of each class, or the number.</param>
    /// <param name="balance">Whether classes count alike: errors on a class weigh in inverse proportion to its frequency.</param>
    public static SupervisedLoss For(SupervisedAnswer answer, IReadOnlyList<float[]> training, bool balance)
    {
        if (!balance || answer == SupervisedAnswer.Number || training.Count == 0)
        {
            return new SupervisedLoss(answer, null);
        }

        // Absent classes are given the weight of one example, so that no weight is infinite.
        double[] counts = [.. Enumerable.Range(0, training[0].Length).Select(c => Math.Max(1.0, training.Count(t => t[c] > 0)))];
        return new SupervisedLoss(answer, answer == SupervisedAnswer.EachClass
            ? [.. counts.Select(n => (float)Math.Max(1, (training.Count - n) / n))]
            : [.. counts.Select(n => (float)(training.Count / (n * counts.Length)))]);
    }

    /// <summary>The loss of outputs, (row, output).</summary>
    /// <param name="outputs">Logits, or standardised numbers.</param>
    /// <param name="targets">(row, output), as <see cref="For"/> takes them.</param>
    public Tensor Of(Tensor outputs, IReadOnlyList<float[]> targets)
    {
        Tensor? weights = _weights is null ? null : Tensor.From(_weights, _weights.Length);
        Tensor Wanted() => Tensor.From(targets.SelectMany(t => t).ToArray(), targets.Count, targets[0].Length);
        return _answer switch
        {
            SupervisedAnswer.Number => outputs.AbsoluteError(Wanted()),
            SupervisedAnswer.EachClass => outputs.BinaryCrossEntropy(Wanted(), positiveWeight: weights),
            _ => outputs.CrossEntropy(Tensor.From(targets.Select(t => (long)Array.IndexOf(t, 1f)).ToArray(), targets.Count), weights),
        };
    }
}
