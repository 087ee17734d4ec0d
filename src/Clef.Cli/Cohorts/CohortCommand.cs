using System.CommandLine;

namespace Clef.Cli.Cohorts;

/// <summary>The area <c>clef cohort</c>: build, split, label, check.</summary>
internal static class CohortCommand
{
    public static Command Create()
    {
        var command = new Command("cohort", "Cohorts: patients, sessions, reports and events; splits, task labels and the leakage check");
        command.Subcommands.Add(BuildVerb.Create());
        command.Subcommands.Add(SplitVerb.Create());
        command.Subcommands.Add(LabelVerb.Create());
        command.Subcommands.Add(FindingsVerb.Create());
        command.Subcommands.Add(CheckVerb.Create());
        return command;
    }
}
