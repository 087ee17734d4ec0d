using System.Globalization;
using System.Text;
using Clef.Simulation;
using Clef.Simulation.Eeg;

namespace Clef.Cli.Simulate;

/// <summary>An EEG page as an SVG picture: the longitudinal bipolar montage, ten seconds or so, one line a derivation.</summary>
internal static class EegStrip
{
    private static readonly string[] Chains =
    [
        "Fp1-F7", "F7-T3", "T3-T5", "T5-O1", "Fp1-F3", "F3-C3", "C3-P3", "P3-O1", "Fz-Cz", "Cz-Pz",
        "Fp2-F4", "F4-C4", "C4-P4", "P4-O2", "Fp2-F8", "F8-T4", "T4-T6", "T6-O2",
    ];

    private const int Left = 60, Top = 26, Row = 30, Width = 1000;

    internal static string Draw(EegSession session, string title, double from, double seconds, double microvoltsPerRow = 70)
    {
        int height = Top + (Row * Chains.Length) + 24;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 10} {height}\" width=\"{Left + Width + 10}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"15\" font-size=\"13\">{title} (simulated)</text>\n");
        for (int s = 0; s <= seconds; s++)
        {
            double x = Left + (Width * s / seconds);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {Top}V{height - 20}\" stroke=\"#ddd\"/>\n");
        }

        for (int r = 0; r < Chains.Length; r++)
        {
            string[] pair = Chains[r].Split('-');
            float[] a = session.Signals[HeadModel.IndexOf(pair[0])], b = session.Signals[HeadModel.IndexOf(pair[1])];
            double y0 = Top + (Row * (r + 0.5));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{y0 + 4:0}\">{Chains[r]}</text>\n");
            int first = (int)(from * session.SampleRate), count = (int)(seconds * session.SampleRate), step = Math.Max(1, count / (2 * Width));
            // Negative is up, as EEG readers draw it. Coordinates are whole halves of a pixel.
            svg.Append(SvgLine.Path(count / step, i => Left + ((double)Width * i * step / count), i => y0 + ((a[first + (i * step)] - b[first + (i * step)]) * Row / microvoltsPerRow), "#123"));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left + Width - 60} {height - 12}V{height - 12 - (int)(50 * Row / microvoltsPerRow)}\" stroke=\"#000\"/><text x=\"{Left + Width - 54}\" y=\"{height - 14}\">50 µV</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{height - 6}\" fill=\"#666\">{seconds:0} s, bipolar, negative up. {Simulator.Mark}</text>\n</svg>\n");
        return svg.ToString();
    }
}
