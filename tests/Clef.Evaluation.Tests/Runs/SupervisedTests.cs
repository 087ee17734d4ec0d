using Clef.Core;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Report;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>Rows of tuned supervised networks, which bring scores and no vectors; and of tokens.</summary>
public sealed class SupervisedTests : IDisposable
{
    private readonly Bench _bench = new();

    [Fact]
    public void Scores_of_a_supervised_network_stand_in_every_table_and_are_not_probed()
    {
        BenchRow[] rows = Bench.Rows();
        var table = new BenchTable("cohort", rows, [Bench.Task("one", rows), Bench.Task("two", rows, i => i / 8 % 2 == 0), Bench.Task("half", rows)]);
        var random = new Random(3);
        ScoreSource tuned = Scores("tuned", string.Join('\n', ((int[])[0, 1]).SelectMany(seed => Enumerable.Range(0, Bench.Count).SelectMany(i => new[]
        {
            Invariant($"s{i:000},one,{(Bench.Label(i) ? 2 : 0) + random.NextDouble()},{seed}"),
            Invariant($"s{i:000},two,{random.NextDouble()},{seed}"),
            i % 8 == 2 ? "" : Invariant($"s{i:000},half,{i},{seed}"),
        })).Where(l => l.Length > 0)));
        ModelSource model = _bench.Model("model", 1, i => Bench.Label(i) ? 1 : 0);
        var options = new BenchOptions { Seeds = 3, Probes = ["logistic", "knn"], Fractions = [0.1] };
        RunFolder folder = _bench.Run(table, [model], options, supervised: [tuned]);
        ResultSet set = ResultSet.Compute(folder, 100);
        Result one = set.Primary(Bench.Key("tuned", "one"))!;
        one.Interval.Value.ShouldBe(1);
        one.Seeds.Length.ShouldBe(2); // as many as the file has
        set.Primary(Bench.Key("tuned", "one") with { Probe = "knn" })!.Interval.ShouldBe(one.Interval);
        set.Primary(Bench.Key("tuned", "one") with { Fraction = 0.1 }).ShouldBeNull();

        // Row 2 is a test row without a score for 'half': no figure on other rows than everybody's, and the mean says so.
        set.Primary(Bench.Key("tuned", "half")).ShouldBeNull();
        MacroResult mean = MacroResult.Of(set).Single(m => m.Model == "tuned" && m.Heading == "all" && m.Probe == "logistic");
        (mean.Tasks, mean.Skipped.Single()).ShouldBe((2, "half"));
        ModelComparison pair = ModelComparison.Of([set]).Single(p => p.First == "model" && p.Second == "tuned");
        pair.Tasks.Select(t => t.Task).ShouldBe(["one", "two"]);
        ReportData.Gather(folder, null, null, 50, default).Sentences().ShouldContain(s => s.StartsWith("The best supervised network is tuned"));
    }

    [Theory]
    [InlineData("session,score\ns000,1\n", "task")]
    [InlineData("session,task,score\ns000,one,NaN\n", "s000")]
    [InlineData("session,task,score\ns000,one,1\ns000,one,2\n", "one score")]
    [InlineData("session,task,score,seed\ns000,one,1,-1\n", "whole number")]
    public void A_wrong_file_of_scores_is_refused_by_its_field(string text, string said)
    {
        string path = Path.Combine(_bench.Folder, "wrong.csv");
        File.WriteAllText(path, text);
        Should.Throw<ClefException>(() => new ScoreSource("x", path)).Message.ShouldContain(said);
    }

    [Fact]
    public void The_token_probe_finds_what_the_mean_of_the_tokens_dilutes()
    {
        // Twelve tokens a session. A positive session has one pair of tokens at plus and minus 5, which cancels in the mean.
        BenchRow[] rows = Bench.Rows();
        var table = new BenchTable("cohort", rows, [Bench.Task("one", rows)]);
        var random = new Random(6);
        var text = new System.Text.StringBuilder("session,patient,e0,e1\n");
        for (int i = 0; i < Bench.Count; i++)
        {
            for (int token = 0; token < 12; token++)
            {
                double burst = !Bench.Label(i) ? 0 : token == 3 ? 5 : token == 4 ? -5 : 0;
                text.Append(Invariant($"s{i:000},p{i:000},{Metrics.IntervalTests.Gaussian(random) + burst},{Metrics.IntervalTests.Gaussian(random)}\n"));
            }
        }

        string path = Path.Combine(_bench.Folder, "tokens.csv");
        File.WriteAllText(path, text.ToString());
        RunFolder folder = _bench.Run(
            table, [new ModelSource("tokens", ModelKind.Embedding, path)],
            new BenchOptions { Seeds = 1, Probes = ["logistic", "token-mlp"], Mlp = new(Hidden: 32, Epochs: 60, LearningRate: 1e-2) });
        ResultSet set = ResultSet.Compute(folder, 100);
        set.Primary(Bench.Key("tokens", "one"))!.Interval.Value.ShouldBeInRange(0.35, 0.65);
        set.Primary(Bench.Key("tokens", "one") with { Probe = "token-mlp" })!.Interval.Low.ShouldBeGreaterThan(0.9);
    }

    private ScoreSource Scores(string name, string lines)
    {
        string path = Path.Combine(_bench.Folder, name + ".csv");
        File.WriteAllText(path, $"session,task,score,seed\n{lines}\n");
        return new ScoreSource(name, path);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    public void Dispose() => _bench.Dispose();
}
