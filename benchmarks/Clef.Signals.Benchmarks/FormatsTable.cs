using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Channels;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;

namespace Clef.Signals.Benchmarks;

/// <summary>
/// Every recording of an archive opened and read whole, as a table: what it holds, and how far its samples lie from those that MNE-Python or SciPy read (the
/// golden values of the tests), or whether the 16-bit sums that a WFDB header states are those of the samples.
/// </summary>
internal static class FormatsTable
{
    private static readonly Dictionary<string, JsonElement> Golden = new[] { "edf.json", "recordings.json" }
        .SelectMany(n => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Clef.Signals.Tests", "Golden", n))).RootElement.EnumerateObject())
        .ToDictionary(p => p.Name, p => p.Value);

    public static void Write(string archive)
    {
        using var folder = new ZipSourceFolder(archive);
        Console.WriteLine("| file | format | channels | Hz | seconds | annotations | remarks | checked against: largest difference |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        int opened = 0, refused = 0;
        foreach (string name in RecordingFile.List(folder))
        {
            try
            {
                using Recording recording = RecordingFile.Open(folder, name);
                string rates = string.Join(", ", recording.Channels.Select(c => c.SampleRate).Distinct().Select(r => r.ToString("0.###", CultureInfo.InvariantCulture)));
                string remarks = string.Join(", ", recording.Remarks.Select(r => r.Code).Distinct());
                float[][] samples = [.. Enumerable.Range(0, recording.Channels.Count).Select(recording.ReadAll)];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {recording.Format} | {recording.Channels.Count} | {rates} | {recording.DurationSeconds:0.###} | {recording.Annotations.Count} | {remarks} | {Check(folder, name, recording, samples)} |"));
                opened++;
            }
            catch (ClefException e)
            {
                Console.WriteLine($"| {name} | refused | | | | | | {e.Message.Replace(folder.Name, "", StringComparison.Ordinal).Replace("|", "/", StringComparison.Ordinal)} |");
                refused++;
            }
        }

        Console.WriteLine($"\n{opened} opened and read whole, {refused} refused with the reason shown.");
    }

    private static string Check(ZipSourceFolder folder, string name, Recording recording, float[][] samples)
    {
        if (Golden.TryGetValue(name, out JsonElement golden))
        {
            (double worst, int values) = golden.TryGetProperty("channels", out JsonElement channels) ? Edf(recording, samples, channels) : Planes(recording, samples, golden);
            return values == 0 ? "MNE: no channel, its annotations" : string.Create(CultureInfo.InvariantCulture, $"MNE or SciPy: {worst:0.##} quantisation steps over {values} values");
        }

        return recording is WfdbRecording record ? Sums(folder, name, record) : "itself (limb leads, other formats of the same ECG; tests)";
    }

    /// <summary>The largest difference in quantisation steps; in 1e-4 of the unit where samples are stored as floating point.</summary>
    private static (double Worst, int Values) Edf(Recording recording, float[][] samples, JsonElement channels)
    {
        double worst = 0;
        int values = 0;
        foreach (JsonElement channel in channels.EnumerateArray().Where(c => c.GetProperty("name").GetString() != "Status"))
        {
            int i = channel.GetProperty("index").GetInt32();
            foreach ((JsonElement at, JsonElement value) in channel.GetProperty("at").EnumerateArray().Zip(channel.GetProperty("value").EnumerateArray()))
            {
                worst = Math.Max(worst, Math.Abs(samples[i][at.GetInt32()] - value.GetDouble()) / recording.Channels[i].Resolution);
                values++;
            }
        }

        return (worst, values);
    }

    private static (double Worst, int Values) Planes(Recording recording, float[][] samples, JsonElement golden)
    {
        double worst = 0;
        int values = 0;
        int[] at = [.. golden.GetProperty("at").EnumerateArray().Select(v => v.GetInt32())];
        for (int i = 0; i < samples.Length; i++)
        {
            // MNE knows no such unit as BS or ARU and scales by its own choice.
            if (VoltageUnit.Microvolts(recording.Channels[i].Unit) is not { } scale)
            {
                continue;
            }

            double step = double.IsNaN(recording.Channels[i].Resolution) ? 1e-4 : recording.Channels[i].Resolution * scale;
            for (int k = 0; k < at.Length; k++)
            {
                worst = Math.Max(worst, Math.Abs((samples[i][at[k]] * scale) - golden.GetProperty("values")[i][k].GetDouble()) / step);
                values++;
            }
        }

        return (worst, values);
    }

    private static string Sums(ZipSourceFolder folder, string name, WfdbRecording record)
    {
        string header = Path.ChangeExtension(name, ".hea");
        using ByteSource source = folder.Open(header);
        string[][] lines = [.. Encoding.Latin1.GetString(source.SliceUpTo(0, 1 << 16)).Split('\n').Where(l => l.Length > 0 && l[0] != '#')
            .Skip(1).Take(record.Channels.Count).Select(l => l.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))];
        int right = 0, stated = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            // Samples before a skew are part of the sum and not of the recording.
            if (lines[i].Length < 7 || lines[i][1].Contains(':', StringComparison.Ordinal) || !int.TryParse(lines[i][6], CultureInfo.InvariantCulture, out int sum))
            {
                continue;
            }

            var digital = new int[record.Channels[i].SampleCount];
            record.ReadDigital(i, 0, digital);
            stated++;
            right += unchecked((short)digital.Where(v => v != int.MinValue).Aggregate(0, (a, v) => unchecked(a + v))) == unchecked((short)sum) ? 1 : 0;
        }

        return stated == 0 ? "its segments or its plain twin (tests)" : $"sums of its header: {right} of {stated} right";
    }
}
