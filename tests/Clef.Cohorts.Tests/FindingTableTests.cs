using Clef.Cohorts.Build;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Cohorts.Tests.Support;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Signals.Channels;
using Shouldly;

namespace Clef.Cohorts.Tests;

/// <summary>Reports of ECGs, read by their own vocabulary, as labels.</summary>
public sealed class FindingTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-findings-").FullName;

    public FindingTableTests()
    {
        for (int i = 0; i < 12; i++)
        {
            Wfdb.Write(Path.Combine(_folder, "recordings"), $"r{i:00}", 200, [Wfdb.Oscillations(i, 200, 0, 5)], label: "I");
        }

        string[] rows = [.. Enumerable.Range(0, 12).Select(i => $"r{i:00},\"{(i == 0 ? "Thank you." : "Sinus rhythm")}\n{(i % 3 == 0 ? "Atrial premature complexes" : "")}\"")];
        File.WriteAllText(Path.Combine(_folder, "reports.csv"), "session,text\n" + string.Join('\n', rows[..11]) + "\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Findings_of_the_training_part_become_labels()
    {
        CohortStore store = Built();
        CohortSplitter.Write(store, store.Sessions().ToDictionary(s => s.Patient, s => s.Id is "r09" or "r10" ? "test" : "train"));
        string file = Path.Combine(_folder, "labels.csv");
        FindingTable.Write(store, file, least: 3).ShouldBe([("sinus-rhythm", 8), ("atrial-premature-beats", 3)]);
        CsvTable table = CsvTable.Read(file);
        table.Rows.Count.ShouldBe(11); // the last has no report
        table.Rows.Single(r => r[0] == "r00")[5].ShouldBe("atrial-premature-beats");
        table.Rows.Single(r => r[0] == "r09")[2].ShouldBe("test");
        table.Rows.Single(r => r[0] == "r09")[5].ShouldBe("atrial-premature-beats;sinus-rhythm");

        // What too few training patients have is no label, and a report with nothing else states none of them.
        FindingTable.Write(store, file, least: 4).ShouldBe([("sinus-rhythm", 8)]);
        CsvTable.Read(file).Rows.Single(r => r[0] == "r00")[5].ShouldBe(FindingTable.None);
        Should.Throw<ClefException>(() => FindingTable.Write(store, file, least: 9)).Message.ShouldContain("one at least that 9");
        Should.Throw<ClefException>(() => FindingTable.Write(store, file, 1, SignalKind.Eeg));
    }

    [Fact]
    public void A_cohort_that_is_not_split_has_no_training_part() =>
        Should.Throw<ClefException>(() => FindingTable.Write(Built(), Path.Combine(_folder, "labels.csv"), 1)).Message.ShouldContain("cohort split");

    private CohortStore Built()
    {
        string cohort = Path.Combine(_folder, "cohort");
        CohortBuilder.Build(new CohortSources(Path.Combine(_folder, "recordings"), Reports: Path.Combine(_folder, "reports.csv")), cohort);
        return CohortStore.Open(cohort);
    }
}
