using Clef.Core;
using Clef.Datasets.Tests.Support;
using Shouldly;

namespace Clef.Datasets.Tests;

/// <summary>EEG datasets that are not at hand: miniatures in their true layout.</summary>
public class EegReplicaTests
{
    [Fact]
    public void TuabValidationIsSplitOffByPatient()
    {
        using Replica replica = new Replica();
        for (int i = 0; i < 40; i++)
        {
            string kind = i % 2 == 0 ? "normal" : "abnormal";
            replica.Text($"edf/train/{kind}/01_tcp_ar/aaaaa{(char)('a' + (i / 4))}_s00{i}_t000.edf", "x");
        }

        replica.Text("edf/eval/normal/01_tcp_ar/aaaaazz_s001_t000.edf", "x").Text("edf/eval/abnormal/01_tcp_ar/aaaaazy_s001_t000.edf", "x");
        DatasetItems items = Items(replica, "tuab", "abnormal");
        items.Items.Count.ShouldBe(42);
        items.Items.Count(i => i.Split == "test").ShouldBe(2);
        items.Items.GroupBy(i => i.Patient).ShouldAllBe(g => g.Select(i => i.Split).Distinct().Count() == 1);
        items.Corrected["patient-in-both-classes"].ShouldBe(10);
        items.Items.Count(i => i.Classes[0] == "1").ShouldBe(21);
    }

    [Fact]
    public void TuevWindowsCountOnceAndConflictsAreLeftOut()
    {
        using Replica replica = new Replica()
            .Text("edf/train/aaaaaaar/aaaaaaar_00000001.edf", "x")
            .Text("edf/train/aaaaaaar/aaaaaaar_00000001.rec", "0,10.0,11.0,1\n1,10.0,11.0,1\n2,20.0,21.0,6\n3,20.0,21.0,5\n4,1.0,2.0,2\n")
            .Text("edf/eval/000/bckg_000_a_.edf", "x").Text("edf/eval/000/bckg_000_a_.rec", "0,30.0,31.0,6\n");
        DatasetItems items = Items(replica, "tuev", "event");
        items.Items.Select(i => $"{i.Patient} {i.Classes[0]} {i.FromSeconds}").ShouldBe(["eval-000 BCKG 28", "aaaaaaar GPED 0", "aaaaaaar SPSW 8"]);
        items.Items[0].Split.ShouldBe("test");
        items.LeftOut["a window with two labels"].ShouldBe(1);
        items.Corrected["repeated-windows"].ShouldBe(2);
        replica.Text("edf/train/aaaaaaar/aaaaaaar_00000001.rec", "0,10.0,11.0,9\n");
        using var folder = replica.Open();
        Should.Throw<ClefException>(() => DatasetCatalogue.Find("tuev").Read(folder, "event")).Message.ShouldContain("1 to 6");
    }

    [Fact]
    public void TuepAndTuslFollowTheirFolders()
    {
        using Replica epilepsy = new Replica().Text("00_epilepsy/aaaaaanr/s001_2003/02_tcp_le/aaaaaanr_s001_t000.edf", "x").Text("00_epilepsy/aaaaaanr/s002_2004/02_tcp_le/aaaaaanr_s002_t000.edf", "x").Text("01_no_epilepsy/aaaaaebo/s001_2006/01_tcp_ar/aaaaaebo_s001_t000.edf", "x").Text("DOCS/x.edf", "x");
        DatasetItems items = Items(epilepsy, "tuep", "epilepsy");
        items.Items.Select(i => (i.Patient, i.Classes[0])).ShouldBe([("aaaaaanr", "1"), ("aaaaaanr", "1"), ("aaaaaebo", "0")]);
        items.Corrected["patient-label"].ShouldBe(1);
        items.LeftOut.Values.Sum().ShouldBe(1);
        using Replica slowing = new Replica().Text("edf/aaaaaaju/s005_2010/01_tcp_ar/aaaaaaju_s005_t000.edf", "x").Text("edf/aaaaaaju/s005_2010/01_tcp_ar/aaaaaaju_s005_t000.tse_agg", "version = tse_v1.0.0\n\n0.0000 10.0000 bckg 1.0000\n10.0000 20.0000 slow 1.0000\n20.0 30.0 cmpx 1.0\n");
        DatasetItems events = Items(slowing, "tusl", "event");
        events.Items.Select(i => (i.Patient, i.Classes[0], i.FromSeconds, i.Seconds)).ShouldBe([("aaaaaaju", "bckg", 0, 10), ("aaaaaaju", "slow", 10, 10)]);
        events.LeftOut["a stretch called cmpx"].ShouldBe(1);
    }

    [Fact]
    public void HeedbFindingsAreColumnsOfZerosAndOnes()
    {
        using Replica replica = new Replica()
            .Text("EEG_metadata/S0001_EEG__reports_findings.csv", "SiteID,BDSPPatientID,SessionID,ServiceName,spikes,foc slowing\nS0001,111,1,Routine,1,0\nS0001,111,2,Routine,0,0\nS0001,222,1,LTM,0,1\nS0001,222,1,LTM,1,1\nS0001,333,1,LTM,0,1\n")
            .Text("EEG/bids/S0001/sub-S0001111/ses-1/eeg/sub-S0001111_ses-1_task-EEG_eeg.edf", "x").Text("EEG/bids/S0001/sub-S0001111/ses-2/eeg/sub-S0001111_ses-2_task-EEG_eeg.edf", "x").Text("EEG/bids/S0001/sub-S0001222/ses-1/eeg/sub-S0001222_ses-1_task-EEG_eeg.edf", "x");
        DatasetItems items = Items(replica, "heedb", "findings");
        items.Classes.ShouldBe(["foc slowing", "spikes"]);
        items.Items.Select(i => $"{i.Id} {string.Join("+", i.Classes)}").ShouldBe(["S0001111/1 spikes", "S0001111/2 "]);
        items.LeftOut.Values.Sum().ShouldBe(2);
    }

    [Fact]
    public void MumtazNamesAreReadByPattern()
    {
        using Replica replica = new Replica().Text("MDD S1 EC.edf", "x").Text("MDD S1 EO.edf", "x").Text("H S15  EO.edf", "x").Text("6921143_H S15 EO.edf", "x").Text("H S2 TASK.edf", "x").Text("other.edf", "x");
        DatasetItems items = Items(replica, "mumtaz", "depression");
        items.Items.Select(i => (i.Id, i.Patient, i.Classes[0])).OrderBy(i => i).ShouldBe([("H S15 EO", "H S15", "0"), ("H S2 TASK", "H S2", "0"), ("MDD S1 EC", "MDD S1", "1"), ("MDD S1 EO", "MDD S1", "1")]);
        items.LeftOut["a second file of the same person and state"].ShouldBe(1);
        items.LeftOut["a name of another form"].ShouldBe(1);
        items.Corrected["file-names"].ShouldBe(2);
    }

    [Fact]
    public void HmcStagesComeFromTheScoringFile()
    {
        using Replica replica = new Replica().Edf("recordings/SN001.edf", 100)
            .Edf("recordings/SN001_sleepscoring.edf", 100, (0, 30, "Sleep stage W"), (30, 30, "Sleep stage N2"), (60, 30, "Sleep stage R"), (90, 30, "Sleep stage N3"), (91, 0, "Lights on"));
        DatasetItems items = Items(replica, "hmc", "stage");
        items.Items.Select(i => (i.Classes[0], i.FromSeconds)).ShouldBe([("W", 0), ("N2", 30), ("R", 60)]);
        items.LeftOut["an epoch outside the recording"].ShouldBe(1);
    }

    [Fact]
    public void IsrucKeepsWhatBothExpertsSay()
    {
        using Replica replica = new Replica().Edf("1/1.rec", 100).Text("1/1_1.txt", "0\n2\n3\n5\n").Text("1/1_2.txt", "0\n1\n3\n5\n").Edf("2/2.rec", 60).Text("2/2_1.txt", "0\n");
        DatasetItems items = Items(replica, "isruc", "stage");
        items.Items.Select(i => (i.Classes[0], i.FromSeconds)).ShouldBe([("W", 0), ("N3", 60)]);
        items.Corrected.ShouldBe(new Dictionary<string, int> { ["epochs-beyond-the-end"] = 1, ["experts-differ"] = 1 }, ignoreOrder: true);
        items.LeftOut["not scored by both experts"].ShouldBe(1);
    }

    private static DatasetItems Items(Replica replica, string name, string task)
    {
        using var folder = replica.Open();
        return DatasetCatalogue.Find(name).Read(folder, task);
    }
}
