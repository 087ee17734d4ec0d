using System.CommandLine;
using Clef.Clinical.Reports.Findings;

namespace Clef.Cli.Reports;

/// <summary><c>clef report</c>: findings, cleaning and summary of reports, and how well the reading agrees with labels.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var area = new Command("report", "Read dictated EEG reports: findings, cleaned text, summary; findings of ECG reports");
        area.Subcommands.Add(ReportFindingsCommand.Create());
        area.Subcommands.Add(ReportSummarizeCommand.Create());
        area.Subcommands.Add(ReportEvaluateCommand.Create());
        area.Subcommands.Add(Vocabulary());
        return area;
    }

    private static Command Vocabulary()
    {
        Option<bool> ecg = Ecg();
        var command = new Command("vocabulary", "List the findings; those of EEG reports with their HED-SCORE tags") { ecg };
        command.SetAction(parsed =>
        {
            foreach (Finding finding in (parsed.GetValue(ecg) ? FindingVocabulary.Ecg : FindingVocabulary.Default).Findings)
            {
                string tags = finding.Hed.Count > 0 ? $"\n{"",15}{string.Join("; ", finding.Hed)}" : "";
                Console.WriteLine($"{finding.Group,-14} {finding.Id,-34} {finding.Name}{tags}");
            }
        });
        return command;
    }

    /// <summary>Whose vocabulary is read.</summary>
    public static Option<bool> Ecg() => new("--ecg") { Description = "Reports of ECGs, not of EEGs" };
}
