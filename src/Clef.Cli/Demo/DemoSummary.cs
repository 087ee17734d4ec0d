using System.Globalization;

namespace Clef.Cli.Demo;

/// <summary>The results as lines for a terminal.</summary>
internal sealed class DemoSummary(DemoResults results, Ink ink, int width)
{
    private const int NameWidth = 18, Bar = 24;

    /// <summary>All lines.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (BenchOutcome bench in results.Benches)
        {
            foreach (string line in Table(bench))
            {
                yield return line;
            }
        }

        if (results.Search is { Hits.Count: > 0 } search)
        {
            yield return "";
            yield return ink.Bold("Search: ") + search.Query;
            foreach (FoundSession hit in search.Hits.Take(3))
            {
                string head = string.Create(CultureInfo.InvariantCulture, $"  {hit.Cosine,6:0.000}  {hit.Session}");
                string says = hit.Says.Length > 0 ? "  " + hit.Says : "";
                string line = head + says;
                yield return line.Length > width ? line[..(width - 1)] + "…" : line;
            }

            foreach (string line in TextLines.Wrap(search.Judged, width - 2))
            {
                yield return $"  {line}";
            }
        }

        if (results.ZeroShot is { } asked)
        {
            foreach (string line in TextLines.Wrap(asked.Judged, width - 2))
            {
                yield return $"  {(asked.Better ? ink.Green(line) : ink.Yellow(line))}";
            }
        }

        IReadOnlyList<DemoHeadline> headlines = DemoHeadline.Of(results);
        if (headlines.Count > 0)
        {
            yield return "";
            yield return ink.Bold($"In short{(results.Simulated ? " (SIMULATED patients)" : "")}: mean AUROC, shown to be better or not");
            foreach (DemoHeadline headline in headlines)
            {
                foreach ((int i, string line) in TextLines.Wrap(headline.Text, width - 13).Index())
                {
                    string word = (i == 0 ? headline.Word : "").PadRight(9);
                    yield return $"  {(headline.Better ? ink.Green(word) : ink.Yellow(word))}  {line}";
                }
            }
        }

        yield return "";
        yield return $"{ink.Bold("Report:")} {Path.Combine(results.Plan.Folder, "report.html")}  " +
            $"({DemoRun.Clock(results.Steps.Sum(s => s.Entry.Seconds))} of work, {results.Steps.Count} steps)";
        yield return "";
        yield return ink.Bold("Try next");
        foreach ((string why, string[] command) in results.Next)
        {
            foreach (string line in CommandText.Lines(command, width - 4))
            {
                yield return $"  {ink.Cyan(line)}";
            }

            yield return ink.Dim($"      # {why}");
        }
    }

    private IEnumerable<string> Table(BenchOutcome bench)
    {
        yield return "";
        yield return ink.Bold($"{bench.Kind} benchmark: {bench.Tasks.Count} of {bench.Listed} tasks of {bench.Suite} have cases enough");
        yield return $"  {(results.Simulated ? "SIMULATED data; " : "")}mean AUROC, 95 % over {bench.Patients} test patients";
        foreach (ModelRow row in bench.Models)
        {
            string name = row.Name.PadRight(NameWidth);
            string figures = string.Create(CultureInfo.InvariantCulture, $"{row.Auroc.Value:0.000} [{row.Auroc.Low:0.000}, {row.Auroc.High:0.000}]");
            // From chance (0.5) to perfect (1).
            int filled = (int)Math.Round(Bar * Math.Clamp((row.Auroc.Value - 0.5) * 2, 0, 1));
            string bar = new string(ink.Block, filled) + new string(ink.Dot, Bar - filled);
            yield return $"  {(row.Baseline ? name : ink.Bold(name))}  {figures}  " +
                $"{(row.Baseline ? ink.Dim(bar) : ink.Green(bar))}{(row.Baseline ? ink.Dim(" baseline") : "")}";
        }

        foreach (string line in TextLines.Wrap(bench.Verdict, width - 2))
        {
            yield return $"  {(bench.Better ? ink.Green(line) : ink.Yellow(line))}";
        }
    }
}
