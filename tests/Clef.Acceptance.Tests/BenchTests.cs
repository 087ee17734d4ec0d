using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clef.Acceptance.Tests;

/// <summary>The benchmark on the command line, on simulated patients: features, run, stop and go on, compare, report.</summary>
public sealed class BenchTests : IDisposable
{
    private const string Suite = """
        # A suite of a user's own: one task over sessions, one over patients, one that is too rare.
        tasks:
          - { name: slow, group: finding, positive: { finding: generalized-slowing }, controls: { match: [] } }
          - { name: heart, group: disease, level: patient, positive: { diagnosis: [I10, I25, I48] }, controls: { match: [] } }
          - { name: rare, group: disease, positive: { diagnosis: [A39] }, controls: { match: [] }, minimum-positives: 20 }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-bench-").FullName;

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void EmbeddingsGoInAndTablesAndAReportComeOut()
    {
        Run("simulate", "eeg", "--patients", "60", "--eeg-seconds", "12", "--seed", "3", "--out", At("made"));
        Run("cohort", "build", "--recordings", At("made/recordings"), "--metadata", At("made/metadata.csv"), "--reports", At("made/reports.csv"),
            "--ehr", At("made/records"), "--out", At("cohort"));
        Run("cohort", "split", At("cohort"), "--shares", "train=0.4,validation=0.2,test=0.4");
        File.WriteAllText(At("own.yaml"), Suite);
        Run("bench", "suites", At("own.yaml")).ShouldContain("slow");
        Run("bench", "features", "--cohort", At("cohort"), "--out", At("bands.parquet")).ShouldContain("60 sessions");
        string[] bench = ["bench", "run", At("own.yaml"), "--cohort", At("cohort"), "--embeddings", $"bands={At("bands.parquet")}", "--out", At("run"),
            "--minimum-test", "2", "--replicates", "50", "--probe", "logistic", "mlp"];
        string said = Run(bench);
        said.ShouldContain("3 tasks listed, 2 scored");
        said.ShouldContain("recording-facts");
        string[] tasks = File.ReadAllLines(At("run/tables/cohort/tasks.csv"));
        tasks.Single(t => t.StartsWith("rare,")).ShouldContain("20 are needed");
        File.ReadAllLines(At("run/tables/patients/rows.csv")).Length.ShouldBe(61);

        // The same again computes nothing anew.
        DateTime made = Written();
        string results = File.ReadAllText(At("run/results.csv"));
        Run(bench);
        Written().ShouldBe(made);
        File.ReadAllText(At("run/results.csv")).ShouldBe(results);

        // A run that lost some of its units, as one that was killed has, goes on to the same figures.
        File.Delete(At("run/predictions/patients/bands/mlp-100-seed1-0.parquet"));
        File.Delete(At("run/summary.csv"));
        Refused(1, ["bench", "report", At("run"), "--out", At("x.html")], "mlp-100-seed1-0.parquet", "clef bench run");
        Run(bench);
        File.ReadAllText(At("run/results.csv")).ShouldBe(results);

        // All tasks over patients instead of sessions.
        JsonElement level = JsonDocument.Parse(Run([.. bench.Select(a => a == At("run") ? At("level") : a), "--level", "patient", "--json"])).RootElement;
        (level.GetProperty("tasks").GetInt32(), level.GetProperty("scored").GetInt32()).ShouldBe((3, 2));
        level.GetProperty("means").EnumerateArray().Select(m => m.GetProperty("model").GetString())
            .ShouldBe(["bands", "recording-facts", "demographics"], ignoreOrder: true);
        Directory.GetDirectories(At("level/tables")).Select(Path.GetFileName).ShouldBe(["patients"]);

        // Every probe there is, on rows with several vectors.
        WriteTokens();
        string[] probes = ["bench", "run", At("own.yaml"), "--cohort", At("cohort"), "--embeddings", $"tokens={At("tokens.csv")}", "--out",
            At("probes"), "--minimum-test", "2",
            "--replicates", "20", "--seeds", "1", "--few-shot", "50", "--probe", "knn", "logistic", "mlp", "token-mlp"];
        Run(probes);
        File.ReadAllLines(At("probes/summary.csv")).Where(l => l.StartsWith("all,tokens,", StringComparison.Ordinal))
            .Select(l => string.Join(' ', l.Split(',')[2..4]))
            .ShouldBe(["knn 100", "knn 50", "logistic 100", "logistic 50", "mlp 100", "mlp 50", "token-mlp 100", "token-mlp 50"], ignoreOrder: true);

        JsonElement pairs = JsonDocument.Parse(Run("bench", "compare", At("run"), "--json", "--replicates", "50", "--out", At("pairs.csv"))).RootElement;
        pairs.EnumerateArray().Select(p => (p.GetProperty("first").GetString(), p.GetProperty("second").GetString(), p.GetProperty("tasks").GetInt32()))
            .ShouldBe([("bands", "demographics", 2), ("bands", "recording-facts", 2), ("demographics", "recording-facts", 2)]);
        File.ReadAllLines(At("pairs.csv")).Length.ShouldBe(1 + (3 * 2));

        Run("bench", "report", At("run"), "--out", At("report.html"), "--markdown", At("report.md"), "--replicates", "50");
        string page = File.ReadAllText(At("report.html"));

        // It opens offline: nothing is fetched by the page, and its policy forbids to fetch. What stands inside scripts (markup that the chart
        // library would make) is left out.
        string markup = Regex.Replace(page, "(<script[^>]*>).*?(?=</script>)", "$1", RegexOptions.Singleline);
        markup.Length.ShouldBeLessThan(20_000);
        Regex.Matches(markup, """\b(?:src|href|action)\s*=\s*["']?(?!data:|#)|@import|url\(""", RegexOptions.IgnoreCase).ShouldBeEmpty();
        page.ShouldContain("default-src 'none'");
        File.ReadAllText(At("report.md")).ShouldContain("3 tasks are listed and 2 are scored");
    }

    private DateTime Written() => File.GetLastWriteTimeUtc(At("run/predictions/cohort/bands/logistic-100-seed0-0.parquet"));

    /// <summary>Three vectors a session, of which one tells its number.</summary>
    private void WriteTokens()
    {
        string[] sessions = [.. File.ReadAllLines(At("run/tables/cohort/rows.csv")).Skip(1).Select(l => l.Split(',')[0])];
        File.WriteAllLines(At("tokens.csv"),
            ["session,e0,e1", .. sessions.SelectMany((s, i) => Enumerable.Range(0, 3).Select(t => $"{s},{(t == 1 ? i : 0)},{(i * 7) + t}"))]);
    }

    [Fact]
    public void Whatever_is_wrong_is_named_with_its_file_and_what_was_expected()
    {
        Run("simulate", "eeg", "--patients", "12", "--eeg-seconds", "10", "--seed", "4", "--out", At("made"));
        Run("cohort", "build", "--recordings", At("made/recordings"), "--metadata", At("made/metadata.csv"), "--reports", At("made/reports.csv"),
            "--ehr", At("made/records"), "--out", At("cohort"));
        string[] run = ["bench", "run", At("own.yaml"), "--cohort", At("cohort"), "--out", At("run")];
        File.WriteAllText(At("own.yaml"), Suite);
        Refused(1, run, "splits.csv", "clef cohort split");
        Run("cohort", "split", At("cohort"));
        Refused(1, [.. run, "--embeddings", $"a={At("none.csv")}"], "none.csv", "embeddings of a");
        Refused(1, [.. run, "--embeddings", "a"], "--embeddings", "NAME=PLACE");
        Table("a.csv", "name,e0", "sim-000001-eeg,NaN");
        Refused(1, [.. run, "--embeddings", $"a={At("a.csv")}"], "a.csv", "sim-000001-eeg", "finite");
        Table("a.csv", "name,e0", "sim-000001-eeg,much");
        Refused(1, [.. run, "--embeddings", $"a={At("a.csv")}"], "a.csv", "row 1", "much", "a number");
        Table("a.csv", "name,first", "sim-000001-eeg,1");
        Refused(1, [.. run, "--embeddings", $"a={At("a.csv")}"], "a.csv", "e0, e1");
        Table("a.csv", "name,e0", "patient one,1");
        Refused(1, [.. run, "--embeddings", $"a={At("a.csv")}"], "a.csv", "patient one", "sim-000001-eeg");
        Table("a.csv", "name,patient,e0", "sim-000001-eeg,sim-000002,1");
        Refused(1, [.. run, "--embeddings", $"a={At("a.csv")}", "--minimum-positives", "1", "--minimum-test", "1"], "a.csv", "sim-000002", "sim-000001");
        Refused(1, ["bench", "run", "eeg235", "--cohort", At("cohort"), "--out", At("x")], "eeg235", "eeg234");
        Refused(1, ["bench", "run", "ecg-open", "--cohort", At("cohort"), "--out", At("x")], "--cohort", "--data");
        Refused(1, ["bench", "run", At("own.yaml"), "--out", At("x")], "--cohort");
        Refused(1, [.. run, "--probe", "forest"], "forest", "token-mlp");
        Refused(1, [.. run, "--few-shot", "0"], "--few-shot", "'0'");
        Refused(2, [.. run, "--level", "hospital"], "--level", "'hospital'", "session or patient");
        Refused(2, [.. run, "--no-such"], "--no-such");
        Refused(1, ["bench", "report", At("nothing"), "--out", At("x.html")], "nothing", "clef bench run");
        File.WriteAllText(At("own.yaml"), Suite.Replace("diagnosis: [A39]", "illness: [A39]", StringComparison.Ordinal));
        Refused(1, run, "own.yaml", "illness");
        Directory.Exists(At("x")).ShouldBeFalse();

        // Another suite, seeds or cohort in a folder that holds a run.
        File.WriteAllText(At("own.yaml"), Suite);
        Run([.. run, "--minimum-positives", "1", "--minimum-test", "1"]);
        Refused(1, [.. run, "--minimum-positives", "1", "--minimum-test", "1", "--seeds", "2"], "seeds", "another folder");
        Refused(1, ["bench", "run", "eeg234", "--cohort", At("cohort"), "--out", At("run")], "suite", "own", "eeg234");
        string[] splits = File.ReadAllLines(At("cohort/splits.csv"));
        int moved = Array.FindIndex(splits, l => l.EndsWith(",train", StringComparison.Ordinal));
        splits[moved] = splits[moved].Replace(",train", ",test", StringComparison.Ordinal);
        File.WriteAllLines(At("cohort/splits.csv"), splits);
        Refused(1, [.. run, "--minimum-positives", "1", "--minimum-test", "1"], "rows and labels", "another folder");
    }

    private void Table(string name, params string[] lines) => File.WriteAllLines(At(name), lines);

    private static void Refused(int code, string[] arguments, params string[] said)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(code, outcome.Error);
        foreach (string word in said)
        {
            outcome.Error.ShouldContain(word);
        }
    }

    private static string Run(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return outcome.Output;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
