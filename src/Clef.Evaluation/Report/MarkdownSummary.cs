using System.Text;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;

namespace Clef.Evaluation.Report;

/// <summary>A report's summary in Markdown, for a repository.</summary>
public static class MarkdownSummary
{
    /// <summary>The text.</summary>
    public static string Of(ReportData data)
    {
        var text = new StringBuilder($"# {data.Title}\n\n");
        foreach (string sentence in data.Sentences())
        {
            text.Append(sentence).Append("\n\n");
        }

        foreach (Part part in (Part[])[Part.Test, Part.External])
        {
            IReadOnlyList<MacroResult> ranking = data.Ranking(part);
            if (ranking.Count == 0)
            {
                continue;
            }

            string[] headings = data.Macros.Where(m => m.Metric == "auroc" && m.Part == part).Select(m => m.Heading).Distinct().Take(6).ToArray();
            text.Append($"## Mean AUROC, {part.ToString().ToLowerInvariant()} part\n\n| model | {string.Join(" | ", headings)} | reached by facts alone |\n");
            text.Append($"|---|{string.Concat(headings.Select(_ => "---|"))}---|\n");
            foreach (MacroResult row in ranking)
            {
                IEnumerable<string> cells = headings.Select(h =>
                    data.Macros.FirstOrDefault(m => m.Model == row.Model && m.Heading == h && m.Part == part && m.Probe == row.Probe
                    && m.Fraction == 1) is { } m ? $"{m.Interval} ({m.Tasks})" : "");
                int flagged = data.Set.Results.Count(r => r.Flag is not null && r.Key.Model == row.Model && r.Key.Probe == row.Probe
                    && r.Key.Fraction == 1 && r.Key.Part == part);
                text.Append($"| {row.Model} | {string.Join(" | ", cells)} | {flagged} |\n");
            }

            text.Append('\n');
        }

        text.Append("## Made by\n\n```\n").AppendJoin('\n', data.Set.Description.Commands).Append("\n```\n\n");
        text.Append(data.Set.Description.Program is { Length: > 0 } program ? $"{program}. " : "");
        text.Append($"Suite {data.Set.Description.SuiteDigest}, rows and labels {data.Set.Description.LabelsDigest}.\n");
        return text.ToString();
    }
}
