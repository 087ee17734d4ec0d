using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Probing frozen embeddings of simulated ECGs, and of real ones. The weights of the fixture are random: the baselines are what can be right or wrong here.</summary>
public sealed class EcgProbeTests(EcgLabelledCohort cohort) : IClassFixture<EcgLabelledCohort>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-probe-").FullName;

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
        Rows("p").Count(r => r.GetProperty("row").GetString()!.StartsWith("model", StringComparison.Ordinal)).ShouldBe(9, "one row a stage, and three for all of them together");
        string[] embeddings = Directory.GetFiles(Path.Combine(_folder, "p", "cache"), "*.f32");
        embeddings.Length.ShouldBe(2);
        DateTime[] written = [.. embeddings.Select(File.GetLastWriteTimeUtc)];
        Probe("p", "--task", "fast", "--stages").ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(_folder, "p", "results.json")).ShouldBe(first);
        embeddings.Select(File.GetLastWriteTimeUtc).ShouldBe(written);
    }

    [FixturesFact]
    public void Rows_are_compared_on_the_same_records()
    {
        Probe("p", "--task", "rhythm3", "pulse").ExitCode.ShouldBe(0);
        string Of(string task, string row) => Directory.GetFiles(Path.Combine(_folder, "p", "predictions"), $"*-{task}-{row}*.csv").ShouldHaveSingleItem();
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("ecg", "compare", Of("rhythm3", "heart-rate"), Of("rhythm3", "random"), Of("rhythm3", "heart-rate"), "--replicates", "200");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        string[] macros = [.. outcome.Output.Split('\n').Where(l => l.StartsWith("| macro |", StringComparison.Ordinal))];
        macros.Length.ShouldBe(2);

        // The figures are those of the probe, and a row differs from itself by nothing.
        (double value, double low) = Figure(Rows("p"), "rhythm3", "heart-rate features", "auroc");
        macros[0].Split('|')[2].Trim().ShouldStartWith(FormattableString.Invariant($"{value:0.000} [{low:0.000}, "));
        macros[1].Split('|')[4].Trim().ShouldBe("0.000 [0.000, 0.000]");

        // The mean of a row with itself ranks as the row; the mean of rows of two tasks is refused.
        string twice = $"{Of("rhythm3", "heart-rate")}+{Of("rhythm3", "heart-rate")}";
        EcgCommandLine.Run("ecg", "compare", twice, Of("rhythm3", "heart-rate"), "--replicates", "50").Output.ShouldContain("| 0.000 [0.000, 0.000] |");
        EcgCommandLine.Run("ecg", "compare", $"{Of("rhythm3", "heart-rate")}+{Of("pulse", "heart-rate")}", twice).Error.ShouldContain("the classes of");

        EcgCommandLine.Run("ecg", "compare", Of("pulse", "heart-rate"), Of("pulse", "training")).Output.ShouldContain("| mean absolute error |");
        EcgCommandLine.Run("ecg", "compare", Of("pulse", "heart-rate"), Of("rhythm3", "random")).Error.ShouldContain("classes");
        EcgCommandLine.Run("ecg", "compare", cohort.Labels, cohort.Labels).Error.ShouldContain("columns");
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

    private string Model => cohort.Model;

    private EcgCommandLine.Outcome Probe(string run, params string[] more) => EcgCommandLine.Run(
        ["ecg", "probe", "--model", Model, "--labels", cohort.Labels, "--inputs", cohort.Recordings, "--out", Path.Combine(_folder, run), "--replicates", "200", .. more]);

    private JsonElement[] Rows(string run) =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, run, "results.json"))).RootElement.GetProperty("rows").EnumerateArray()];

    private static (double Value, double Low) Figure(JsonElement[] rows, string task, string row, string metric)
    {
        JsonElement figure = rows.First(r => r.GetProperty("task").GetString() == task && r.GetProperty("row").GetString() == row)
            .GetProperty("figures").EnumerateArray().First(f => f.GetProperty("metric").GetString() == metric);
        return (figure.GetProperty("value").GetDouble(), figure.GetProperty("low").GetDouble());
    }
}
