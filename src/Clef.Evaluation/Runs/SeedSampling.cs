using System.Globalization;
using Clef.Core;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>What a seed changes: the division of training from validation, and which labels a few-shot fit may see. Always by patient.</summary>
public static class SeedSampling
{
    /// <summary>The parts under a seed: 0 gives the split as it is, any other deals training and validation patients anew in the same proportion.</summary>
    public static Part[] Parts(IReadOnlyList<BenchRow> rows, int seed)
    {
        Part[] parts = rows.Select(r => r.Part).ToArray();
        if (seed == 0)
        {
            return parts;
        }

        string[] patients = rows.Where(r => r.Part is Part.Train or Part.Validation).Select(r => r.Patient).Distinct(StringComparer.Ordinal).ToArray();
        int validation = rows.Where(r => r.Part == Part.Validation).Select(r => r.Patient).Distinct(StringComparer.Ordinal).Count();
        HashSet<string> chosen = patients.OrderBy(p => StableHash.Of("bench-parts", Text(seed), p)).Take(validation).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is Part.Train or Part.Validation)
            {
                parts[i] = chosen.Contains(rows[i].Patient) ? Part.Validation : Part.Train;
            }
        }

        return parts;
    }

    /// <summary>
    /// The values with all but a share of the patients of each class taken out of training and of validation, rounded up, so that one of each class stays. A
    /// regression is thinned as one class. A larger share contains the smaller one of the same seed.
    /// </summary>
    public static double[] Thin(BenchTask task, IReadOnlyList<BenchRow> rows, Part[] parts, double fraction, int seed)
    {
        var values = (double[])task.Values.Clone();
        if (fraction >= 1)
        {
            return values;
        }

        foreach (Part part in (Part[])[Part.Train, Part.Validation])
        {
            int[] labelled = Enumerable.Range(0, values.Length).Where(i => parts[i] == part && !double.IsNaN(values[i])).ToArray();
            foreach (IGrouping<double, int> group in labelled.GroupBy(i => task.Regression ? 0 : task.Values[i]))
            {
                string[] patients = group.Select(i => rows[i].Patient).Distinct(StringComparer.Ordinal)
                    .OrderBy(p => StableHash.Of("bench-shots", Text(seed), task.Name, p)).ToArray();
                HashSet<string> kept = patients.Take((int)Math.Ceiling((fraction * patients.Length) - 1e-9)).ToHashSet(StringComparer.Ordinal);
                foreach (int i in group.Where(i => !kept.Contains(rows[i].Patient)))
                {
                    values[i] = double.NaN;
                }
            }
        }

        return values;
    }

    private static string Text(int seed) => seed.ToString(CultureInfo.InvariantCulture);
}
