using System.CommandLine;
using Clef.Clinical.Reports.Findings;

namespace Clef.Cli.Reports;

/// <summary><c>clef report</c>: findings, cleaning and summary of EEG reports, and how well the reading agrees with labels.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var area = new Command("report", "Read dictated EEG reports: findings, cleaned text, summary");
        area.Subcommands.Add(ReportFindingsCommand.Create());
        area.Subcommands.Add(ReportSummarizeCommand.Create());
        area.Subcommands.Add(ReportEvaluateCommand.Create());
        area.Subcommands.Add(Vocabulary());
        return area;
    }

    private static Command Vocabulary()
    {
        var command = new Command("vocabulary", "List the findings and their HED-SCORE tags");
        command.SetAction(_ =>
        {
            foreach (Finding finding in FindingVocabulary.Default.Findings)
            {
                Console.WriteLine($"{finding.Group,-12} {finding.Id,-28} {finding.Name}\n{"",13}{string.Join("; ", finding.Hed)}");
            }
        });
        return command;
    }
}
