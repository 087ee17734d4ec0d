using Clef.Core;
using Clef.Eeg.Pictures;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Experiments.Pictures;

/// <summary>
/// Pairs of segments, one pair a column: above a clinical one, below its simulated neighbour. Each is the spectrogram averaged over the left and over
/// the right side of the head, which is all that is drawn of a recording.
/// </summary>
internal static class SegmentPicture
{
    private const int BinsPerPixel = 4, Scale = 2, Gap = 6;
    private static readonly string[] Left = ["Fp1", "F7", "F3", "T3", "C3", "T5", "P3", "O1"], Right = ["Fp2", "F8", "F4", "T4", "C4", "T6", "P4", "O2"];

    public static void Write(string path, IReadOnlyList<(SessionSpectrogram Clinical, SessionSpectrogram Simulated)> pairs, int frames)
    {
        int strip = 128 / BinsPerPixel * Scale, width = (pairs.Count * ((frames * Scale) + Gap)) - Gap, height = (4 * strip) + (2 * Gap) + (2 * Scale);
        byte[] rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(255);
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            int x = pair * ((frames * Scale) + Gap);
            Paint(pairs[pair].Clinical, Left, x, 0);
            Paint(pairs[pair].Clinical, Right, x, strip + Scale);
            Paint(pairs[pair].Simulated, Left, x, (2 * strip) + Scale + (2 * Gap));
            Paint(pairs[pair].Simulated, Right, x, (3 * strip) + (2 * Scale) + (2 * Gap));
        }

        byte[] png = PngFile.Encode(rgb, width, height);
        AtomicFile.Write(path, stream => stream.Write(png));

        void Paint(SessionSpectrogram session, string[] channels, int left, int top)
        {
            int[] places = [.. channels.Select(c => session.Channels.ToList().IndexOf(c)).Where(c => c >= 0)];
            for (int row = 0; row < strip; row++)
            {
                for (int column = 0; column < frames * Scale; column++)
                {
                    (byte Red, byte Green, byte Blue) colour = ColourMap.At(Level(session, places, row / Scale, column / Scale));
                    int at = (((top + strip - 1 - row) * width) + left + column) * 3;
                    (rgb[at], rgb[at + 1], rgb[at + 2]) = (colour.Red, colour.Green, colour.Blue);
                }
            }
        }
    }

    /// <summary>The mean level over channels and bins as a share of the scale from -20 to 40 dB, in which an EEG lies; 0 where nothing is valid.</summary>
    private static double Level(SessionSpectrogram session, int[] channels, int row, int frame)
    {
        double sum = 0;
        int count = 0, bins = session.Frequencies.Count;
        foreach (int channel in channels)
        {
            if (frame >= session.Frames || !session.Valid[(channel * session.Frames) + frame])
            {
                continue;
            }

            for (int bin = row * BinsPerPixel; bin < (row + 1) * BinsPerPixel; bin++)
            {
                sum += session.Values[(((channel * bins) + bin) * session.Frames) + frame];
                count++;
            }
        }

        return count == 0 ? 0 : ((sum / count * session.ClipDecibels) + 20) / 60;
    }
}
