using System.Globalization;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Simulated ECGs with a table of labels of every kind, made from the simulated metadata.</summary>
public sealed class EcgLabelledCohort : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-labelled-").FullName;

    public EcgLabelledCohort()
    {
        const int patients = 60;
        string folder = _folder;
        string cohort = Path.Combine(folder, "cohort");
        EcgCommandLine.Run("simulate", "--patients", $"{patients}", "--seed", "9", "--out", cohort, "ecg").ExitCode.ShouldBe(0);
        Recordings = Path.Combine(cohort, "recordings");
        Labels = Path.Combine(folder, "labels.csv");
        string[] lines = File.ReadAllLines(Path.Combine(cohort, "metadata.csv"));
        int At(string column) => Array.IndexOf(lines[0].Split(','), column);
        string[][] rows = [.. lines[1..].Select(l => l.Split(','))];
        // The rate of the simulated record itself; the pulse of the metadata was taken at another time.
        Dictionary<string, double> rates = File.ReadLines(Path.Combine(cohort, "truth.csv")).Select(l => l.Split(',')).Where(f => f[2] == "ecg-state" && f[3] == "rate")
            .ToDictionary(f => f[0].EndsWith("-ecg", StringComparison.Ordinal) ? f[0] : $"{f[0]}-ecg", f => double.Parse(f[4], CultureInfo.InvariantCulture));
        double[] pulses = [.. rates.Values.Order()];
        double median = pulses[pulses.Length / 2], third = pulses[pulses.Length / 3], other = pulses[2 * pulses.Length / 3];
        bool once = false;
        File.WriteAllLines(Labels, rows.Select(r =>
        {
            double pulse = rates[r[0]];
            string[] tags = [.. new[] { pulse > median ? "quick" : "", r[At("sex")] == "F" ? "woman" : "man" }.Where(t => t.Length > 0)];
            string rare = once ? r[At("sex")] : "once";
            once = true;
            return FormattableString.Invariant($"{r[0]},{r[At("patient")]},{r[At("age")]},{r[At("sex")]},{(pulse > median ? "yes" : "no")},{(pulse < third ? "low" : pulse < other ? "middle" : "high")},{string.Join(';', tags)},{pulse},{rare}");
        }).Prepend("session,patient,age,sex,fast,rhythm3,tags,pulse,rare"));
    }

    public string Recordings { get; }

    public string Labels { get; }

    /// <summary>The fixture's checkpoint with random weights, as a model folder.</summary>
    public string Model
    {
        get
        {
            string model = Path.Combine(_folder, "model");
            if (!Directory.Exists(model))
            {
                EcgCommandLine.Run("ecg", "import", Path.Combine(SharedData.Fixtures!, "net1d-small", "clef_small.ckpt"), "--size", "small", "--out", model).ExitCode.ShouldBe(0);
            }

            return model;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
