using System.Globalization;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>The two principal axes of a model's standardised vectors, fitted on training rows: a flat picture, and how much of the variance it shows.</summary>
internal static class EmbeddingMap
{
    private const int MostRows = 2000;

    public static string Name(string table, string model) => Path.Combine("maps", $"{table}-{model}.csv");

    public static void Write(RunFolder folder, BenchTable table, ModelVectors vectors)
    {
        DenseMatrix pooled = vectors.Pooled();
        var axes = new PrincipalAxes(pooled.Select(Enumerable.Range(0, table.Rows.Count).Where(i => table.Rows[i].Part == Part.Train).ToArray()));
        if (!axes.Turned)
        {
            return; // too many features to turn; the report leaves the map out
        }

        int[] order = Enumerable.Range(0, axes.Moments.Length).OrderByDescending(j => axes.Moments[j]).Take(2).ToArray();
        double share = order.Sum(j => axes.Moments[j]) / Math.Max(1e-300, axes.Moments.Sum());
        DenseMatrix turned = axes.Apply(pooled);
        int step = Math.Max(1, (table.Rows.Count + MostRows - 1) / MostRows);
        Directory.CreateDirectory(folder.File("maps"));
        folder.WriteCsv(Name(table.Name, vectors.Name), ["row", "x", "y", "share"], Enumerable.Range(0, table.Rows.Count).Where(i => i % step == 0)
            .Select(i => (IReadOnlyList<string?>)
        [
            i.ToString(CultureInfo.InvariantCulture), Text(turned[i, order[0]]), Text(order.Length > 1 ? turned[i, order[1]] : 0), Text(share),
        ]));
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
