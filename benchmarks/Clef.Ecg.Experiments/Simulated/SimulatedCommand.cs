using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Ecg.Pretraining;
using Clef.Learning.Configuration;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>The verbs of the experiment on simulated patients: <c>run</c>, <c>tune</c>, <c>report</c>.</summary>
internal static class SimulatedCommand
{
    public const string Usage = """
        usage: Clef.Ecg.Experiments simulated run OUT [--long|--smoke]       every run that is not done yet; OUT may be of a stopped call,
                                                                             and several processes may work on one OUT
               Clef.Ecg.Experiments simulated tune OUT                the choice of learning rates, on another simulated cohort
               Clef.Ecg.Experiments simulated report OUT [--long|--smoke] [--out FILE.md]
        """;

    public static int Run(string[] args, Func<string, string, string> option)
    {
        if (args is not [var verb and ("run" or "tune" or "report"), var folder, ..])
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        SimulatedDesign design = verb == "tune" ? SimulatedDesign.Tuning
            : args.Contains("--smoke") ? SimulatedDesign.Smoke
            : args.Contains("--long") ? SimulatedDesign.Long
            : SimulatedDesign.Full;
        using ExperimentCohort cohort = Open(design, folder, keep: verb != "tune");
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        switch (verb)
        {
            case "run":
                foreach (ExperimentRun run in ExperimentRun.All(design))
                {
                    if (stop.IsCancellationRequested || !new Runner(design, cohort, folder, Tell).Make(run, stop.Token))
                    {
                        return 1;
                    }
                }

                return 0;
            case "tune":
                return new Tuning(design, cohort, folder, Tell).Run(stop.Token);
            default:
                string report = new SimulatedReport(design, cohort, folder).Write();
                Console.Write(report);
                if (option("--out", "") is { Length: > 0 } path)
                {
                    AtomicFile.WriteText(path, report);
                }

                return 0;
        }
    }

    /// <summary>Opens the cohort, or simulates it; of several processes one after another.</summary>
    private static ExperimentCohort Open(SimulatedDesign design, string folder, bool keep)
    {
        using FileStream own = FolderLock.Wait(folder);
        if (keep)
        {
            Keep(design, folder);
        }

        return ExperimentCohort.Open(design, folder, Tell);
    }

    /// <summary>Keeps the design beside its results and refuses another one.</summary>
    private static void Keep(SimulatedDesign design, string folder)
    {
        string file = Path.Combine(folder, "design.yaml"), text = ConfigFile.Write(design);
        if (File.Exists(file) && File.ReadAllText(file) != text)
        {
            throw new ClefException(file, "design", "another", "the design of this build; give another folder");
        }

        AtomicFile.WriteText(file, text);
    }

    private static void Tell(string text) => Console.Error.WriteLine(text);
}
