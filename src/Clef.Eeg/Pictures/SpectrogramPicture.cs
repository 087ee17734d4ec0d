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
/// Draws sessions as spectrograms, a strip for each channel with low frequencies below, panels side by side; each pixel is the mean of four bins. As <c>.png</c>
/// it is the picture alone, as <c>.svg</c> the picture with titles, channel names and a scale.
/// </summary>
public static class SpectrogramPicture
{
    private const int BinsPerPixel = 4, Gap = 2, PanelGap = 12, Left = 44, Top = 26, Bottom = 34;

    /// <summary>Writes the picture.</summary>
    /// <param name="path">A file ending in .png or .svg.</param>
    /// <param name="channels">Names from top to bottom.</param>
    /// <param name="bins">Frequencies in a strip.</param>
    /// <param name="frames">Frames in a panel, of one second each.</param>
    /// <param name="clip">What 1 stands for, in <paramref name="unit"/>.</param>
    /// <param name="unit">The unit of the levels, dB or other.</param>
    /// <param name="panels">The panels.</param>
    public static void Write(string path, IReadOnlyList<string> channels, int bins, int frames, double clip, string unit, params IReadOnlyList<SpectrogramPanel> panels)
    {
        (byte[] rgb, int width, int height) = Draw(channels.Count, bins, frames, panels);
        byte[] png = PngFile.Encode(rgb, width, height);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                AtomicFile.Write(path, stream => stream.Write(png));
                break;
            case ".svg":
                AtomicFile.WriteText(path, Svg(png, width, height, channels, bins, frames, clip, unit, panels));
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
                        (byte r, byte g, byte b) = panels[p].Valid[(channel * frames) + frame] > 0.5 ? ColourMap.At(Mean(panels[p], channel, row, frame)) : ColourMap.Absent;
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
        byte[] png, int width, int height, IReadOnlyList<string> channels, int bins, int frames, double clip, string unit, IReadOnlyList<SpectrogramPanel> panels)
    {
        var svg = new StringBuilder();
        int strip = bins / BinsPerPixel;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width + Left + 10}\" height=\"{height + Top + Bottom}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<image x=\"{Left}\" y=\"{Top}\" width=\"{width}\" height=\"{height}\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>\n");
        for (int p = 0; p < panels.Count; p++)
        {
            int x = Left + (p * (frames + PanelGap));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 8}\">{Escape(panels[p].Title)}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top + height + 14}\">0 s</text><text x=\"{x + frames}\" y=\"{Top + height + 14}\" text-anchor=\"end\">{frames} s</text>\n");
        }

        for (int channel = 0; channel < channels.Count; channel++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{Top + (channel * (strip + Gap)) + (strip / 2) + 4}\" text-anchor=\"end\">{Escape(channels[channel])}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Top + height + 29}\">colour from {-clip:0.##} (dark) to {clip:0.##} {Escape(unit)} (light); grey: not recorded</text>\n</svg>\n");
        return svg.ToString();
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text) ?? "";
}
