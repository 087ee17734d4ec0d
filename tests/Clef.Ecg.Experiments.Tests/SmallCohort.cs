using Clef.Core;
using Clef.Ecg.Experiments.Simulated;
using Clef.Evaluation.Probes;

namespace Clef.Ecg.Experiments.Tests;

/// <summary>A small cohort of simulated patients in a folder of its own, made once for all tests; enough to measure that each finding occurs.</summary>
public sealed class SmallCohort : IDisposable
{
    public SmallCohort()
    {
        Folder = Directory.CreateTempSubdirectory("clef-simulated-").FullName;
        Cohort = ExperimentCohort.Open(Design, Folder, Told.Add);
    }

    internal static SimulatedDesign Design { get; } = SimulatedDesign.Smoke with
    {
        CohortSeed = 11, Pretraining = 12, ProbeTraining = 24, ProbeValidation = 10, Test = 300, Steps = 1, Batch = 4, Queue = 16, Seeds = [1, 2],
            Fractions = [0, 0.5], Replicates = 20, Survey = 200,
    };

    public string Folder { get; }

    internal ExperimentCohort Cohort { get; }

    internal List<string> Told { get; } = [];

    /// <summary>Writes what a run says of the patients that are measured.</summary>
    /// <param name="run">The run.</param>
    /// <param name="score">From the truth and the patient's place to the score.</param>
    internal void Write(ExperimentRun run, Func<double, int, double> score)
    {
        string[] lines = [$"patient,{string.Join(',', SimulatedTasks.All.Select(t => t.Name))}", .. Enumerable.Range(0, Cohort.Part.Length)
            .Where(i => Cohort.Part[i] != Part.Train)
            .Select(i => $"{Cohort.Labelled.Records[i].Record},{string.Join(',', Cohort.Values.Select(v => FormattableString.Invariant($"{score(double.IsNaN(v[i]) ? 0 : v[i], i):R}")))}")];
        AtomicFile.WriteText(Runner.Scores(Folder, run), string.Join('\n', lines) + "\n");
    }

    public void Dispose()
    {
        Cohort.Dispose();
        Directory.Delete(Folder, true);
    }
}
