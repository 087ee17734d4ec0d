using Clef.Core;
using Clef.Datasets.Tests.Support;
using Shouldly;

namespace Clef.Datasets.Tests;

/// <summary>ECG datasets that are not at hand: miniatures in their true layout.</summary>
public class EcgReplicaTests
{
    [Fact]
    public void PtbXlHasSixLabelSetsAndTheOfficialFolds()
    {
        using Replica replica = new Replica()
            .Text("scp_statements.csv", ",description,diagnostic,form,rhythm,diagnostic_class,diagnostic_subclass\nNDT,non-diagnostic T,1.0,1.0,,STTC,STTC\nNORM,normal,1.0,,,NORM,NORM\nIMI,inferior,1.0,,,MI,IMI\nSR,sinus rhythm,,,1.0,,\n")
            .Text("ptbxl_database.csv", "ecg_id,patient_id,age,sex,scp_codes,strat_fold,filename_lr,filename_hr\n"
                + "1,15709.0,56.0,1,\"{'NORM': 100.0, 'SR': 0.0}\",3,records100/00000/00001_lr,records500/00000/00001_hr\n"
                + "2,13243.0,300.0,0,\"{'IMI': 35.0, 'NDT': 0.0}\",9,records100/00000/00002_lr,records500/00000/00002_hr\n"
                + "3,20372.0,37.0,1,{'SR': 0.0},10,records100/00000/00003_lr,records500/00000/00003_hr\n")
            .Wfdb("records500/00000/00001_hr", 500, 50).Wfdb("records500/00000/00002_hr", 500, 50).Wfdb("records500/00000/00003_hr", 500, 50);
        Items(replica, "ptb-xl", "superdiagnostic").Items.Select(i => $"{i.Id} {i.Split} {string.Join("+", i.Classes)}").ShouldBe(["1 train NORM", "2 validation MI+STTC"]);
        Items(replica, "ptb-xl", "rhythm").Items.Select(i => $"{i.Id} {i.Split}").ShouldBe(["1 train", "3 test"]);
        Items(replica, "ptb-xl", "form").Classes.ShouldBe(["NDT"]);
        Items(replica, "ptb-xl", "all").Classes.ShouldBe(["IMI", "NDT", "NORM", "SR"]);
        DatasetItems diagnostic = Items(replica, "ptb-xl", "diagnostic");
        diagnostic.Items[1].Age.ShouldBe(90);
        diagnostic.Corrected["age-300"].ShouldBe(1);
        diagnostic.Items[0].Patient.ShouldBe("15709");
        diagnostic.Items[0].Sex.ShouldBe("F");
        replica.Text("ptbxl_database.csv", "ecg_id,patient_id,age,sex,scp_codes,strat_fold,filename_lr,filename_hr\n1,1,5,1,NORM,3,a,b\n");
        using var folder = replica.Open();
        Should.Throw<ClefException>(() => DatasetCatalogue.Find("ptb-xl").Read(folder, "all")).Message.ShouldContain("scp_codes");
    }

    [Fact]
    public void ChapmanLabelsAreExactMatches()
    {
        using Replica replica = new Replica()
            .Text("ConditionNames_SNOMED-CT.csv", "Acronym Name,Full Name,Snomed_CT\nSB,Sinus Bradycardia,426177001\nAF,Atrial Flutter,164890007\nAFIB,Atrial Fibrillation,164889003\nST,Sinus Tachycardia,427084000\nVB,Ventricular bigeminy,11157007\n")
            .Wfdb("WFDBRecords/01/010/JS00001", 500, 50, "#Age: 85\n#Sex: Male\n#Dx: 164889003,427084000\n")
            .Wfdb("WFDBRecords/01/010/JS00002", 500, 50, "#Age: 59\n#Sex: Female\n#Dx: 426177001\n")
            .Wfdb("WFDBRecords/01/011/JS00003", 500, 50, "#Age: NaN\n#Sex: Unknown\n#Dx: 164890007\n");
        DatasetItems items = Items(replica, "chapman", "diagnosis");
        items.Items.Select(i => $"{i.Id} {string.Join("+", i.Classes)} {i.Age} {i.Sex}").ShouldBe(["JS00001 AFIB+ST 85 M", "JS00003 AF  "]);
        items.Classes.ShouldBe(["VB", "AF", "AFIB", "ST"]);
        items.LeftOut["no class of the task"].ShouldBe(1);
        Items(replica, "chapman", "conditions").Items.Count.ShouldBe(3);
    }

    [Fact]
    public void MimicEjectionFractionsAreSplitByPatientAndMissingOnesLeftOut()
    {
        string[] records = Enumerable.Range(0, 40).Select(i => $"files/p1000/p{i / 2}/s{i}/{i}").ToArray();
        using Replica replica = new Replica()
            .Text("record_list.csv", "subject_id,study_id,file_name,ecg_time,path\n" + string.Concat(records.Select((r, i) => $"{i / 2},{i},{i},2180-07-23 08:44:00,{r}\n")))
            .Text("LVEF.csv", "index,path,age,LVEF,label\n" + string.Concat(records.Select((r, i) => $"{i},{r},60,{(i == 3 ? "" : 20 + i)},{(i < 25 ? 1 : 0)}\n")) + "99,files/p9/p9/s9/9,50,55,0\n");
        DatasetItems items = Items(replica, "mimic-iv-ecg", "lvef");
        items.Items.Count.ShouldBe(39);
        items.Items.ShouldAllBe(i => i.Value >= 20);
        items.Items.GroupBy(i => i.Patient).ShouldAllBe(g => g.Select(i => i.Split).Distinct().Count() == 1);
        items.LeftOut["not in record_list.csv"].ShouldBe(1);
        items.Corrected["missing-as-zero"].ShouldBe(1);
        items.Corrected["row-split"].ShouldBeGreaterThan(0);
        Items(replica, "mimic-iv-ecg", "lvef-40").Items.Count(i => i.Classes[0] == "1").ShouldBe(20);
        Items(replica, "mimic-iv-ecg", "lvef-label").Items.Count(i => i.Classes[0] == "1").ShouldBe(24);
    }

    [Fact]
    public void MusicIsStratifiedAndThoseLostAreLeftOut()
    {
        using Replica replica = new Replica();
        var rows = new List<string> { "Patient ID;Exit of the study;Cause of death;Age;Gender (male=1)" };
        for (int i = 0; i < 60; i++)
        {
            rows.Add($"P{i:0000};{(i == 1 ? 1 : i == 2 ? 2 : "")};{(i % 6 == 0 ? 3 : i % 6 == 3 ? 6 : 0)};6{i % 10};{i % 2}");
            if (i != 5)
            {
                replica.Wfdb($"Holter_ECG/P{i:0000}", 200, 50);
            }
        }

        replica.Text("subject-info.csv", string.Join("\r\n", rows));
        DatasetItems items = Items(replica, "music", "outcome");
        items.Items.Count.ShouldBe(57);
        items.Corrected["lost-as-survivor"].ShouldBe(2);
        items.LeftOut["no Holter recording"].ShouldBe(1);
        items.Items.Where(i => i.Classes[0] == "sudden cardiac death").GroupBy(i => i.Split).ToDictionary(g => g.Key, g => g.Count()).ShouldBe(new Dictionary<string, int> { ["train"] = 7, ["validation"] = 1, ["test"] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void IcentiaTakesOneExampleOfEachClassInsideTheSegment()
    {
        // Codes: 1 N, 5 V, 9 S, 28 a change of rhythm. V lies too near the start; the flutter is too short.
        using Replica replica = new Replica()
            .Wfdb("p00/p00000/p00000_s00", 250, 30_000, "", (5, 500, ""), (28, 1000, "(N"), (1, 5000, ""), (1, 9000, ""), (28, 10_000, ")"), (28, 11_000, "(AFIB"), (9, 12_000, ""), (28, 20_000, ")"), (28, 21_000, "(AFL"), (28, 22_000, ")"));
        DatasetItems beats = Items(replica, "icentia11k", "beat");
        beats.Items.Select(i => i.Classes[0]).ShouldBe(["N", "S"]);
        beats.Items[1].FromSeconds.ShouldBe(43, 1e-6);
        beats.Corrected["window-outside"].ShouldBe(1);
        DatasetItems rhythms = Items(replica, "icentia11k", "rhythm");
        rhythms.Items.Select(i => (i.Classes[0], i.FromSeconds)).ShouldBe([("N", 4), ("AFIB", 44)]);
    }

    [Fact]
    public void McMedUsesTheOfficialSplitsAndDropsWhatIsUnknown()
    {
        using Replica replica = new Replica()
            .Text("visits.csv", "MRN,CSN,Age,Gender,ED_dispo,DC_dispo,Triage_acuity,Triage_SBP,Triage_DBP\n1,101,60,F,Discharge,Home or Self Care,3-Urgent,120,80\n1,102,61,F,ICU,Expired,2-Emergent,90,50\n2,103,40,M,Eloped,Skilled Nursing Facility,,130,\n3,104,40,M,Inpatient,Acute Care Hospital,5-Non-Urgent,140,70\n4,105,40,M,Inpatient,,1,150,70\n")
            .Text("split_chrono_train.csv", "CSN\n101\n103\n").Text("split_chrono_val.csv", "104\n").Text("split_chrono_test.csv", "102\n")
            .Wfdb("data/waveforms/101/101/II/101_1", 500, 50).Wfdb("data/waveforms/102/102/II/102_1", 500, 50).Wfdb("data/waveforms/103/103/II/103_1", 500, 50).Wfdb("data/waveforms/104/104/II/104_1", 500, 50).Wfdb("data/waveforms/104/104/Pleth/104_1", 125, 50);
        DatasetItems items = Items(replica, "mc-med", "ed-disposition");
        items.Items.Select(i => $"{i.Id} {i.Split} {i.Classes[0]}").ShouldBe(["101 train Discharge", "104 validation Inpatient"]);
        items.Corrected.ShouldBe(new Dictionary<string, int> { ["patient-in-two-splits"] = 1, ["unknown-as-discharge"] = 1 }, ignoreOrder: true);
        items.LeftOut["in no official split"].ShouldBe(1);
        Items(replica, "mc-med", "discharge-disposition").Items.Select(i => i.Classes[0]).ShouldBe(["Home", "Care facility", "Hospital transfer"]);
        Items(replica, "mc-med", "triage-acuity").Items.Select(i => i.Classes[0]).ShouldBe(["3", "5"]);
        Items(replica, "mc-med", "dbp").Items.Select(i => i.Value).ShouldBe([80, 70]);
    }

    [Fact]
    public void AuroraHasOneItemAParticipant()
    {
        using Replica replica = new Replica()
            .Text("participants.tsv", "pid\tage\tgender\tbaseline_sbp\tbaseline_dbp\na001\t50\tF\t120\t80\na002\t51\tM\t\t70\na003\t52\tM\t130\t85\n")
            .Text("features.tsv", "pid\tmeasurement\na001\t1\na001\t2\na001\t3\na003\t1\n")
            .Text("measurements_auscultatory/a001/a001.initial.Calibration_start_1.tsv", "t\tekg\n0\t1\n").Text("measurements_auscultatory/a002/a002.initial.Calibration_start_1.tsv", "t\tekg\n0\t1\n");
        DatasetItems items = Items(replica, "aurora-bp", "sbp");
        items.Items.Select(i => (i.Id, i.Value)).ShouldBe([("a001", 120)]);
        items.Corrected["repeated-rows"].ShouldBe(2);
        items.LeftOut.Values.Sum().ShouldBe(2);
    }

    [Fact]
    public void MitBihKeepsOnePersonOnOneSide()
    {
        using Replica replica = new Replica()
            .Wfdb("100", 360, 3600, "", (1, 30, ""), (1, 1000, ""), (5, 1500, ""), (28, 1600, "(VT")).Wfdb("201", 360, 3600, "", (8, 1000, "")).Wfdb("202", 360, 3600, "", (1, 1000, "")).Wfdb("102", 360, 3600, "", (12, 1000, ""));
        DatasetItems items = Items(replica, "mit-bih", "beat");
        items.Items.Select(i => $"{i.Patient} {i.Split} {i.Classes[0]}").ShouldBe(["100 test N", "100 test V", "201/202 train S"]);
        items.Corrected.Keys.ShouldBe(["one-person-two-sets", "paced"]);
    }

    private static DatasetItems Items(Replica replica, string name, string task)
    {
        using var folder = replica.Open();
        return DatasetCatalogue.Find(name).Read(folder, task);
    }
}
