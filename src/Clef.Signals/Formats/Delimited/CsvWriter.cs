using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Delimited;

/// <summary>
/// Writes a table: a column of times in seconds, then a column for each channel under its label; a missing sample is an empty cell. Beside it goes the
/// description (<c>x.json</c> for <c>x.csv</c>) with rate, units and start, so that the table can be read back.
/// </summary>
public static class CsvWriter
{
    private const int BlockRows = 4096;

    /// <summary>Writes a table and its description.</summary>
    /// <exception cref="ClefException">The channels have different rates, or there is none.</exception>
    public static void Write(string path, Recording recording)
    {
        IReadOnlyList<Channel> channels = recording.Channels;
        if (channels.Count == 0)
        {
            throw new ClefException(recording.Name, "channels", 0, "at least one for a table");
        }

        if (channels.Any(c => c.SampleRate != channels[0].SampleRate))
        {
            throw new ClefException(recording.Name, "sample rates",
                string.Join(", ", channels.Select(c => c.SampleRate.ToString(CultureInfo.InvariantCulture)).Distinct()), "one rate for all channels of a table; resample first (clef convert --rate)");
        }

        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(string.Join(',', channels.Select(c => Quote(c.Label)).Prepend("time")));
            float[][] planes = [.. channels.Select(_ => new float[BlockRows])];
            long rows = channels.Max(c => c.SampleCount);
            for (long row = 0; row < rows; row += BlockRows)
            {
                for (int i = 0; i < planes.Length; i++)
                {
                    recording.Read(i, row, planes[i]);
                }

                for (int r = 0; r < Math.Min(BlockRows, rows - row); r++)
                {
                    text.Write(((row + r) / channels[0].SampleRate).ToString("R", CultureInfo.InvariantCulture));
                    foreach (float[] plane in planes)
                    {
                        text.Write(',');
                        if (!float.IsNaN(plane[r]))
                        {
                            text.Write(plane[r].ToString("R", CultureInfo.InvariantCulture));
                        }
                    }

                    text.WriteLine();
                }
            }
        });
        var description = new Dictionary<string, object>
        {
            ["sampleRate"] = channels[0].SampleRate,
            ["units"] = channels.Select(c => c.Unit).ToArray(),
            ["header"] = true,
            ["timeColumn"] = "time",
            ["timeUnit"] = "s",
            ["delimiter"] = ",",
        };
        if (recording.Start is { } start)
        {
            description["start"] = start;
        }

        AtomicFile.WriteText(Path.ChangeExtension(path, ".json"), JsonSerializer.Serialize(description) + "\n");
    }

    private static string Quote(string label) => label.AsSpan().IndexOfAny(",\"\n\r") < 0 ? label : $"\"{label.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
