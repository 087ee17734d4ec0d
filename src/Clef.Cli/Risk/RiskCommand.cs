using System.CommandLine;
using Clef.Clinical.Risk;

namespace Clef.Cli.Risk;

/// <summary><c>clef risk</c>: one verb for each score, a summary over a population, and the table of regions.</summary>
internal static class RiskCommand
{
    public static Command Create()
    {
        var area = new Command("risk", "Ten-year cardiovascular risk scores, for one person or a table of people");
        foreach ((string name, bool needsRegion, string title) in RiskScores.All)
        {
            area.Subcommands.Add(RiskScoreCommand.Create(name, needsRegion, title));
        }

        area.Subcommands.Add(RiskSummaryCommand.Create());
        area.Subcommands.Add(RiskTrialCommand.Create());
        area.Subcommands.Add(Regions());
        return area;
    }

    private static Command Regions()
    {
        var command = new Command("regions", "List the countries of each region");
        command.SetAction(_ =>
        {
            foreach (IGrouping<RiskRegion, string> region in RiskRegions.Countries.GroupBy(c => c.Value, c => c.Key).OrderBy(g => g.Key))
            {
                Console.WriteLine($"{RiskRegions.NameOf(region.Key),-10} {string.Join(' ', region.Order(StringComparer.Ordinal))}");
            }

            Console.WriteLine("asia-pacific-low-moderate, asia-pacific-high and asia-pacific-very-high are chosen by name; their scales are work in progress");
        });
        return command;
    }
}
