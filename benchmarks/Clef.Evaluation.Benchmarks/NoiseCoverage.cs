using System.Text;
using Clef.Core;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;

/// <summary>
/// Embeddings that know nothing: every fitted probe has a true AUROC of exactly one half, so that a 95 % interval should hold one half in 95 of 100
/// runs. Patients have two sessions each, of which the noise is alike, and labels are the patients': intervals that take sessions as independent are
/// then too narrow.
/// </summary>
internal static class NoiseCoverage
{
    private const int Patients = 300, PerPatient = 2, Width = 32, Tasks = 20, Replicates = 1000;

    public static string Run(Options options)
    {
        int runs = options.Number("--runs", 500), means = 0, plainMeans = 0, intervals = 0, plain = 0, delong = 0, sessionwise = 0, above = 0;
        for (int run = 0; run < runs; run++)
        {
            // A seed by hash: System.Random is linear in its seed, and runs 0, 1, 2, ... would not be independent.
            var random = new Random(StableHash.Seed("noise", $"{run}"));
            (DenseMatrix x, ProbeTask[] tasks, Part[] parts) = Noise(random);
            int[] test = Enumerable.Range(0, parts.Length).Where(i => parts[i] == Part.Test).ToArray();
            string[] patients = test.Select(i => $"{i / PerPatient}").ToArray();
            var figures = new DrawnFigures(patients, Replicates, run);
            var unaware = new DrawnFigures(test.Select(i => $"{i}").ToArray(), Replicates, run);
            foreach ((ProbeResult fit, ProbeTask task) in LogisticProbe.Fit(x, tasks, parts).Zip(tasks))
            {
                double[] scores = test.Select(i => fit.Scores[i]).ToArray();
                bool[] labels = test.Select(i => task.Labels[i] == 1).ToArray();
                int[] rows = Enumerable.Range(0, test.Length).ToArray();
                figures.Add([new Auroc(scores, labels)], rows);
                unaware.Add([new Auroc(scores, labels)], rows);
                Interval taken = new DeLong(scores, labels).Interval();
                delong += Holds(taken);
            }

            figures.Draw();
            unaware.Draw();
            for (int t = 0; t < Tasks; t++)
            {
                Interval of = figures.Interval(t), other = unaware.Interval(t), bare = PatientBootstrap.Percentile(figures.Value(t), figures.Replicates(t));
                intervals += Holds(of);
                above += of.Low > 0.5 ? 1 : 0;
                plain += Holds(bare);
                sessionwise += Holds(other);
            }

            double value = Enumerable.Range(0, Tasks).Average(figures.Value);
            double[] replicates = MacroResult.MeanReplicates(Enumerable.Range(0, Tasks).Select(t => (figures.Value(t), figures.Replicates(t))).ToArray());
            means += Holds(PatientBootstrap.Expanded(value, replicates, figures.Patients(0)));
            plainMeans += Holds(PatientBootstrap.Percentile(value, replicates));
            if ((run + 1) % 50 == 0)
            {
                Console.Error.WriteLine($"{run + 1} of {runs} runs");
            }
        }

        double all = runs * (double)Tasks;
        var text = new StringBuilder();
        text.AppendLine(
            $"{runs} runs (seeds 0 to {runs - 1}) of {Tasks} tasks, {Patients} patients with {PerPatient} sessions each, {Width} numbers of noise, "
            + $"{Replicates} draws; 60, 15 and 25 parts of a hundred for training, validation and test. Logistic probe with the penalty chosen on validation.");
        text.AppendLine();
        text.AppendLine("| 95 % interval | holds one half |");
        text.AppendLine("|---|---:|");
        foreach ((string name, int count, double of) in ((string, int, double)[])
        [
            ("of a task, bootstrap over patients (what the tables have)", intervals, all),
            ("of the mean over tasks, bootstrap over patients (what rankings have)", means, runs),
            ("of a task, the same draws with plain percentiles", plain, all),
            ("of the mean over tasks, the same draws with plain percentiles", plainMeans, runs),
            ("of a task, DeLong, which takes sessions as independent", delong, all),
            ("of a task, bootstrap over sessions (what we do not do)", sessionwise, all),
        ])
        {
            text.AppendLine($"| {name} | {Share(count, of)} |");
        }

        text.AppendLine();
        text.AppendLine($"Noise is said to be above chance in {Share(above, all)} of tasks (nominal 2.5 %).");
        return text.ToString();
    }

    private static int Holds(Interval interval) => interval.Low <= 0.5 && interval.High >= 0.5 ? 1 : 0;

    /// <summary>A share with its binomial standard error; tasks of a run share their noise, so that their true error is somewhat larger.</summary>
    private static string Share(int count, double of) =>
        FormattableString.Invariant($"{100 * count / of:F1} % ± {100 * Math.Sqrt(count / of * (1 - (count / of)) / of):F1}");

    private static (DenseMatrix, ProbeTask[], Part[]) Noise(Random random)
    {
        var x = new DenseMatrix(Patients * PerPatient, Width);
        for (int p = 0; p < Patients; p++)
        {
            for (int j = 0; j < Width; j++)
            {
                double own = Options.Gaussian(random);
                for (int s = 0; s < PerPatient; s++)
                {
                    x[(p * PerPatient) + s, j] = own + (0.5 * Options.Gaussian(random));
                }
            }
        }

        Part[] parts = Enumerable.Range(0, Patients * PerPatient)
            .Select(i => (i / PerPatient % 20) switch { < 12 => Part.Train, < 15 => Part.Validation, _ => Part.Test }).ToArray();
        ProbeTask[] tasks = Enumerable.Range(0, Tasks).Select(t =>
        {
            sbyte[] of = Enumerable.Range(0, Patients).Select(_ => (sbyte)(random.NextDouble() < 0.3 ? 1 : 0)).ToArray();
            return new ProbeTask($"{t}", Enumerable.Range(0, Patients * PerPatient).Select(i => of[i / PerPatient]).ToArray());
        }).ToArray();
        return (x, tasks, parts);
    }
}
