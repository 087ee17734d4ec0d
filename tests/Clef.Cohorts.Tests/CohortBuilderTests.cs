using Clef.Cohorts.Build;
using Clef.Cohorts.Store;
using Clef.Cohorts.Tests.Support;
using Clef.Core;
using Clef.Core.Tables;
using Shouldly;

namespace Clef.Cohorts.Tests;

public sealed class CohortBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-build-").FullName;

    public CohortBuilderTests()
    {
        for (int i = 0; i < 6; i++)
        {
            Wfdb.Write(Recordings, $"site{i % 2}/r{i}", 200, [Wfdb.Oscillations(i, 200, 0, 5)], comments: ["<age>: 50"]);
        }

        File.WriteAllText(Path.Combine(Recordings, "site0", "broken.hea"), "broken 1 200 1000\nbroken.dat 999 1 16 0 0 0 0 x\n");
        Wfdb.Write(Recordings, "unknown", 200, [Wfdb.Oscillations(99, 200, 0, 5)]);
        Write("meta.csv", "record,patient,age,sex,start,site,setting,extra\n"
            + "site0/r0,A,61,F,2015-01-02 10:00:00,north,ward,1\nsite1/r1.hea,A,62,female,2016-01-02,north,ward,2\nr2,B,45,M,2015-03-04,south,clinic,3\n"
            + "r3,C,,M,2015-03-05,south,clinic,\nr4,D,30,x,,south,clinic,5\nr5,,30,F,,south,clinic,5\nghost,Z,30,F,,south,clinic,5\nsite0/broken,B,45,M,,,,\n");
        Write("reports.csv", "session,text\nr0,Normal EEG.\nsite1/r1,First.\nr1,Second.\nr2,\nr3,\"Spikes, left.\nAbnormal.\"\nnobody,Text\n");
        Write("ehr/b.json", """{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"A","gender":"female"}},{"resource":{"resourceType":"Condition","subject":{"reference":"Patient/A"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"84757009"}]},"onsetDateTime":"2014-01-01"}},{"resource":{"resourceType":"Patient","id":"stranger","gender":"male"}}]}""");
    }

    private string Recordings => Path.Combine(_folder, "recordings");

    private CohortSources Sources => new(Recordings, Path.Combine(_folder, "meta.csv"), Path.Combine(_folder, "reports.csv"), Path.Combine(_folder, "ehr"))
    {
        Findings = (text, _) => text.Contains("Spikes", StringComparison.Ordinal) ? [("spikes", "present")] : [],
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EverythingIsTakenOrListedWithItsReason()
    {
        CohortDescription made = CohortBuilder.Build(Sources, Path.Combine(_folder, "cohort"));
        CohortStore store = CohortStore.Open(Path.Combine(_folder, "cohort"));
        made.ShouldBe(new CohortDescription("../recordings", 5, 4, 2, 2, made.Rejected, 1800));
        store.Describe().ShouldBe(made);
        Session first = store.Sessions()[0];
        (first.Id, first.Patient, first.Age, first.Sex, first.Site, first.Setting).ShouldBe(("site0/r0", "A", 61, "F", "north", "ward"));
        first.Start.ShouldBe(new DateTime(2015, 1, 2, 10, 0, 0));
        first.DurationSeconds.ShouldBe(5);
        store.Sessions().Single(s => s.Patient == "C").Age.ShouldBe(50);
        store.Sessions().Single(s => s.Patient == "D").Sex.ShouldBeNull();
        store.Events().Select(g => g.Key).ShouldBe(["A"]);
        store.Fingerprints().Count.ShouldBe(5);
        string[] rejected = CsvTable.Read(store.RejectedPath).Rows.Select(r => $"{r[0]}|{r[1]}|{r[2]}").ToArray();
        rejected.ShouldContain("recording|site1/r5.hea|no patient");
        rejected.ShouldContain("recording|unknown.hea|no row in the metadata");
        rejected.ShouldContain("metadata|ghost|no recording of that name");
        rejected.ShouldContain("report|nobody|no recording of that name");
        rejected.ShouldContain(r => r.StartsWith("report|site1/r1|2 different reports", StringComparison.Ordinal));
        rejected.ShouldContain(r => r.StartsWith("recording|site0/broken.hea|", StringComparison.Ordinal) && r.Contains("999", StringComparison.Ordinal));
        rejected.ShouldContain("record|1 patients|no recording in the cohort");
        rejected.Length.ShouldBe(made.Rejected);
    }

    [Fact]
    public void TheSameSourcesGiveTheSameBytesHoweverOftenAndHoweverParallel()
    {
        CohortBuilder.Build(Sources with { Parallel = 1 }, Path.Combine(_folder, "one"));
        CohortBuilder.Build(Sources with { Parallel = 4 }, Path.Combine(_folder, "two"));
        CohortBuilder.Build(Sources, Path.Combine(_folder, "two"));
        foreach (string path in Directory.GetFiles(Path.Combine(_folder, "one")).Where(p => !p.EndsWith("scan.jsonl", StringComparison.Ordinal)))
        {
            File.ReadAllBytes(Path.Combine(_folder, "two", Path.GetFileName(path))).ShouldBe(File.ReadAllBytes(path), Path.GetFileName(path));
        }

        Directory.GetFiles(Path.Combine(_folder, "two")).Length.ShouldBe(Directory.GetFiles(Path.Combine(_folder, "one")).Length);
    }

    [Fact]
    public void AStoppedBuildGoesOnAndAChangedRecordingIsReadAgain()
    {
        string cohort = Path.Combine(_folder, "cohort");
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => CohortBuilder.Build(
            Sources with { Parallel = 1 }, cohort, (done, _) => { if (done == 3) { stop.Cancel(); } }, stop.Token));
        File.Exists(Path.Combine(cohort, "cohort.json")).ShouldBeFalse();
        Should.Throw<ClefException>(() => CohortStore.Open(cohort));

        // What a kill in the middle of a line leaves.
        string journal = Path.Combine(cohort, "scan.jsonl");
        int before = File.ReadAllLines(journal).Length;
        before.ShouldBe(4);
        File.AppendAllText(journal, "{\"File\":\"site0/r4.hea\",\"Byt");
        CohortBuilder.Build(Sources, cohort);
        File.ReadAllLines(journal).Length.ShouldBe(9);
        CohortBuilder.Build(Sources, Path.Combine(_folder, "fresh"));
        File.ReadAllBytes(CohortStore.Open(cohort).Table("sessions")).ShouldBe(File.ReadAllBytes(CohortStore.Open(Path.Combine(_folder, "fresh")).Table("sessions")));

        Wfdb.Write(Recordings, "site0/r0", 200, [Wfdb.Oscillations(50, 200, 0, 7)], comments: ["<age>: 50", "changed"]);
        CohortBuilder.Build(Sources, cohort);
        CohortStore.Open(cohort).Sessions()[0].DurationSeconds.ShouldBe(7);
    }

    [Fact]
    public void TheBuiltInVocabularyReadsTheReports()
    {
        Write("more.csv", "session,text\nr0,\"There are frequent left temporal spikes. No seizures were recorded.\"\n");
        var sources = new CohortSources(Recordings, Path.Combine(_folder, "meta.csv"), Path.Combine(_folder, "more.csv"));
        CohortBuilder.Build(sources, Path.Combine(_folder, "cohort"));
        CohortStore store = CohortStore.Open(Path.Combine(_folder, "cohort"));
        using var database = new Clef.Core.DuckDb.DuckDatabase();
        string findings = Clef.Core.DuckDb.DuckFiles.Source(store.Table("findings"));
        database.Count($"SELECT count(*) FROM {findings} WHERE session = 'site0/r0' AND status = 'present' AND finding LIKE '%spike%'").ShouldBeGreaterThan(0);
        database.Count($"SELECT count(*) FROM {findings} WHERE session = 'site0/r0' AND status = 'absent' AND finding LIKE '%seizure%'").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void MetadataThatNamesARecordingTwiceIsRefused()
    {
        Write("twice.csv", "session,patient\nr0,A\nr0,B\n");
        Should.Throw<ClefException>(() => CohortBuilder.Build(Sources with { Metadata = Path.Combine(_folder, "twice.csv") }, Path.Combine(_folder, "c"))).Message.ShouldContain("r0");
        Write("dates.csv", "session,patient,start\nr0,A,1/2/2015\n");
        Should.Throw<ClefException>(() => CohortBuilder.Build(Sources with { Metadata = Path.Combine(_folder, "dates.csv") }, Path.Combine(_folder, "c"))).Message.ShouldContain("1/2/2015");
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
