using System.Globalization;
using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary>A page of EEG: one trace a channel or pair, 30 mm/s, a line each second, the sensitivity stated and shown as a bar. Up is negative, as is usual.</summary>
internal static class EegPage
{
    private const double Speed = 30, Row = 9, Left = 30, Top = 14, Right = 14, Bottom = 12;

    public static string Draw(Recording recording, IReadOnlyList<PlotTrace> traces, double from, double seconds, double microvoltsPerMillimetre, string montage)
    {
        double right = Left + seconds * Speed, width = right + Right, bottom = Top + traces.Count * Row, height = bottom + Bottom;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0.##}mm" height="{height:0.##}mm" viewBox="0 0 {width:0.##} {height:0.##}" font-family="sans-serif">
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="3" y="6" font-size="3.6">{PlotTrace.Escape(Path.GetFileName(recording.Name))}</text>
            <text x="3" y="10.5" font-size="2.8">{recording.Format}, montage {montage}, {microvoltsPerMillimetre:0.##} µV/mm, 30 mm/s, negative up</text>

            """);
        for (int second = 0; second <= seconds; second++)
        {
            double x = Left + second * Speed;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {Top}V{bottom:0.##}\" stroke=\"#c9d3df\" stroke-width=\"0.15\"/><text x=\"{x:0.##}\" y=\"{bottom + 4:0.##}\" font-size=\"2.6\" text-anchor=\"middle\" fill=\"#555\">{from + second:0.##} s</text>\n");
        }

        for (int i = 0; i < traces.Count; i++)
        {
            PlotTrace trace = traces[i];
            double zero = Top + (i + 0.5) * Row;
            float median = trace.Median();
            double perUnit = trace.IsVoltage ? 1 / microvoltsPerMillimetre : -0.45 * Row / Math.Max(trace.Extent(median), 1e-12);
            string path = trace.Path(0, trace.Samples.Length, Left, Speed, v => Math.Clamp(zero + (v - median) * perUnit, Top - 2, bottom + 2));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"#1b2a41\" stroke-width=\"0.18\" stroke-linejoin=\"round\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 2}\" y=\"{zero + 1:0.##}\" font-size=\"3\" text-anchor=\"end\">{PlotTrace.Escape(trace.Label)}{(trace.IsVoltage ? "" : " *")}</text>\n");
        }

        foreach (Annotation mark in recording.Annotations.Where(a => a.OnsetSeconds >= from && a.OnsetSeconds < from + seconds))
        {
            double x = Left + (mark.OnsetSeconds - from) * Speed;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {Top}V{bottom:0.##}\" stroke=\"#b3541e\" stroke-width=\"0.2\"/><text x=\"{x + 0.5:0.##}\" y=\"{Top - 0.5:0.##}\" font-size=\"2.4\" fill=\"#b3541e\">{PlotTrace.Escape(mark.Text)}</text>\n");
        }

        double bar = 100 / microvoltsPerMillimetre;
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{right + 3:0.##} {bottom:0.##}v{-bar:0.##}m-1 0h2m-2 {bar:0.##}h2\" stroke=\"#111\" stroke-width=\"0.3\" fill=\"none\"/><text x=\"{right + 4.5:0.##}\" y=\"{bottom - bar / 2 + 1:0.##}\" font-size=\"2.4\">100 µV</text>\n");
        string note = traces.Any(t => !t.IsVoltage) ? "<text x=\"3\" y=\"" + PlotTrace.Number(height - 2) + "\" font-size=\"2.4\" fill=\"#555\">* not a voltage: drawn to fill its row</text>\n" : "";
        return svg.Append(note).Append("</svg>\n").ToString();
    }
}
