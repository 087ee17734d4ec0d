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
        usage: Clef.Ecg.Experiments simulated run OUT [--long|--smoke]       every run that is not done yet; OUT may be of a stopped call
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
        Directory.CreateDirectory(folder);
        if (verb != "tune")
        {
            Keep(design, folder);
        }

        using ExperimentCohort cohort = ExperimentCohort.Open(design, folder, Tell);
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
