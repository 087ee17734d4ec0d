using System.Globalization;
using System.Text;

namespace Clef.Server.Load;

/// <summary>
/// Simulated recordings as EDF, written record by record so that a day of many channels needs no memory: sines of each channel's own frequency, with noise.
/// </summary>
internal static class SimulatedEdf
{
    /// <summary>Writes a recording of one-second records.</summary>
    public static void Write(Stream stream, IReadOnlyList<string> labels, int rate, int seconds, int seed)
    {
        stream.Write(Header(labels, rate, seconds));
        var random = new Random(seed);
        var noise = new short[1 << 16];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (short)random.Next(-60, 61);
        }

        var record = new byte[labels.Count * rate * 2];
        for (int second = 0; second < seconds; second++)
        {
            int at = 0;
            for (int c = 0; c < labels.Count; c++)
            {
                int shift = random.Next(noise.Length);
                double step = 2 * Math.PI * (1 + (c % 12)) / rate;
                for (int i = 0; i < rate; i++)
                {
                    short value = (short)((400 * Math.Sin(step * i)) + noise[(shift + i) & 0xFFFF]);
                    record[at++] = (byte)value;
                    record[at++] = (byte)(value >> 8);
                }
            }

            stream.Write(record);
        }
    }

    private static byte[] Header(IReadOnlyList<string> labels, int rate, int seconds)
    {
        var text = new StringBuilder();
        void Field(object value, int width) => text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)!.PadRight(width)[..width]);
        Field("0", 8);
        Field("X X X X", 80);
        Field("Startdate X X X simulated", 80);
        Field("01.01.20", 8);
        Field("00.00.00", 8);
        Field(256 * (labels.Count + 1), 8);
        Field("", 44);
        Field(seconds, 8);
        Field(1, 8);
        Field(labels.Count, 4);
        foreach ((Func<string, object> value, int width) in new (Func<string, object>, int)[]
        {
            (l => l, 16), (_ => "", 80), (_ => "uV", 8), (_ => -3276.8, 8), (_ => 3276.7, 8), (_ => -32768, 8), (_ => 32767, 8), (_ => "", 80),
            (_ => rate, 8), (_ => "", 32),
        })
        {
            foreach (string label in labels)
            {
                Field(value(label), width);
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
