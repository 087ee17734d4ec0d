using System.Text;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>
/// By what a design is chosen before any test patient is looked at: the tasks of eeg234 on the training and validation parts alone. Logistic probes, five folds
/// over patients, each fold scored by a probe that saw none of its patients and whose penalty the next fold chose. And, for encoders that have seen the labels'
/// sources of the training part, the same probes fitted on the training part and scored on the validation part.
/// </summary>
internal static class DevelopmentProbe
{
    private const int Folds = 5;

    /// <summary>A table of Markdown, a line a table of features.</summary>
    /// <param name="tables">Tables of features, a row a session.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="group">The tasks of one group only; empty for all.</param>
    /// <param name="stop">Stops between iterations.</param>
    public static string Run(IReadOnlyList<string> tables, string cohort, string group, CancellationToken stop)
    {
        BenchTable labels = SupervisedRun.Labels(cohort);
        labels = labels with { Tasks = [.. labels.Scored.Where(t => group.Length == 0 || t.Group == group)] };
        string[] groups = [.. group.Length == 0 ? ["all"] : Array.Empty<string>(), .. labels.Tasks.Select(t => t.Group).Distinct()];
        string heads = string.Join(" | ", groups);
        var text = new StringBuilder($"| simulated sessions, AUROC | numbers | {heads} | validation part: {heads} |\n");
        text.Append($"|---|---:|{string.Concat(Enumerable.Repeat("---:|", 2 * groups.Length))}\n");
        foreach (string file in tables)
        {
            EmbeddingTable table = EmbeddingTable.Read(file);
            Dictionary<string, int> place = Enumerable.Range(0, table.Count).ToDictionary(i => table.Ids[i], StringComparer.Ordinal);
            int[] rows = [.. Enumerable.Range(0, labels.Rows.Count)
                .Where(r => labels.Rows[r].Part is Part.Train or Part.Validation && place.ContainsKey(labels.Rows[r].Id))];
            if (rows.Length == 0)
            {
                throw new ClefException(file, "sessions", table.Ids[0], $"sessions of the cohort's training and validation parts, such as {labels.Rows[0].Id}");
            }

            DenseMatrix features = DenseMatrix.FromRows([.. rows.Select(r => table.Row(place[labels.Rows[r].Id]).ToArray())]);
            ProbeTask[] tasks = [.. labels.Tasks.Select(t => t.Binary()).Select(t => t with { Labels = [.. rows.Select(r => t.Labels[r])] })];
            string[] patients = [.. rows.Select(r => labels.Rows[r].Patient)];
            int[] folds = [.. patients.Select(p => (int)(StableHash.Of("development", p) % Folds))];
            Part[][] divisions = [.. Enumerable.Range(0, Folds).Select(f => folds.Select(own => Dealt(own, f)).ToArray())];
            double[] crossed = Figures(features, tasks, divisions, stop);
            // The validation part is the test; a fifth of the training part chooses penalties.
            Part[] held = [.. rows.Select((r, i) => labels.Rows[r].Part == Part.Validation ? Part.Test : folds[i] == 0 ? Part.Validation : Part.Train)];
            double[] once = Figures(features, tasks, [held], stop);
            double Mean(string of, double[] figures) => labels.Tasks.Index()
                .Where(t => (of == "all" || t.Item.Group == of) && double.IsFinite(figures[t.Index])).Average(t => figures[t.Index]);
            string Cells(double[] figures) => string.Join(" | ", groups.Select(g => FormattableString.Invariant($"{100 * Mean(g, figures):0.0}")));
            text.Append($"| {Path.GetFileNameWithoutExtension(file)} | {table.Width} | {Cells(crossed)} | {Cells(once)} |\n");
            Console.Error.WriteLine(text.ToString().Split('\n')[^2]);
        }

        return text.ToString();
    }

    private static Part Dealt(int own, int fold) => own == fold ? Part.Test : own == (fold + 1) % Folds ? Part.Validation : Part.Train;

    /// <summary>The AUROC of each task within test rows, meaned over divisions by their pairs; NaN where none has both classes.</summary>
    private static double[] Figures(DenseMatrix features, ProbeTask[] tasks, IReadOnlyList<Part[]> divisions, CancellationToken stop)
    {
        double[] sums = new double[tasks.Length], pairs = new double[tasks.Length];
        foreach (Part[] parts in divisions)
        {
            IReadOnlyList<ProbeResult> probes = LogisticProbe.Fit(features, tasks, parts, cancel: stop);
            for (int t = 0; t < tasks.Length; t++)
            {
                int[] test = tasks[t].Rows(parts, Part.Test);
                bool[] truth = [.. test.Select(i => tasks[t].Labels[i] == 1)];
                double both = (double)truth.Count(x => x) * truth.Count(x => !x);
                if (both > 0 && double.IsFinite(probes[t].Penalty))
                {
                    sums[t] += both * Auroc.Of([.. test.Select(i => probes[t].Scores[i])], truth);
                    pairs[t] += both;
                }
            }
        }

        return [.. sums.Zip(pairs, (s, p) => p > 0 ? s / p : double.NaN)];
    }
}
