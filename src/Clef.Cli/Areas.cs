using System.CommandLine;

namespace Clef.Cli;

/// <summary>The areas of the command line, one line each, in the order that help lists them.</summary>
internal static class Areas
{
    public static IEnumerable<Command> All() =>
    [
        Demo.DemoCommand.Create(),
        Doctor.DoctorCommand.Create(),
        Recordings.InfoCommand.Create(),
        Recordings.ConvertCommand.Create(),
        Recordings.PlotCommand.Create(),
        Risk.RiskCommand.Create(),
        Records.RecordCommand.Create(),
        Weights.WeightsCommand.Create(),
        Ecg.EcgCommand.Create(),
        Eeg.EegCommand.Create(),
        Cohorts.CohortCommand.Create(),
        Reports.ReportCommand.Create(),
        Simulate.SimulateCommand.Create(),
        Data.DataCommand.Create(),
        Bench.BenchCommand.Create(),
        Serve.ServeCommand.Create(),
        Audit.AuditCommand.Create(),
        Reference.ReferenceCommand.Create(),
    ];

    /// <summary>The whole command line.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Clef: clinical foundation models for EEG and ECG. For research; not a medical device.");
        foreach (Command area in All())
        {
            root.Subcommands.Add(area);
        }

        return root;
    }
}
