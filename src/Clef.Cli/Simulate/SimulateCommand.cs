using System.CommandLine;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate</c>: cohorts of simulated patients, pictures of what they show, and the fit of the population.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        Command command = new("simulate", "Make a cohort of simulated patients: EEG, ECG, reports and records from one causal model.")
        {
            ShowCommand.Create(), FitPopulationCommand.Create(),
        };
        return command;
    }
}
