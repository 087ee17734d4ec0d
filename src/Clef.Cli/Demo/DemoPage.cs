using System.Globalization;
using System.Net;
using System.Text;
using Clef.Core;

namespace Clef.Cli.Demo;

/// <summary>The demo's report: one HTML file without a script, which opens without a network and reads well on a telephone.</summary>
internal static class DemoPage
{
    /// <summary>Writes it.</summary>
    public static void Write(string path, DemoResults results) => AtomicFile.WriteText(path, Of(results));

    /// <summary>The page's text.</summary>
    public static string Of(DemoResults results)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, " +
            "initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n")
            .Append("<title>Clef demo</title>\n<style>\n").Append(DemoRun.Resource("demo.css")).Append("</style>\n</head>\n<body>\n<main>\n");
        Head(page, results);
        foreach (BenchOutcome bench in results.Benches)
        {
            Bench(page, results, bench);
        }

        Search(page, results);
        Picture(page, results);
        Steps(page, results);
        Next(page, results);
        return page.Append("<p class=\"soft\">For research; not a medical device.</p>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static void Head(StringBuilder page, DemoResults results)
    {
        page.Append("<header>\n<h1>Clef demo</h1>\n");
        if (results.Simulated)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"warn\">All patients are simulated: {results.Plan.Sizes.EegPatients} with an EEG of " +
                $"{results.Plan.Sizes.EegSeconds} s, {results.Plan.Sizes.EcgPatients} with an ECG of 10 s (seed {results.Plan.Seed}). Nothing here is a " +
                $"figure of real patients.</p>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<p>From recordings to a model, embeddings, a search and a benchmark in {results.Steps.Count} " +
            $"commands and {DemoRun.Clock(results.Steps.Sum(s => s.Entry.Seconds))} (minutes:seconds) of work. The models are as small as the time: " +
            $"what they show is that the way is whole, not how good a model can be.</p>\n</header>\n");
        IReadOnlyList<DemoHeadline> headlines = DemoHeadline.Of(results);
        if (headlines.Count > 0)
        {
            page.Append("<section>\n<h2>In short</h2>\n<p class=\"soft\">Mean AUROC, and whether it is better, with 95 % confidence, than all that it is " +
                "measured by.</p>\n<table>\n");
            foreach (DemoHeadline headline in headlines)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"verdict {(headline.Better ? "yes" : "no")}\">{headline.Word}</td>" +
                    $"<td>{Text(headline.Text)}</td></tr>\n");
            }

            page.Append("</table>\n</section>\n");
        }
    }

    private static void Bench(StringBuilder page, DemoResults results, BenchOutcome bench)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{bench.Kind}: {bench.Tasks.Count} tasks of {Text(bench.Suite)}</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {(bench.Better ? "yes" : "no")}\">{Text(bench.Verdict)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">Mean AUROC of logistic probes on frozen embeddings, with 95 % intervals over " +
            $"{bench.Patients} {(results.Simulated ? "simulated " : "")}test patients whom neither a model nor a probe was trained on. " +
            $"{bench.Listed - bench.Tasks.Count} of {bench.Listed} tasks have too few cases and are not scored. Bars begin at 0.5, which is chance.</p>\n");
        page.Append("<table>\n<tr><th>model</th><th class=\"n\">mean AUROC</th><th class=\"n\">95 %</th><th class=\"wide\"></th></tr>\n");
        foreach (ModelRow row in bench.Models)
        {
            double share = 100 * Math.Clamp((row.Auroc.Value - 0.5) * 2, 0, 1);
            string name = $"{Text(row.Name)}{(row.Baseline ? " <span class=\"soft\">baseline</span>" : "")}";
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{(row.Baseline ? "base" : "ours")}\"><td>{name}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{row.Auroc.Value:0.000}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{row.Auroc.Low:0.000} to {row.Auroc.High:0.000}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"wide\"><span class=\"bar\" style=\"width:{share:0.#}%\"></span></td></tr>\n");
        }

        page.Append("</table>\n<details><summary>Every task</summary>\n<table>\n<tr><th>task</th><th class=\"n\">cases, controls in test</th>");
        foreach (ModelRow row in bench.Models)
        {
            page.Append(CultureInfo.InvariantCulture, $"<th class=\"n\">{Text(row.Name)}</th>");
        }

        page.Append("</tr>\n");
        foreach (TaskRow task in bench.Tasks.OrderBy(t => t.Group, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(task.Name.Replace('_', ' '))}</td><td class=\"n\">{task.Positives}, " +
                $"{task.Negatives}</td>");
            double best = task.Auroc.Values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
            foreach (double value in bench.Models.Select(m => task.Auroc[m.Name]))
            {
                string figure = double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-";
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"n{(value == best ? " best" : "")}\">{figure}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table>\n</details>\n<p><a href=\"{bench.Report}\">The full report</a>: curves, calibration, " +
            $"subgroups, the leakage check, maps.</p>\n</section>\n");
    }

    private static void Search(StringBuilder page, DemoResults results)
    {
        if (results.Search is not { Hits.Count: > 0 } search)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>Search: “{Text(search.Query)}”</h2>\n<p>{Text(search.Judged)}</p>\n" +
            $"<table>\n<tr><th>session</th><th class=\"n\">cosine</th><th>what its " +
            $"{(results.Simulated ? "simulated " : "")}report states</th></tr>\n");
        foreach (FoundSession hit in search.Hits)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"name\">{Text(hit.Session)}</td><td " +
                $"class=\"n\">{hit.Cosine:0.000}</td><td>{Text(hit.Says)}</td></tr>\n");
        }

        page.Append("</table>\n<p class=\"soft\">The search sees signals alone; the reports stand here to judge it.</p>\n");
        if (results.ZeroShot is { } asked)
        {
            Asked(page, asked);
        }

        page.Append("</section>\n");
    }

    private static void Asked(StringBuilder page, ZeroShotOutcome asked)
    {
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {(asked.Better ? "yes" : "no")}\">{Text(asked.Judged)}</p>\n")
            .Append("<details><summary>Every finding</summary>\n<table>\n<tr><th>asked for</th><th class=\"n\">have it, lack it</th>" +
                "<th class=\"n\">AUROC</th><th class=\"n\">of the first ten</th></tr>\n");
        foreach (ZeroShotRow row in asked.Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(row.Name)}</td><td class=\"n\">{row.Positives}, {row.Negatives}</td>" +
                $"<td class=\"n\">{row.Auroc:0.00}</td><td class=\"n\">{row.Found}</td></tr>\n");
        }

        page.Append("</table>\n</details>\n");
    }

    private static void Picture(StringBuilder page, DemoResults results)
    {
        string file = results.Plan.At("eeg/tokens.png");
        if (File.Exists(file))
        {
            page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>What tokens keep</h2>\n<p class=\"soft\">A " +
                $"{(results.Simulated ? "simulated " : "")}session's spectrogram, channel by channel, beside what the tokenizer rebuilds from its " +
                $"tokens.</p>\n<img alt=\"Spectrogram of a session beside its reconstruction\" " +
                $"src=\"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}\">\n</section>\n");
        }
    }

    private static void Steps(StringBuilder page, DemoResults results)
    {
        page.Append("<section>\n<h2>What was done</h2>\n<table>\n<tr><th>step</th><th class=\"n\">time</th></tr>\n");
        foreach ((DemoStep step, JournalEntry entry) in results.Steps)
        {
            string left = entry.Failure is { } why ? $" <span class=\"verdict no\">not done: {Text(why)}</span>" : "";
            string command = Text(string.Join('\n', CommandText.Lines(step.Typed, 100)));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(step.Title)}{left}<details><summary>command</summary><pre>{command}</pre></details></td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{DemoRun.Clock(entry.Seconds)}</td></tr>\n");
        }

        page.Append("</table>\n</section>\n");
    }

    private static void Next(StringBuilder page, DemoResults results)
    {
        page.Append("<section>\n<h2>Try next</h2>\n");
        foreach ((string why, string[] command) in results.Next)
        {
            string lines = Text(string.Join('\n', CommandText.Lines(command, 100)));
            page.Append(CultureInfo.InvariantCulture, $"<p>{Text(char.ToUpperInvariant(why[0]) + why[1..])}:</p>\n<pre>{lines}</pre>\n");
        }

        page.Append("</section>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
