using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

/// <summary>
/// Probes of a whole suite: 234 tasks x 2,000 sessions x 512 numbers, five penalties, three seeds, beside scikit-learn, which solves --peer-tasks of
/// the tasks; its time for all of them is scaled from that, and the result says so.
/// </summary>
internal static class ProbeSpeed
{
    public static string Run(Options options)
    {
        int sessions = options.Number("--sessions", 2000), features = options.Number("--features", 512), taskCount = options.Number("--tasks", 234);
        int seeds = options.Number("--seeds", 3), peerTasks = options.Number("--peer-tasks", 12);

        string folder = Directory.CreateTempSubdirectory("clef-bench").FullName;
        var ours = new List<double>();
        double auroc = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            (DenseMatrix x, ProbeTask[] tasks, Part[] parts) = Problem(seed, sessions, features, taskCount);
            if (seed == 0)
            {
                Write(Path.Combine(folder, "x.f64"), x.Values);
                File.WriteAllBytes(Path.Combine(folder, "y.i8"), tasks.SelectMany(t => t.Labels).Select(l => (byte)l).ToArray());
                File.WriteAllBytes(Path.Combine(folder, "parts.u8"), parts.Select(p => (byte)p).ToArray());
            }

            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<ProbeResult> fits = LogisticProbe.Fit(x, tasks, parts);
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            auroc = fits.Zip(tasks).Average(p =>
            {
                int[] test = p.Second.Rows(parts, Part.Test);
                return Auroc.Of(test.Select(i => p.First.Scores[i]).ToArray(), test.Select(i => p.Second.Labels[i] == 1).ToArray());
            });
            Console.WriteLine($"seed {seed}: {ours[^1]:F1} s, mean test AUROC {auroc:F4}");
        }

        string script = Path.Combine(Options.Repository(), "benchmarks", "peers", "sklearn_probes.py");
        using Process peer = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script, folder, $"{sessions}", $"{features}", $"{taskCount}", $"{peerTasks}"])
        {
            RedirectStandardOutput = true,
        })!;
        string[] peerResult = peer.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        peer.WaitForExit();
        Directory.Delete(folder, true);
        double peerSeconds = double.Parse(peerResult[0], CultureInfo.InvariantCulture);
        double peerAll = peerSeconds * taskCount / peerTasks * seeds;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| {taskCount} tasks x {sessions} sessions x {features} numbers, {LogisticProbe.DefaultPenalties.Count} penalties, {seeds} seeds | seconds |");
        text.AppendLine("|---|---|");
        text.AppendLine(CultureInfo.InvariantCulture, $"| Clef, all tasks together | {ours.Sum():F1} |");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| scikit-learn {peerResult[1]} LogisticRegression (lbfgs, tol 1e-4), one at a time: {peerSeconds:F1} s for {peerTasks} tasks of one seed, scaled "
            + $"| {peerAll:F0} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| ratio | {peerAll / ours.Sum():F1} |");
        return text.ToString();
    }

    private static (DenseMatrix X, ProbeTask[] Tasks, Part[] Parts) Problem(int seed, int sessions, int features, int taskCount)
    {
        var random = new Random(seed);
        var x = new DenseMatrix(sessions, features);
        double[] common = new double[16];
        for (int i = 0; i < sessions; i++)
        {
            for (int k = 0; k < common.Length; k++)
            {
                common[k] = Options.Gaussian(random);
            }

            // Correlated features, as embeddings have.
            for (int j = 0; j < features; j++)
            {
                x[i, j] = common[j % common.Length] + Options.Gaussian(random);
            }
        }

        Part[] parts = Enumerable.Range(0, sessions).Select(i => (i % 10) switch { < 6 => Part.Train, < 8 => Part.Validation, _ => Part.Test }).ToArray();
        ProbeTask[] tasks = Enumerable.Range(0, taskCount).Select(t => new ProbeTask($"task {t}", Enumerable.Range(0, sessions)
            .Select(i => random.NextDouble() < 0.3 ? (sbyte)-1
                : (sbyte)(x[i, t % features] + x[i, (t * 7) % features] + (2 * Options.Gaussian(random)) > 2 ? 1 : 0)).ToArray())).ToArray();
        return (x, tasks, parts);
    }

    private static void Write(string path, double[] values) =>
        File.WriteAllBytes(path, System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values).ToArray());
}
