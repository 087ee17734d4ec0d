using Clef.Ecg.Pretraining;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>
/// The choice of learning rates on the tuning cohort, whose simulated patients take no part in the experiment: each objective, and the supervised network,
/// with the same number of tries. The reference mode takes the rate of the paper mode: their losses are alike.
/// </summary>
internal sealed class Tuning(SimulatedDesign design, ExperimentCohort cohort, string folder, Action<string> tell)
{
    private static readonly double[] Rates = [5e-4, 2e-3];

    public int Run(CancellationToken stop)
    {
        var table = new List<string> { "| model | rate | mean AUROC | mean MAE, SD |", "|---|---:|---:|---:|" };
        foreach (double rate in Rates)
        {
            string place = Path.Combine(folder, FormattableString.Invariant($"rate-{rate}"));
            Directory.CreateDirectory(place);
            SimulatedDesign tried = design with
            {
                SupervisedRate = rate, Objectives = design.Objectives.ToDictionary(o => o.Key, o => o.Value with { Rate = rate }),
            };
            foreach (ExperimentRun run in ExperimentRun.All(tried).Where(r => r.Model is not ("demographics" or "heart-rate" or "random" or "reference-natural")))
            {
                if (stop.IsCancellationRequested || !new Runner(tried, cohort, place, tell).Make(run, stop))
                {
                    return 1;
                }

                var figures = new RunFigures(cohort, Runner.Scores(place, run), 1);
                table.Add(FormattableString.Invariant($"| {run.Model} | {rate} | {figures.MeanAuroc():F4} | {figures.MeanError():F4} |"));
                tell(table[^1]);
            }
        }

        Console.WriteLine(string.Join('\n', table));
        return 0;
    }
}
