namespace Clef.Datasets.Labelled;

/// <summary>From the outputs of a network to answers.</summary>
public static class TaskAnswer
{
    /// <summary>One record's answer: probabilities of the classes, or the number on its own scale.</summary>
    public static double[] Of(TaskKind kind, double[] outputs, double mean, double scale)
    {
        switch (kind)
        {
            case TaskKind.Regression:
                return [mean + (scale * outputs[0])];
            case TaskKind.MultiLabel:
                return [.. outputs.Select(x => 1 / (1 + Math.Exp(-x)))];
            default:
                double largest = outputs.Max();
                double[] shares = [.. outputs.Select(x => Math.Exp(x - largest))];
                double sum = shares.Sum();
                return [.. shares.Select(s => s / sum)];
        }
    }
}
