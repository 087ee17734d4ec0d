using Clef.Core;
using Clef.Datasets;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;

namespace Clef.Evaluation.Tests.TrainedProbes;

/// <summary>A probe that is kept says what the fitted one said, is calibrated, covers as often as it states, and knows whom it has not seen. All rows
/// are simulated.</summary>
public sealed class TrainedProbeTests : IDisposable
{
    private const int Width = 6;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-probe-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_kept_probe_is_calibrated_and_its_sets_cover()
    {
        (DenseMatrix features, DatasetItem[] items, ProbePerson[] people) = Rows(4000, binary: true);
        TrainedProbe probe = Keep(TrainedProbeFit.Fit(
            features, TaskTruth.Of(TaskKind.Binary, ["no", "yes"], items), people, "task", "simulated", Model(), true, 50, CancellationToken.None));
        int[] test = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Split == "test")];
        ProbeAnswer[] answers = [.. test.Select(i => probe.Answer(Vector(features, i))[0])];
        bool[] truth = [.. test.Select(i => items[i].Classes[0] == "yes")];

        // Of those said to have a probability near p, about the share p is positive.
        foreach (IGrouping<int, int> bin in Enumerable.Range(0, test.Length).GroupBy(k => (int)(answers[k].Probability!.Value * 5)).Where(g => g.Count() > 60))
        {
            bin.Average(k => truth[k] ? 1.0 : 0).ShouldBe(bin.Average(k => answers[k].Probability!.Value), 0.13);
        }

        double covered = Enumerable.Range(0, test.Length).Average(k => (truth[k] ? answers[k].MayBePresent : answers[k].MayBeAbsent) == true ? 1.0 : 0);
        covered.ShouldBeInRange(0.86, 0.95);
        probe.Outputs[0].Figures.Single(f => f.Metric == "auroc").Value.ShouldBe(
            Clef.Evaluation.Metrics.Auroc.Of([.. answers.Select(a => a.Score)], truth), 1e-9);
        probe.Training.Simulated.ShouldBeTrue();
    }

    [Fact]
    public void A_number_has_an_interval_that_covers()
    {
        (DenseMatrix features, DatasetItem[] items, ProbePerson[] people) = Rows(3000, binary: false);
        TrainedProbe probe = Keep(TrainedProbeFit.Fit(
            features, TaskTruth.Of(TaskKind.Regression, [], items), people, "age", "simulated", Model(), true, 50, CancellationToken.None));
        int[] test = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Split == "test")];
        ProbeAnswer[] answers = [.. test.Select(i => probe.Answer(Vector(features, i)).Single())];
        answers.Zip(test).Average(p => items[p.Second].Value >= p.First.Low && items[p.Second].Value <= p.First.High ? 1.0 : 0).ShouldBeInRange(0.86, 0.94);
        answers.ShouldAllBe(a => a.Probability == null && a.Coverage == 0.9);
    }

    [Fact]
    public void People_it_has_hardly_seen_are_told_so()
    {
        (DenseMatrix features, DatasetItem[] items, ProbePerson[] people) = Rows(1000, binary: true);
        TrainedProbe probe = Keep(TrainedProbeFit.Fit(
            features, TaskTruth.Of(TaskKind.Binary, ["no", "yes"], items), people, "task", "simulated", Model(), true, 20, CancellationToken.None));
        probe.Cautions(12, "M").Single().ShouldContain("under 18");
        probe.Cautions(50, "F").Single().ShouldContain("sex F");
        probe.Cautions(50, "M").ShouldBeEmpty();
        probe.Cautions(null, null).ShouldBeEmpty();
        new ProbeGroup("sex", "F", 500, 100, 0.7, 0.8).Caution().ShouldNotBeNull().ShouldContain("0.70");
        new ProbeGroup("sex", "F", 500, 100, 0.78, 0.8).Caution().ShouldBeNull();
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"width\": 6", "\"width\": 7")]
    [InlineData("\"task\"", "\"tusk\"")]
    [InlineData("\"temperature\": ", "\"temperature\": -")]
    [InlineData("\"intercept\": ", "\"intercept\": \"NaN\", \"x\": ")]
    [InlineData("{", "[")]
    public void A_wrong_file_is_refused(string from, string to)
    {
        (DenseMatrix features, DatasetItem[] items, ProbePerson[] people) = Rows(200, binary: true);
        TrainedProbe probe = Keep(TrainedProbeFit.Fit(
            features, TaskTruth.Of(TaskKind.Binary, ["no", "yes"], items), people, "task", "simulated", Model(), true, 5, CancellationToken.None));
        probe.Digest.Length.ShouldBe(64);
        string path = Path.Combine(_folder, "probe.json"), text = File.ReadAllText(path);
        text.ShouldContain(from);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Should.Throw<ClefException>(() => TrainedProbe.Read(path)).SourceName.ShouldBe(path);
    }

    private TrainedProbe Keep(TrainedProbe probe)
    {
        string path = Path.Combine(_folder, "probe.json");
        probe.Write(path);
        return TrainedProbe.Read(path);
    }

    private static ProbeModel Model() => new("m", "sha256:0", "p", "session", "I", Width);

    private static float[] Vector(DenseMatrix features, int row) => [.. Enumerable.Range(0, Width).Select(j => (float)features[row, j])];

    /// <summary>Men of 20 to 89, and a woman in fifty.</summary>
    private static (DenseMatrix Features, DatasetItem[] Items, ProbePerson[] People) Rows(int count, bool binary)
    {
        var random = new CounterRandom(7);
        var features = new DenseMatrix(count, Width);
        var items = new DatasetItem[count];
        var people = new ProbePerson[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < Width; j++)
            {
                features[i, j] = random.Normal(0, 1);
            }

            double signal = features[i, 0] - (0.5 * features[i, 3]);
            people[i] = new ProbePerson(20 + (i % 70), i % 50 == 0 ? "F" : "M");
            string part = (i % 10) switch { < 5 => "train", < 7 => "validation", _ => "test" };
            items[i] = new DatasetItem($"r{i}", $"p{i}", "", part)
            {
                Classes = binary ? [signal + random.Normal(0, 1) > 0 ? "yes" : "no"] : [],
                Value = binary ? null : 50 + (10 * signal) + random.Normal(0, 5),
            };
        }

        return (features, items, people);
    }
}
