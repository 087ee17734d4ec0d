using System.CommandLine;
using System.Diagnostics;
using Clef.Simulation;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate speed</c>: how much faster than real time one core simulates.</summary>
internal static class SpeedCommand
{
    public static Command Create()
    {
        Option<int> sessions = new("--sessions") { Description = "EEG sessions to time; ten times as many ECG records are timed too.", DefaultValueFactory = _ => 5 };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("speed", "Time the simulation of EEG and ECG on one core, in memory.") { sessions, json };
        command.SetAction(parsed =>
        {
            int count = Math.Max(1, parsed.GetValue(sessions));
            var cohort = new SimulatedCohort(count * 10, 1);
            cohort.Eeg(cohort.Patient(0)); // the first pass compiles
            cohort.Ecg(cohort.Patient(0));
            double eeg = Time(count, i => cohort.Eeg(cohort.Patient(i))) / count, ecg = Time(count * 10, i => cohort.Ecg(cohort.Patient(i))) / (count * 10);
            Console.WriteLine(parsed.GetValue(json)
                ? FormattableString.Invariant($"{{\"eegTimesRealTime\":{cohort.EegSeconds / eeg:0},\"eegSecondsPerSession\":{eeg:0.000},\"ecgRecordsPerSecond\":{1 / ecg:0.0}}}")
                : FormattableString.Invariant($"EEG, 19 channels x {cohort.EegSeconds:0} s at 200 Hz: {eeg:0.00} s a session, {cohort.EegSeconds / eeg:0} x real time on one core\nECG, 12 leads x 10 s at 500 Hz: {1 / ecg:0} records a second, {10 / ecg:0} x real time on one core"));
        });
        return command;
    }

    private static double Time(int count, Action<int> work)
    {
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            work(i);
        }

        return watch.Elapsed.TotalSeconds;
    }
}
