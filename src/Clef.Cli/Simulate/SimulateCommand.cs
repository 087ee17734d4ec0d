using System.CommandLine;
using System.Diagnostics;
using Clef.Core;
using Clef.Simulation;
using Clef.Simulation.Eeg;
using Clef.Simulation.Writing;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate</c>: cohorts of simulated patients, pictures of what they show, and the fit of the population.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        Argument<string> kind = new("signals") { Description = "eeg, ecg or both.", DefaultValueFactory = _ => "both" };
        kind.AcceptOnlyFromAmong("eeg", "ecg", "both");
        Option<int> patients = new("--patients") { Description = "How many patients.", DefaultValueFactory = _ => 20 };
        Option<ulong> seed = new("--seed") { Description = "The seed; the same seed gives the same bytes.", DefaultValueFactory = _ => 1UL };
        Option<string?> output = new("--out") { Description = "The folder to write; 'clef cohort build' reads it." };
        Option<double> eegSeconds = new("--eeg-seconds") { Description = "Length of an EEG session.", DefaultValueFactory = _ => EegSimulator.UsualSeconds };
        Option<int> threads = new("--threads") { Description = "Patients made at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<bool> annotations = new("--annotations") { Description = "Write events as EDF+ annotations. Off, because they give the labels away." };
        Command command = new("simulate", "Make a cohort of simulated patients: EEG, ECG, reports and records from one causal model.")
        {
            kind, patients, seed, output, eegSeconds, threads, annotations, ShowCommand.Create(), SpeedCommand.Create(), FitPopulationCommand.Create(), ReadReportsCommand.Create(), PrevalencesCommand.Create(),
        };
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(output) is not { } folder)
            {
                Console.Error.WriteLine("clef: Option '--out' is required: the folder to write."); // not marked required, since the verbs below do not need it
                return Task.FromResult(2);
            }

            var cohort = new SimulatedCohort(parsed.GetValue(patients), parsed.GetValue(seed)) { EegSeconds = parsed.GetValue(eegSeconds) };
            Modality modality = Enum.Parse<Modality>(parsed.GetValue(kind)!, ignoreCase: true);
            var watch = Stopwatch.StartNew();
            int step = Math.Max(1, cohort.Count / 100);
            CohortFolder.Write(cohort, modality, folder, parsed.GetValue(threads), parsed.GetValue(annotations), done =>
            {
                if (done % step == 0 || done == cohort.Count)
                {
                    double rate = done / watch.Elapsed.TotalSeconds;
                    Console.Error.WriteLine($"simulated {done} of {cohort.Count} patients, {rate:0.0} a second, {(cohort.Count - done) / rate:0} s left");
                }
            }, stop);
            Console.WriteLine($"{cohort.Count} simulated patients (version {Simulator.Version}, seed {cohort.Seed}) in {folder}");
            return Task.FromResult(0);
        });
        return command;
    }
}
