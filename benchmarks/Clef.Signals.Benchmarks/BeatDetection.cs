using System.Globalization;
using Clef.Core.Sources;
using Clef.Signals.Heart;
using Clef.Signals.Quality;
using Clef.Signals.Recordings;

namespace Clef.Signals.Benchmarks;

/// <summary>R peaks and lead quality against the labels of shared recordings, as tables.</summary>
internal static class BeatDetection
{
    private static readonly HashSet<string> Beats = ["N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "e", "n", "f", "r", "B", "?"];

    /// <summary>Sensitivity and positive predictive value for each record of an archive of annotated WFDB records, first signal, ventricular flutter left out.</summary>
    public static void Peaks(string archive)
    {
        using var folder = new ZipSourceFolder(archive);
        Console.WriteLine("| record | beats | missed | extra | sensitivity | positive predictive value |");
        Console.WriteLine("|---|---|---|---|---|---|");
        BeatScore all = default;
        foreach (string name in RecordingFile.List(folder))
        {
            using Recording recording = RecordingFile.Open(folder, name);
            double rate = recording.Channels[0].SampleRate;
            (double From, double To)[] flutter = [.. Times(recording, "[").Zip(Times(recording, "]"))];
            double[] Outside(IEnumerable<double> times) =>
                [.. times.Where(t => !flutter.Any(s => t >= s.From - BeatScore.Tolerance && t <= s.To + BeatScore.Tolerance))];
            double[] annotated = Outside(recording.Annotations.Where(a => Beats.Contains(a.Text.Split(' ')[0])).Select(a => a.OnsetSeconds));
            BeatScore score = BeatScore.Of(Outside(RPeakDetector.Detect(recording.ReadAll(0), rate).Select(p => p / rate)), annotated);
            all += score;
            Print(name, annotated.Length, score);
        }

        Print("all", all.Matched + all.Missed, all);
    }

    /// <summary>The area under the curve of the worst lead's index for acceptable v unacceptable records.</summary>
    public static void Quality(string archive)
    {
        using var folder = new ZipSourceFolder(archive);
        using ByteSource source = folder.Open("labels.csv");
        string labels = System.Text.Encoding.UTF8.GetString(source.SliceUpTo(0, 1_000_000));
        var good = new List<double>();
        var bad = new List<double>();
        foreach (string line in labels.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            string[] cells = line.Trim().Split(',');
            using Recording recording = RecordingFile.Open(folder, cells[0] + ".hea");
            (cells[1] == "acceptable" ? good : bad).Add(EcgLeadQuality.Worst(recording) ?? 0);
        }

        double wins = good.Sum(a => bad.Sum(u => a > u ? 1 : a == u ? 0.5 : 0));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{good.Count} acceptable, {bad.Count} unacceptable records: AUROC {wins / good.Count / bad.Count:F4}"));
    }

    private static double[] Times(Recording recording, string mark) => [.. recording.Annotations.Where(a => a.Text == mark).Select(a => a.OnsetSeconds)];

    private static void Print(string name, int beats, BeatScore score) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {beats} | {score.Missed} | {score.Extra} | {100 * score.Sensitivity:F2} % | {100 * score.PositivePredictiveValue:F2} % |"));
}
