using System.Net;
using System.Reflection;
using Clef.Core;

namespace Clef.Evaluation.Report;

/// <summary>Writes a report as one HTML file: data, styles, script and the chart library are all inside, and its policy forbids it to load anything.</summary>
public static class ReportPage
{
    /// <summary>Writes the page.</summary>
    /// <exception cref="ClefException">The chart library was not there when the program was built.</exception>
    public static void Write(string path, ReportData data) => AtomicFile.WriteText(path, Of(data));

    /// <summary>The page's text.</summary>
    public static string Of(ReportData data) => Resource("report.html")
        .Replace("{{title}}", WebUtility.HtmlEncode(data.Title), StringComparison.Ordinal)
        .Replace("{{style}}", Resource("report.css"), StringComparison.Ordinal)
        .Replace("{{charts}}", string.Join(
            "</script>\n<script>", ((string[])["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"])
            .Select(n => Resource(n).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase))), StringComparison.Ordinal)
        .Replace("{{script}}", Resource("report.js"), StringComparison.Ordinal)
        // The serialiser escapes angle brackets, so that no text of the data can end the element.
        .Replace("{{data}}", ReportJson.Of(data).ToJsonString(), StringComparison.Ordinal);

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Clef.Evaluation.Report.{name}")
            ?? throw new ClefException("report", "chart library", name, "built into the program: run build/prepare, which fetches it, and build again");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
