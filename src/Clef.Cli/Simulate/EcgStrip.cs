using System.Globalization;
using System.Text;
using Clef.Simulation;
using Clef.Simulation.Ecg;

namespace Clef.Cli.Simulate;

/// <summary>An ECG page as an SVG picture: three rows of four leads, 2.5 s each, and lead II through all ten seconds; 25 mm/s, 10 mm/mV.</summary>
internal static class EcgStrip
{
    private const double PerSecond = 100, PerMillivolt = 40, Row = 105, Top = 26, Left = 10; // 4 pixels a millimetre

    internal static string Draw(EcgRecord record, string title)
    {
        double width = (10 * PerSecond) + (2 * Left), height = Top + (4 * Row) + 20;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<defs><pattern id=\"g\" width=\"20\" height=\"20\" patternUnits=\"userSpaceOnUse\"><path d=\"M4 0V20M8 0V20M12 0V20M16 0V20M0 4H20M0 8H20M0 12H20M0 16H20\" stroke=\"#fbe3e3\"/><path d=\"M0 0V20M0 0H20\" stroke=\"#f0b0b0\"/></pattern></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><rect x=\"{Left}\" y=\"{Top}\" width=\"{10 * PerSecond}\" height=\"{4 * Row}\" fill=\"url(#g)\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"16\" font-size=\"13\">{title} (simulated)</text>\n");
        for (int column = 0; column < 4; column++)
        {
            for (int row = 0; row < 3; row++)
            {
                Lead(svg, record, (3 * column) + row, row, column * 2.5, 2.5);
            }
        }

        Lead(svg, record, 1, 3, 0, 10);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{height - 6}\" fill=\"#666\">25 mm/s, 10 mm/mV, rate {record.Rate:0}/min. {Simulator.Mark}</text>\n</svg>\n");
        return svg.ToString();
    }

    private static void Lead(StringBuilder svg, EcgRecord record, int lead, int row, double from, double seconds)
    {
        double y0 = Top + (Row * (row + 0.6)), x0 = Left + (from * PerSecond);
        int first = (int)(from * record.SampleRate), step = seconds > 5 ? 2 : 1;
        float[] x = record.Signals[lead];
        svg.Append(SvgLine.Path((int)(seconds * record.SampleRate) / step, i => x0 + (i * step * PerSecond / record.SampleRate), i => y0 - (x[first + (i * step)] * PerMillivolt), "#113"));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x0 + 4}\" y=\"{y0 - 42}\">{EcgRecord.Leads[lead]}</text>\n");
    }
}
