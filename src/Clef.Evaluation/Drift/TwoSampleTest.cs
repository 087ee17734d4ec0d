using Clef.Core;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Drift;

/// <summary>
/// The classifier two-sample test (Lopez-Paz and Oquab, ICLR 2017): a probe that learns on one half of the patients to tell two groups of embeddings
/// apart is measured on the other half, and the other way round. An AUROC whose interval lies above one half says that the groups differ.
/// </summary>
/// <param name="Auroc">Cross-fitted AUROC with its interval over patients.</param>
/// <param name="First">Rows of the first group.</param>
/// <param name="Second">Rows of the second group.</param>
public sealed record TwoSampleTest(Interval Auroc, int First, int Second)
{
    /// <summary>Whether the interval lies above one half.</summary>
    public bool Differ => Auroc.Low > 0.5;

    /// <summary>Tests two groups; NaN where either half lacks a group.</summary>
    /// <param name="vectors">(row, feature).</param>
    /// <param name="patients">The patient of each row.</param>
    /// <param name="second">Whether a row is of the second group.</param>
    /// <param name="replicates">Draws of patients.</param>
    public static TwoSampleTest Of(DenseMatrix vectors, IReadOnlyList<string> patients, IReadOnlyList<bool> second, int replicates = 500)
    {
        var labels = second.Select(s => (sbyte)(s ? 1 : 0)).ToArray();
        var scores = new double[labels.Length];
        bool[] half = patients.Select(p => (StableHash.Of("two-sample", p) & 1) == 1).ToArray();
        foreach (bool side in (bool[])[false, true])
        {
            // A quarter of the patients chooses the penalty, so that weak differences are not drowned in many features.
            Part[] parts = half.Select((h, i) => h == side ? Part.Test : (StableHash.Of("two-sample-choice", patients[i]) & 3) == 0 ? Part.Validation
                : Part.Train).ToArray();
            double[] fitted = LogisticProbe.Fit(vectors, [new ProbeTask("drift", labels)], parts)[0].Scores;

            // Ranks within the half: the two halves' probes have different scales.
            int[] rows = Enumerable.Range(0, labels.Length).Where(i => half[i] == side).ToArray();
            double[] sorted = rows.Select(i => fitted[i]).Order().ToArray();
            foreach (int i in rows)
            {
                int low = Array.FindIndex(sorted, s => s >= fitted[i]), high = Array.FindLastIndex(sorted, s => s <= fitted[i]);
                scores[i] = double.IsNaN(fitted[i]) ? double.NaN : (low + high + 1.0) / (2.0 * sorted.Length);
            }
        }

        int count = second.Count(s => s);
        return scores.Any(double.IsNaN) || count == 0 || count == labels.Length
            ? new(new Interval(double.NaN, double.NaN, double.NaN), labels.Length - count, count)
            : new(new PatientBootstrap(patients, replicates).Interval(new Auroc(scores, second.ToArray())), labels.Length - count, count);
    }
}
