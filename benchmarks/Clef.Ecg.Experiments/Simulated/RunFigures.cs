using System.Globalization;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>
/// The figures of one run on the simulated test patients, plain and under every draw of patients: AUROC of each classification; of each regression the mean
/// absolute error in standard deviations of the training part. Replicate r draws the same patients in every run.
/// </summary>
internal sealed class RunFigures
{
    /// <summary>Reads scores and resamples them.</summary>
    public RunFigures(ExperimentCohort cohort, string file, int replicates)
    {
        CsvTable table = CsvTable.Read(file);
        int[] rows = [.. Enumerable.Range(0, cohort.Part.Length).Where(i => cohort.Part[i] == Part.Test)];
        string[] patients = [.. rows.Select(r => cohort.Labelled.Records[r].Patient)];
        Dictionary<string, int> place = table.Rows.Index().ToDictionary(r => r.Item[0], r => r.Index);
        var bootstrap = new PatientBootstrap(patients, replicates);
        Values = new double[SimulatedTasks.All.Count];
        Replicates = [.. SimulatedTasks.All.Select(_ => new double[replicates])];
        var metrics = new (int[] Rows, Func<double[], double> Of)[SimulatedTasks.All.Count];
        for (int k = 0; k < metrics.Length; k++)
        {
            SimulatedTask task = SimulatedTasks.All[k];
            int column = table.Column(task.Name);
            int[] known = [.. Enumerable.Range(0, rows.Length).Where(i => double.IsFinite(cohort.Values[k][rows[i]]))];
            double[] truth = [.. known.Select(i => cohort.Values[k][rows[i]])];
            double[] scores = [.. known.Select(i => table.Number(place[patients[i]], column) ?? throw new ClefException(file, task.Name, null, "a score for every test patient"))];
            if (task.Regression)
            {
                double scale = SupervisedRun.Scale(cohort, k).Scale;
                double[] errors = [.. truth.Zip(scores, (t, s) => Math.Abs(t - s) / scale)];
                metrics[k] = (known, weights => errors.Zip(weights, (e, w) => e * w).Sum() / weights.Sum());
            }
            else
            {
                var auroc = new Auroc(scores, truth.Select(t => t == 1).ToArray());
                metrics[k] = (known, weights => auroc.Value(weights));
            }

            Values[k] = metrics[k].Of([.. Enumerable.Repeat(1.0, known.Length)]);
        }

        Parallel.For(0, replicates, r =>
        {
            var weights = new double[rows.Length];
            bootstrap.Weights(r, weights);
            for (int k = 0; k < metrics.Length; k++)
            {
                Replicates[k][r] = metrics[k].Of([.. metrics[k].Rows.Select(i => weights[i])]);
            }
        });
    }

    /// <summary>The figure of each task.</summary>
    public double[] Values { get; }

    /// <summary>(task, replicate).</summary>
    public double[][] Replicates { get; }

    /// <summary>Mean AUROC.</summary>
    public double MeanAuroc() => Tasks(false).Average(k => Values[k]);

    /// <summary>Mean absolute error in standard deviations, over the regressions.</summary>
    public double MeanError() => Tasks(true).Average(k => Values[k]);

    /// <summary>The tasks of one kind.</summary>
    public static int[] Tasks(bool regression) => [.. SimulatedTasks.All.Index().Where(t => t.Item.Regression == regression).Select(t => t.Index)];
}
