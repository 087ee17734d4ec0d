using System.CommandLine;

namespace Clef.Cli.Bench;

/// <summary>The area <c>clef bench</c>: suites, features, run, compare, report.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Benchmarks: embeddings in, tables with intervals, baselines and a leakage check out");
        command.Subcommands.Add(SuitesVerb.Create());
        command.Subcommands.Add(FeaturesVerb.Create());
        command.Subcommands.Add(RunVerb.Create());
        command.Subcommands.Add(CompareVerb.Create());
        command.Subcommands.Add(ReportVerb.Create());
        return command;
    }
}
