using System.Globalization;
using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Probing frozen embeddings of simulated ECGs, and of real ones. The weights of the fixture are random: the baselines are what can be right or wrong here.</summary>
public sealed class EcgProbeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-probe-").FullName;
    private readonly EcgLabelledCohort _cohort;

    public EcgProbeTests() => _cohort = new EcgLabelledCohort(_folder, 60);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FixturesFact]
    public void Every_kind_of_task_has_its_figures_and_baselines()
    {
        EcgCommandLine.Outcome outcome = Probe("p", "--task", "fast", "rhythm3", "tags", "pulse");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonElement[] rows = Rows("p");
        rows.Select(r => (r.GetProperty("task").GetString(), r.GetProperty("kind").GetString())).Distinct()
            .ShouldBe([("fast", "Binary"), ("rhythm3", "MultiClass"), ("tags", "MultiLabel"), ("pulse", "Regression")]);
        rows.Where(r => r.GetProperty("task").GetString() == "pulse").Select(r => r.GetProperty("row").GetString())
            .ShouldBe(["model", "random weights, small", "heart-rate features", "age and sex", "training mean"]);

        // The pulse is in the signal: features of the R peaks must find it, and numbers stay on their own scale.
        Figure(rows, "fast", "heart-rate features", "auroc").Value.ShouldBeGreaterThan(0.9);
        Figure(rows, "pulse", "heart-rate features", "mae").Value.ShouldBeLessThan(0.7 * Figure(rows, "pulse", "training mean", "mae").Value);
        foreach (JsonElement figure in rows.SelectMany(r => r.GetProperty("figures").EnumerateArray()).Where(f => f.GetProperty("metric").GetString() != "r2"))
        {
            figure.GetProperty("low").GetDouble().ShouldBeLessThanOrEqualTo(figure.GetProperty("high").GetDouble());
        }

        File.ReadAllText(Path.Combine(_folder, "p", "results.md")).ShouldContain("| heart-rate features |");
        File.ReadAllLines(Path.Combine(_folder, "p", "results.csv"))[0].ShouldStartWith("dataset,task,kind,row,metric,class,value,low,high");
    }

    [FixturesFact]
    public void A_probe_repeated_reads_its_cache_and_finds_the_same()
    {
        Probe("p", "--task", "fast", "--stages").ExitCode.ShouldBe(0);
        string first = File.ReadAllText(Path.Combine(_folder, "p", "results.json"));
        Rows("p").Count(r => r.GetProperty("row").GetString()!.StartsWith("model", StringComparison.Ordinal)).ShouldBe(6, "one row a stage");
        string[] embeddings = Directory.GetFiles(Path.Combine(_folder, "p", "cache"), "*.f32");
        embeddings.Length.ShouldBe(2);
        DateTime[] written = [.. embeddings.Select(File.GetLastWriteTimeUtc)];
        Probe("p", "--task", "fast", "--stages").ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(_folder, "p", "results.json")).ShouldBe(first);
        embeddings.Select(File.GetLastWriteTimeUtc).ShouldBe(written);
    }

    [FixturesFact]
    public void A_class_that_cannot_be_measured_is_named()
    {
        Probe("p", "--task", "rare", "--kind", "multi-class").ExitCode.ShouldBe(0);
        JsonElement macro = Rows("p")[0].GetProperty("figures").EnumerateArray().First();
        macro.GetProperty("class").GetString().ShouldBe("macro");
        macro.GetProperty("note").GetString()!.ShouldContain("skipped: once (none in");
    }

    [FixturesFact]
    public void Wrong_use_is_named()
    {
        Probe("p", "--task", "absent").Error.ShouldContain("one named 'absent'");
        EcgCommandLine.Run("ecg", "probe", "--model", Model, "--out", Path.Combine(_folder, "p"), "--task", "x").ExitCode.ShouldBe(1);
        EcgCommandLine.Run("ecg", "probe", "--model", Model, "--out", Path.Combine(_folder, "p"), "--data", "nowhere=x").Error.ShouldContain("nowhere");
        Probe("p", "--task", "fast", "--split", "rows").ExitCode.ShouldBe(2);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void The_rhythm_of_real_records_shows_in_the_heart_rate()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(
            "ecg", "probe", "--model", Model, "--data", $"ludb={Path.Combine(SharedData.Recordings!, "ecg-ludb.zip")}", "--task", "rhythm", "--split", "stratified", "--out", Path.Combine(_folder, "p"));
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        Figure(Rows("p"), "rhythm", "heart-rate features", "auroc").Value.ShouldBeGreaterThan(0.7);
    }

    private string Model
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

    private EcgCommandLine.Outcome Probe(string run, params string[] more) => EcgCommandLine.Run(
        ["ecg", "probe", "--model", Model, "--labels", _cohort.Labels, "--inputs", _cohort.Recordings, "--out", Path.Combine(_folder, run), "--replicates", "200", .. more]);

    private JsonElement[] Rows(string run) =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, run, "results.json"))).RootElement.GetProperty("rows").EnumerateArray()];

    private static (double Value, double Low) Figure(JsonElement[] rows, string task, string row, string metric)
    {
        JsonElement figure = rows.First(r => r.GetProperty("task").GetString() == task && r.GetProperty("row").GetString() == row)
            .GetProperty("figures").EnumerateArray().First(f => f.GetProperty("metric").GetString() == metric);
        return (figure.GetProperty("value").GetDouble(), figure.GetProperty("low").GetDouble());
    }
}

/// <summary>Simulated ECGs with a table of labels of every kind, made from the simulated metadata.</summary>
internal sealed class EcgLabelledCohort
{
    public EcgLabelledCohort(string folder, int patients)
    {
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
}
