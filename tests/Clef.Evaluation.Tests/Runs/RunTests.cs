using System.Text.Json.Nodes;
using Clef.Cohorts.Checks;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Conformal;
using Clef.Evaluation.Drift;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Report;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Subgroups;

namespace Clef.Evaluation.Tests.Runs;

public sealed class RunTests : IDisposable
{
    private readonly Bench _bench = new();

    private static BenchTable Table(BenchRow[]? rows = null)
    {
        rows ??= Bench.Rows();
        return new("cohort", rows, [Bench.Task("one", rows), Bench.Task("two", rows, i => i / 8 % 2 == 0), Bench.Task("rare", rows, i => i == 4)]);
    }

    [Fact]
    public void A_task_with_too_few_cases_is_listed_with_its_counts_and_not_scored()
    {
        BenchTable table = Table();
        table.Scored.Select(t => t.Name).ShouldBe(["one", "two"]);
        table.Tasks[2].Skipped!.ShouldStartWith("train 1 and 199, test 0 and 100");
        RunFolder folder = _bench.Run(table, []);
        StoredTask rare = folder.Tables()[0].Tasks[2];
        (rare.Counts[0], rare.Counts[4], rare.Counts[5], rare.Skipped).ShouldBe((1, 0, 100, table.Tasks[2].Skipped));
        ResultSet.Compute(folder, 20).Results.ShouldNotContain(r => r.Key.Task == "rare");
    }

    [Fact]
    public void A_stopped_run_goes_on_and_ends_with_the_same_figures()
    {
        ModelSource model = _bench.Model("model", 1, i => Bench.Label(i) ? 1 : 0);
        var options = new BenchOptions { Seeds = 2, Probes = ["logistic", "mlp", "knn"], Fractions = [0.1] };
        RunFolder folder = _bench.Run(Table(), [model], options);
        ResultFiles.Write(folder, ResultSet.Compute(folder, 50));
        string results = File.ReadAllText(folder.File("results.csv"));
        string[] units = Directory.GetFiles(folder.File("predictions"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        units.Length.ShouldBe(3 * 3 * 2 * 2); // models, probes, shares of labels, seeds
        DateTime kept = File.GetLastWriteTimeUtc(units[1]);
        foreach (int lost in (int[])[0, 5, 20])
        {
            File.Delete(units[lost]);
        }

        Should.Throw<ClefException>(() => ResultSet.Compute(folder, 20)).Message.ShouldContain("finish the run");
        _bench.Run(Table(), [model], options);
        ResultFiles.Write(folder, ResultSet.Compute(folder, 50));
        File.ReadAllText(folder.File("results.csv")).ShouldBe(results);
        File.GetLastWriteTimeUtc(units[1]).ShouldBe(kept);
    }

    [Fact]
    public void Models_may_join_a_run_but_other_labels_or_another_file_of_a_model_may_not()
    {
        BenchTable table = Table();
        _bench.Run(table, [_bench.Model("model", 1)]);
        RunFolder folder = _bench.Run(table, [_bench.Model("second", 2)]);
        folder.Describe().Models.Select(m => m.Name).ShouldBe(["model", "demographics", "recording-facts", "second"]);
        Should.Throw<ClefException>(() => _bench.Run(table, [_bench.Model("model", 9)])).Message.ShouldContain("digest of model");
        BenchRow[] rows = Bench.Rows();
        Should.Throw<ClefException>(() =>
            _bench.Run(new BenchTable("cohort", rows, [Bench.Task("one", rows, i => i % 3 == 0)]), [])).Message.ShouldContain("rows and labels");
    }

    [Fact]
    public void Sessions_that_a_model_lacks_are_left_out_for_all_and_named_and_a_model_that_joins_must_have_what_the_run_has()
    {
        BenchTable table = Table();
        string path = Path.Combine(_bench.Folder, "short.csv");
        File.WriteAllLines(path, ["session,e0", .. Enumerable.Range(10, Bench.Count - 10).Select(i => $"s{i:000},{i % 7}")]);
        var partial = new ModelSource("short", ModelKind.Embedding, path);
        IReadOnlyList<BenchTable> left = BenchRunner.Restrict([table], [_bench.Model("model", 1), partial], 5, out IReadOnlyList<MissingRows> missing);
        left[0].Rows.Count.ShouldBe(Bench.Count - 10);
        left[0].Scored[0].Values.Length.ShouldBe(Bench.Count - 10);
        missing.Single().ToString().ShouldBe($"short ({path}) has no embedding of 10 of 400 rows of cohort (s000, s001, s002, ...): left out for all models");

        // Begun without them: one who has all sessions may join, and is judged on those of the run.
        RunFolder begun = _bench.Run(left[0], [partial], name: "begun");
        BenchRunner.Restrict([table], [_bench.Model("whole", 3)], 5, out _, begun)[0].Rows.Count.ShouldBe(Bench.Count - 10);

        // Begun with them: one who lacks some may not.
        RunFolder whole = _bench.Run(table, [], name: "whole");
        string refused = Should.Throw<ClefException>(() => BenchRunner.Restrict([table], [partial], 5, out _, whole)).Message;
        refused.ShouldContain("short.csv");
        refused.ShouldContain("'s000'");

        // Neither CSV nor Parquet.
        string broken = Path.Combine(_bench.Folder, "broken.parquet");
        File.WriteAllText(broken, "e0,e1");
        Should.Throw<ClefException>(() => new ModelSource("broken", ModelKind.Embedding, broken)).Message.ShouldContain("broken.parquet: content");

        // Other names altogether: both spellings are shown.
        File.WriteAllLines(path, ["session,e0", "one,1", "two,2"]);
        string odd = Should.Throw<ClefException>(() => BenchRunner.Restrict([table], [new ModelSource("odd", ModelKind.Embedding, path)], 5, out _)).Message;
        odd.ShouldContain("one, two");
        odd.ShouldContain("s000, s001, s002");
    }

    [Fact]
    public void What_was_found_of_a_model_stays_when_another_joins_and_a_vector_that_comes_twice_is_told()
    {
        BenchTable table = Table();
        ModelSource copied = _bench.Model("copied", 2, change: v => v.AsSpan(4 * 8, 8).CopyTo(v.AsSpan(2 * 8)));
        RunFolder folder = _bench.Run(table, [copied]);
        LeakageReport.Write(folder, LeakageReport.Run(null, null, [table], [copied]));
        string path = Path.Combine(_bench.Folder, "twice.csv");
        File.WriteAllLines(path, ["session,e0", .. Enumerable.Range(0, Bench.Count).Select(i => $"s{i:000},{i}"), "s007,7", "s009,8"]);
        LeakageReport.Write(folder, LeakageReport.Run(null, null, [table], [new ModelSource("twice", ModelKind.Embedding, path)]));
        IReadOnlyList<CheckResult> checks = LeakageReport.Read(folder);
        checks.Single(c => c.Check == "equal vectors of copied").Level.ShouldBe(CheckLevel.Failed);
        checks.Single(c => c.Check == "equal vectors of twice").Level.ShouldBe(CheckLevel.Passed);
        CheckResult twice = checks.Single(c => c.Check == "repeated vectors of twice");
        (twice.Level, string.Join(' ', twice.Items)).ShouldBe((CheckLevel.Warning, "s007")); // s009 has two different ones, which are its tokens
        checks.Count(c => c.Check.StartsWith("giveaways", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Seeds_deal_training_and_validation_anew_and_leave_the_test_part_alone()
    {
        BenchRow[] rows = Bench.Rows();
        SeedSampling.Parts(rows, 0).ShouldBe(rows.Select(r => r.Part));
        Part[] one = SeedSampling.Parts(rows, 1), two = SeedSampling.Parts(rows, 2);
        one.ShouldNotBe(two);
        for (int i = 0; i < rows.Length; i++)
        {
            (one[i] == Part.Test).ShouldBe(rows[i].Part == Part.Test);
        }

        one.Count(p => p == Part.Validation).ShouldBe(rows.Count(r => r.Part == Part.Validation));
    }

    [Fact]
    public void Few_shot_samples_are_nested_keep_a_case_of_each_class_and_never_touch_the_test_part()
    {
        BenchRow[] rows = Bench.Rows();
        BenchTask task = Bench.Task("one", rows);
        Part[] parts = SeedSampling.Parts(rows, 0); // 100 training rows of each class
        double[] hundredth = SeedSampling.Thin(task, rows, parts, 0.01, 1), tenth = SeedSampling.Thin(task, rows, parts, 0.1, 1);
        for (int i = 0; i < rows.Length; i++)
        {
            if (!double.IsNaN(hundredth[i]))
            {
                tenth[i].ShouldBe(task.Values[i]);
            }

            if (parts[i] == Part.Test)
            {
                tenth[i].ShouldBe(task.Values[i]);
            }
        }

        foreach ((double[] values, int each) in (IEnumerable<(double[], int)>)[(hundredth, 1), (tenth, 10)])
        {
            Enumerable.Range(0, rows.Length).Count(i => parts[i] == Part.Train && values[i] == 1).ShouldBe(each);
            Enumerable.Range(0, rows.Length).Count(i => parts[i] == Part.Train && values[i] == 0).ShouldBe(each);
        }
    }

    [Fact]
    public void A_better_model_wins_every_task_and_a_copy_ties()
    {
        BenchTable table = Table();
        double Both(int i) => (Bench.Label(i) ? 1.5 : 0) + (i / 8 % 2 == 0 ? 1.5 : 0);
        RunFolder folder = _bench.Run(
            table, [_bench.Model("good", 1, Both), _bench.Model("noise", 2, kind: ModelKind.Baseline), _bench.Model("copy", 1, Both)]);
        IReadOnlyList<ModelComparison> pairs = ModelComparison.Of([ResultSet.Compute(folder, 300)]);
        ModelComparison better = pairs.Single(p => p.First == "good" && p.Second == "noise");
        better.Wins.ShouldBe(new Interval(2, 2, 2));
        better.SignificantWins.ShouldBe(2);
        better.MeanDifference.Low.ShouldBeGreaterThan(0.1);
        ModelComparison copy = pairs.Single(p => p.First == "good" && p.Second == "copy");
        copy.Wins.ShouldBe(new Interval(1, 1, 1)); // two ties
        copy.MeanDifference.ShouldBe(new Interval(0, 0, 0));
        copy.Wilcoxon.ShouldBe(1);

        BenchRow[] rows = Bench.Rows();
        RunFolder other = _bench.Run(new BenchTable("cohort", rows, [Bench.Task("one", rows, i => i % 5 < 2)]), [], name: "other");
        Should.Throw<ClefException>(() => ModelComparison.Of([ResultSet.Compute(folder, 10), ResultSet.Compute(other, 10)])).Message.ShouldContain("same rows");
    }

    [Fact]
    public void Noise_is_neither_above_chance_nor_marked_and_its_mean_interval_holds_one_half()
    {
        ResultSet set = ResultSet.Compute(_bench.Run(Table(), [_bench.Model("noise", 5)], new BenchOptions { Seeds = 3 }), 300);
        MacroResult mean = MacroResult.Of(set).Single(m => m.Model == "noise" && m.Heading == "all");
        (mean.Interval.Low < 0.5 && mean.Interval.High > 0.5).ShouldBeTrue(mean.Interval.ToString());
        set.Results.ShouldAllBe(r => r.Flag == null);
    }

    [Fact]
    public void Subgroups_show_where_a_model_fails()
    {
        BenchRow[] rows = Bench.Rows((i, s) => s with { Sex = i % 4 < 2 ? "F" : "M" });
        // The vectors know the label of women only. Test rows of both sexes: i / 2 % 4 == 1 leaves one sex, so that parts are dealt by eights here.
        rows = rows.Select((r, i) => r with { Part = (i / 4 % 4) switch { 0 => Part.Validation, 1 => Part.Test, _ => Part.Train } }).ToArray();
        var table = new BenchTable("cohort", rows, [Bench.Task("one", rows)]);
        ResultSet set = ResultSet.Compute(_bench.Run(table, [_bench.Model("model", 1, i => rows[i].Sex == "F" && Bench.Label(i) ? 4 : 0)]), 200);
        IReadOnlyList<SubgroupResult> groups = SubgroupResult.Of(set, 200);
        SubgroupResult women = groups.Single(g => g.Model == "model" && g.Level == "F"), men = groups.Single(g => g.Model == "model" && g.Level == "M");
        women.Auroc.Low.ShouldBeGreaterThan(0.9);
        men.Auroc.Low.ShouldBeLessThan(0.5);
        women.Gap.Low.ShouldBeGreaterThan(0.2);
        women.Gap.Value.ShouldBe(-men.Gap.Value, 1e-12);
    }

    [Fact]
    public void The_report_says_what_the_run_found()
    {
        RunFolder folder = _bench.Run(Table(), [_bench.Model("good", 1, i => Bench.Label(i) ? 2 : 0)], new BenchOptions { Seeds = 1, Fractions = [0.1] });
        LeakageReport.Write(folder, LeakageReport.Run(null, null, [Table()], []));
        ReportData data = ReportData.Gather(folder, "<b>A & B</b>", null, 100, default);
        string markdown = MarkdownSummary.Of(data);
        markdown.ShouldContain("3 tasks are listed and 2 are scored");
        markdown.ShouldContain("The best embedding is good");
        markdown.ShouldContain("| recording-facts |");
        if (typeof(ReportPage).Assembly.GetManifestResourceNames().Contains("Clef.Evaluation.Report.vega.min.js"))
        {
            string page = ReportPage.Of(data);
            page.ShouldContain("&lt;b&gt;A &amp; B&lt;/b&gt;");
            page.ShouldNotContain("<b>A");
            foreach (string place in (string[])["{{title}}", "{{style}}", "{{charts}}", "{{script}}", "{{data}}"])
            {
                page.ShouldNotContain(place);
            }

            page.ShouldNotContain("<script src");
            page.ShouldContain("default-src 'none'");
            int from = page.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10;
            var json = System.Text.Json.Nodes.JsonNode.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)])!;
            json["tasks"]!.AsArray().Count.ShouldBe(3);
            json["program"]!.GetValue<string>().ShouldBe("clef 1.2.3");
            json["curves"]!["one"]!["good"]!["roc"]!.AsArray().Count.ShouldBeGreaterThan(5);
        }
        else
        {
            Should.Throw<ClefException>(() => ReportPage.Of(data)).Message.ShouldContain("build/prepare");
        }
    }

    [Fact]
    public void The_figures_of_the_report_are_those_of_the_tables()
    {
        RunFolder folder = _bench.Run(
            Table(), [_bench.Model("good", 1, i => Bench.Label(i) ? 1 : 0), _bench.Model("noise", 2)],
                new BenchOptions { Seeds = 2, Probes = ["logistic", "knn"], Fractions = [0.1] });
        ResultFiles.Write(folder, ResultSet.Compute(folder, 100));
        CsvTable results = CsvTable.Read(folder.File("results.csv")), summary = CsvTable.Read(folder.File("summary.csv"));
        JsonObject json = ReportJson.Of(ReportData.Gather(folder, null, null, 100, default));
        Dictionary<string, string> primary = results.Rows
            .Where(r => r[results.Column("metric")] == "auroc" && r[results.Column("probe")] == "logistic"
                && r[results.Column("labels_percent")] == "100" && r[results.Column("part")] == "test")
            .ToDictionary(r => $"{r[results.Column("task")]} {r[results.Column("model")]}", r => Ends(results, r), StringComparer.Ordinal);
        Dictionary<string, string> shown = json["tasks"]!.AsArray()
            .SelectMany(t => t!["results"]!.AsObject().Select(r => ($"{t["task"]} {r.Key}", Shown(r.Value!)))).ToDictionary(StringComparer.Ordinal);
        shown.Count.ShouldBe(2 * 4);
        shown.ShouldBe(primary, ignoreOrder: true);

        string Mean(string heading, string model, string probe, string labels, string part) => $"{heading} {model} {probe} {labels} {part}";
        Dictionary<string, string> means = summary.Rows.ToDictionary(
            r => Mean(r[summary.Column("heading")], r[summary.Column("model")], r[summary.Column("probe")], r[summary.Column("labels_percent")],
                r[summary.Column("part")]), r => Ends(summary, r), StringComparer.Ordinal);
        Dictionary<string, string> ranked = json["macros"]!.AsArray().ToDictionary(
            m => Mean($"{m!["heading"]}", $"{m["model"]}", $"{m["probe"]}", $"{m["labels"]}", $"{m["part"]}".ToLowerInvariant()), m => Shown(m!),
                StringComparer.Ordinal);
        ranked.Count.ShouldBe(4 * 2 * 2); // models, probes, shares of labels
        ranked.ShouldBe(means, ignoreOrder: true);

        // The first sentence with a figure has the ranking's first figure, rounded.
        double best = double.Parse(means["all good logistic 100 test"].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        json["summary"]!.AsArray().Select(s => $"{s}").Single(s => s.StartsWith("The best embedding is good", StringComparison.Ordinal))
            .ShouldContain(FormattableString.Invariant($"{best:F3} ["));

        static string Ends(CsvTable table, string[] row) => string.Join(' ', ((string[])["value", "low", "high"]).Select(c => row[table.Column(c)]));
        static string Shown(JsonNode node) =>
            string.Join(' ', ((string[])["value", "low", "high"])
            .Select(c => node[c]!.GetValue<double>().ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Conformal_sets_cover_each_class_as_stated_even_of_a_poor_model()
    {
        var random = new Random(8);
        (bool, double)[] Draw(int n) => Enumerable.Range(0, n).Select(_ => random.Next(4) == 0)
            .Select(l => (l, Math.Clamp((l ? 0.45 : 0.35) + (0.3 * (random.NextDouble() - 0.5)), 0, 1))).ToArray();
        double covered = 0, positives = 0, all = 0;
        for (int repeat = 0; repeat < 200; repeat++)
        {
            var sets = new ConformalSets(Draw(120), 0.9);
            foreach ((bool label, double probability) in Draw(100).Where(d => d.Item1))
            {
                covered += sets.Of(probability).Positive ? 1 : 0;
                positives++;
            }

            all++;
        }

        (covered / positives).ShouldBeInRange(0.885, 0.945); // at least 0.9, and at most 1 / (n + 1) more, give or take the draws
        new ConformalSets([(true, 0.9), (false, 0.1)], 0.9).Of(0.5).ShouldBe((true, true)); // too few to leave anything out
        Should.Throw<ClefException>(() => new ConformalSets([], 1));
    }

    [Fact]
    public void The_two_sample_test_finds_a_shift_and_rarely_one_that_is_not_there()
    {
        var random = new Random(4);
        TwoSampleTest Test(double shift)
        {
            var rows = new LinearAlgebra.DenseMatrix(200, 4);
            for (int i = 0; i < rows.Values.Length; i++)
            {
                rows.Values[i] = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) + (i % 4 == 0 && i / 4 % 2 == 0 ? shift : 0);
            }

            return TwoSampleTest.Of(rows, Enumerable.Range(0, 200).Select(i => $"{i}").ToArray(), Enumerable.Range(0, 200).Select(i => i % 2 == 0)
                .ToArray(), 100);
        }

        Test(1).Differ.ShouldBeTrue();
        Enumerable.Range(0, 60).Count(_ => Test(0).Differ).ShouldBeLessThanOrEqualTo(5); // 2.5 % expected
    }

    [Theory]
    [InlineData("G40", "G4", false)]
    [InlineData("G40", "G409", false)]
    [InlineData("G40", "G41", true)]
    [InlineData("N03AX14", "N03", false)]
    public void A_concept_is_held_out_only_if_neither_it_nor_its_group_nor_a_part_of_it_was_seen(string concept, string seen, bool heldOut) =>
        HeldOutConcepts.IsHeldOut([concept], [seen]).ShouldBe(heldOut);

    public void Dispose() => _bench.Dispose();
}
