using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Eeg.Sessions;

namespace Clef.Eeg.Pictures;

/// <summary>One column of a picture: a session's levels, or its reconstruction, or anything of that shape.</summary>
/// <param name="Title">Written above.</param>
/// <param name="Levels">-1 to 1, (channel, frequency, time).</param>
/// <param name="Valid">(channel, time) of 0 and 1.</param>
public sealed record SpectrogramPanel(string Title, float[] Levels, float[] Valid);

/// <summary>
/// Draws sessions as spectrograms, a strip for each channel with low frequencies below, panels side by side; each pixel is the mean of four bins. As
/// <c>.png</c>
/// it is the picture alone, as <c>.svg</c> the picture with titles, channels and their regions, frequencies, times and a scale.
/// </summary>
public static class SpectrogramPicture
{
    private const int BinsPerPixel = 4, Gap = 2, PanelGap = 12, Left = 104, Right = 48, Top = 26, Bottom = 48;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">A file ending in .png or .svg.</param>
    /// <param name="channels">Names from top to bottom.</param>
    /// <param name="bins">Frequencies in a strip.</param>
    /// <param name="frames">Frames in a panel, of one second each.</param>
    /// <param name="hertz">Width of a bin, hertz; the first lies at 0.</param>
    /// <param name="clip">What 1 stands for, in <paramref name="unit"/>.</param>
    /// <param name="unit">The unit of the levels, dB or other.</param>
    /// <param name="panels">The panels.</param>
    public static void Write(
        string path, IReadOnlyList<string> channels, int bins, int frames, double hertz, double clip, string unit,
        params IReadOnlyList<SpectrogramPanel> panels)
    {
        (byte[] rgb, int width, int height) = Draw(channels.Count, bins, frames, panels);
        byte[] png = PngFile.Encode(rgb, width, height);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                AtomicFile.Write(path, stream => stream.Write(png));
                break;
            case ".svg":
                AtomicFile.WriteText(path, Svg(png, width, height, channels, bins, frames, hertz, clip, unit, panels));
                break;
            default:
                throw new ClefException(path, "extension", Path.GetExtension(path), ".png or .svg");
        }
    }

    private static (byte[] Rgb, int Width, int Height) Draw(int channels, int bins, int frames, IReadOnlyList<SpectrogramPanel> panels)
    {
        int strip = bins / BinsPerPixel, height = (channels * (strip + Gap)) - Gap, width = (panels.Count * (frames + PanelGap)) - PanelGap;
        var rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(255);
        for (int p = 0; p < panels.Count; p++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int row = 0; row < strip; row++)
                {
                    for (int frame = 0; frame < frames; frame++)
                    {
                        bool valid = panels[p].Valid[(channel * frames) + frame] > 0.5;
                        (byte r, byte g, byte b) = valid ? ColourMap.At(Mean(panels[p], channel, row, frame)) : ColourMap.Absent;
                        int y = (channel * (strip + Gap)) + strip - 1 - row, at = ((y * width) + (p * (frames + PanelGap)) + frame) * 3;
                        (rgb[at], rgb[at + 1], rgb[at + 2]) = (r, g, b);
                    }
                }
            }
        }

        return (rgb, width, height);

        double Mean(SpectrogramPanel panel, int channel, int row, int frame)
        {
            double sum = 0;
            for (int i = 0; i < BinsPerPixel; i++)
            {
                sum += panel.Levels[(((channel * bins) + (row * BinsPerPixel) + i) * frames) + frame];
            }

            return (sum / BinsPerPixel / 2) + 0.5;
        }
    }

    private static string Svg(
        byte[] png, int width, int height, IReadOnlyList<string> channels, int bins, int frames, double hertz, double clip, string unit,
        IReadOnlyList<SpectrogramPanel> panels)
    {
        var svg = new StringBuilder();
        int strip = bins / BinsPerPixel;
        svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" ");
        svg.Append(CultureInfo.InvariantCulture, $"width=\"{width + Left + Right}\" height=\"{height + Top + Bottom}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<image x=\"{Left}\" y=\"{Top}\" width=\"{width}\" height=\"{height}\" ");
        svg.Append($"href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>\n");
        for (int p = 0; p < panels.Count; p++)
        {
            int x = Left + (p * (frames + PanelGap));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 8}\">{Escape(panels[p].Title)}</text>\n");
            foreach (int second in Seconds(frames))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x + second} {Top + height}v5\" stroke=\"black\"/>");
                svg.Append(Label(x + second, Top + height + 17, "middle", 10, $"{second} s"));
            }
        }

        for (int channel = 0; channel < channels.Count; channel++)
        {
            int top = Top + (channel * (strip + Gap));
            svg.Append(Label(Left - 6, top + (strip / 2), "end", 12, channels[channel]));
            svg.Append(Label(Left - 6, top + (strip / 2) + 11, "end", 9, ElectrodeRegion.Of(channels[channel])));
            // Frequencies on the right: both ends and the middle of every strip.
            foreach (int part in (int[])[0, 1, 2])
            {
                int y = top + strip - (part * strip / 2);
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left + width} {y}h4\" stroke=\"black\" stroke-width=\"0.5\"/>");
                svg.Append(part == 1 ? Label(Left + width + 6, y + 3, "start", 9, FormattableString.Invariant($"{bins * hertz / 2:0.#} Hz")) : "\n");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Top + height + 36}\">each strip from 0 Hz (below) to {bins * hertz:0.#} Hz; ");
        svg.Append(CultureInfo.InvariantCulture, $"colour from {-clip:0.##} (dark) to {clip:0.##} {Escape(unit)} (light); grey: not recorded</text>\n</svg>\n");
        return svg.ToString();
    }

    /// <summary>The times that are marked: 0, and steps of a length that leaves about five.</summary>
    private static IEnumerable<int> Seconds(int frames)
    {
        int step = ((int[])[1, 2, 5, 10, 20, 30, 60, 120, 300]).FirstOrDefault(s => frames / s <= 5, 600);
        return Enumerable.Range(0, (frames / step) + 1).Select(i => i * step);
    }

    private static string Label(int x, int y, string anchor, int size, string text) =>
        FormattableString.Invariant($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{Escape(text)}</text>\n");

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text) ?? "";
}
