using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core;
using Shouldly;

namespace Clef.Cohorts.Tests;

public class CohortSplitterTests
{
    private static readonly Session[] Sessions = Enumerable.Range(0, 2000).Select(i => new Session($"s{i}", $"p{i / 2}", $"s{i}.edf")
    {
        Sex = (i / 2) % 3 == 0 ? "F" : "M",
        Age = 20 + ((i / 2) % 60),
        Site = (i / 2) % 10 == 0 ? "west" : "east",
    }).ToArray();

    [Fact]
    public void HashSplitsStayWhenOthersJoin()
    {
        IReadOnlyDictionary<string, string> all = CohortSplitter.Split(Sessions, new SplitOptions());
        IReadOnlyDictionary<string, string> half = CohortSplitter.Split(Sessions[..1000], new SplitOptions());
        half.ShouldAllBe(p => all[p.Key] == p.Value);
        all.Count.ShouldBe(1000);
        all.Count(p => p.Value == "train").ShouldBeInRange(650, 750);
        all.Count(p => p.Value == "test").ShouldBeInRange(120, 185);

        // Fixed for ever: a change of the hash would move patients between the splits of published results.
        string.Concat(Enumerable.Range(0, 12).Select(i => all[$"p{i}"][..2])).ShouldBe(Golden);
        CohortSplitter.Split(Sessions, new SplitOptions { Seed = 1 }).Count(p => all[p.Key] != p.Value).ShouldBeGreaterThan(300);
    }

    [Fact]
    public void StratifiedSplitsKeepTheSharesOfEachStratum()
    {
        IReadOnlyDictionary<string, string> splits = CohortSplitter.Split(Sessions, new SplitOptions { Stratify = ["sex", "age"] });
        foreach (IGrouping<(string?, int), Session> stratum in Sessions.DistinctBy(s => s.Patient).GroupBy(s => (s.Sex, (int)s.Age!.Value / 10)))
        {
            int size = stratum.Count();
            stratum.Count(s => splits[s.Patient] == "train").ShouldBeInRange((int)(0.7 * size) - 1, (int)(0.7 * size) + 2);
            stratum.Count(s => splits[s.Patient] == "test").ShouldBeInRange((int)(0.15 * size) - 1, (int)(0.15 * size) + 2);
        }

        splits.Values.Count(v => v == "train").ShouldBeInRange(690, 710);
    }

    [Fact]
    public void StrataOfOnePatientDoNotAllFeedTraining()
    {
        Session[] lonely = Enumerable.Range(0, 100).Select(i => new Session($"s{i}", $"p{i}", "f") { Site = $"site{i}" }).ToArray();
        IReadOnlyDictionary<string, string> splits = CohortSplitter.Split(lonely, new SplitOptions { Stratify = ["site"] });
        splits.Values.Count(v => v == "train").ShouldBeInRange(65, 75);
    }

    [Fact]
    public void AnExternalSiteTakesItsPatientsWholly()
    {
        Session[] travelled = [.. Sessions, new Session("late", "p1", "f") { Site = "west" }];
        IReadOnlyDictionary<string, string> splits = CohortSplitter.Split(travelled, new SplitOptions { ExternalSites = ["west"] });
        splits["p1"].ShouldBe("external");
        splits.Count(p => p.Value == "external").ShouldBe(101);
        Should.Throw<ClefException>(() => CohortSplitter.Split(Sessions, new SplitOptions { ExternalSites = ["north"] })).Message.ShouldContain("north");
        Should.Throw<ClefException>(() => CohortSplitter.Split(Sessions, new SplitOptions { Shares = [("a", 0.5), ("b", 0.6)] }));
        Should.Throw<ClefException>(() => CohortSplitter.Split(Sessions, new SplitOptions { Stratify = ["colour"] })).Message.ShouldContain("colour");
    }

    private const string Golden = "trtrvatrtrtetrvatrtetrtr";
}
