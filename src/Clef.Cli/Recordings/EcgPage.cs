using System.Globalization;
using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary>
/// An ECG on its paper: 25 mm/s, 10 mm/mV, millimetre grid with a heavier line each 5 mm, and a calibration pulse of 1 mV for 0.2 s before each trace.
/// All lengths in the SVG are millimetres, so that it prints to scale.
/// </summary>
internal static class EcgPage
{
    private const double Speed = 25, Gain = 10, Row = 30, Left = 18, Top = 14, Right = 6, Bottom = 8;

    public static string Draw(Recording recording, IReadOnlyList<PlotTrace> traces, double from, double seconds)
    {
        double width = Left + seconds * Speed + Right, height = Top + traces.Count * Row + Bottom;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0.##}mm" height="{height:0.##}mm" viewBox="0 0 {width:0.##} {height:0.##}" font-family="sans-serif">
            <defs>
            <pattern id="small" width="1" height="1" patternUnits="userSpaceOnUse"><path d="M1 0H0V1" fill="none" stroke="#f3c6c6" stroke-width="0.08"/></pattern>
            <pattern id="large" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="url(#small)"/><path d="M5 0H0V5" fill="none" stroke="#e49a9a" stroke-width="0.2"/></pattern>
            </defs>
            <rect width="100%" height="100%" fill="#fffafa"/><rect width="100%" height="100%" fill="url(#large)"/>
            <text x="3" y="6" font-size="3.6">{PlotTrace.Escape(Path.GetFileName(recording.Name))}</text>
            <text x="3" y="10.5" font-size="2.8">{recording.Format}, {from:0.##} to {from + seconds:0.##} s, 25 mm/s, 10 mm/mV</text>

            """);
        for (int i = 0; i < traces.Count; i++)
        {
            PlotTrace trace = traces[i];
            double zero = Top + (i + 0.5) * Row;
            float median = trace.Median();

            // What is not a voltage has no millimetres per millivolt; it fills its row.
            double perUnit = trace.IsVoltage ? Gain / 1000 : 0.45 * Row / Math.Max(trace.Extent(median), 1e-12);
            string pulse = trace.IsVoltage ? FormattableString.Invariant($"M6 {zero:0.##}h2v-10h5v10h2") : "";
            string path = trace.Path(0, trace.Samples.Length, Left, Speed, v => Math.Clamp(zero - (v - median) * perUnit, 0, height));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{pulse}{path}\" fill=\"none\" stroke=\"#111\" stroke-width=\"0.25\" stroke-linejoin=\"round\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 1}\" y=\"{zero - 10:0.##}\" font-size=\"3.4\" font-weight=\"bold\">{PlotTrace.Escape(trace.Label)}{(trace.IsVoltage ? "" : " (not to scale)")}</text>\n");
        }

        foreach (Annotation mark in recording.Annotations.Where(a => a.OnsetSeconds >= from && a.OnsetSeconds < from + seconds && a.Channel is null))
        {
            double x = Left + (mark.OnsetSeconds - from) * Speed;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{height - 2:0.##}\" font-size=\"2.6\" text-anchor=\"middle\" fill=\"#234a8c\">{PlotTrace.Escape(mark.Text)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}
