using System.Globalization;
using Clef.Datasets.Tests.Support;

namespace Clef.Acceptance.Tests;

/// <summary>
/// Synthetic stand-ins of the seven datasets of the suite ecg18, each in its official layout: invented people and labels, and for a signal nothing but
/// waves at an invented
/// rate. No recording of these datasets is here; what the test shows is that each task runs from folder to table, and nothing of how well.
/// </summary>
internal sealed class EcgStandIns : IDisposable
{
    private const int People = 40;

    private readonly Dictionary<string, Replica> _replicas = new(StringComparer.Ordinal)
    {
        ["ptb-xl"] = PtbXl(), ["chapman"] = Chapman(), ["mimic-iv-ecg"] = Mimic(), ["music"] = Music(), ["icentia11k"] = Icentia(),
            ["mc-med"] = McMed(), ["aurora-bp"] = Aurora(),
    };

    /// <summary>Folders by dataset.</summary>
    public IReadOnlyDictionary<string, string> Folders => _replicas.ToDictionary(r => r.Key, r => r.Value.Folder);

    public void Dispose()
    {
        foreach (Replica replica in _replicas.Values)
        {
            replica.Dispose();
        }
    }

    private static Replica PtbXl()
    {
        Replica replica = new Replica().Text("scp_statements.csv", ",description,diagnostic,form,rhythm,diagnostic_class,diagnostic_subclass\n"
            + "NDT,non-diagnostic T,1.0,1.0,,STTC,STTC\nNORM,normal,1.0,,,NORM,NORM\nIMI,inferior,1.0,,,MI,IMI\nABQRS,abnormal QRS,,1.0,,,\nSR,sinus rhythm,,,1.0,,\nAFIB,fibrillation,,,1.0,,\n");
        var table = new List<string> { "ecg_id,patient_id,age,sex,scp_codes,strat_fold,filename_lr,filename_hr" };
        for (int i = 1; i <= People; i++)
        {
            int odd = (i + (i / 10)) % 2;
            string codes = $"'{(odd == 0 ? "NORM" : "IMI")}': 100.0, '{(odd == 0 ? "NDT" : "ABQRS")}': 0.0, '{(odd == 0 ? "SR" : "AFIB")}': 0.0";
            table.Add($"{i},{1000 + i}.0,{40 + i}.0,{i % 2},\"{{{codes}}}\",{(i % 10) + 1},records100/00000/{i:00000}_lr,records500/00000/{i:00000}_hr");
            replica.Wfdb($"records500/00000/{i:00000}_hr", 500, Twelve(500, 10, i));
        }

        return replica.Text("ptbxl_database.csv", string.Join('\n', table));
    }

    private static Replica Chapman()
    {
        Replica replica = new Replica().Text("ConditionNames_SNOMED-CT.csv",
            "Acronym Name,Full Name,Snomed_CT\nAF,Atrial Flutter,164890007\nST,Sinus Tachycardia,427084000\n");
        for (int i = 0; i < People; i++)
        {
            replica.Wfdb($"WFDBRecords/01/010/JS{i:00000}", 500, Twelve(500, 10, i),
                $"#Age: {40 + i}\n#Sex: {(i % 2 == 0 ? "Male" : "Female")}\n#Dx: {(i % 2 == 0 ? "164890007" : "427084000")}\n");
        }

        return replica;
    }

    private static Replica Mimic()
    {
        var replica = new Replica();
        string[] records = [.. Enumerable.Range(0, People).Select(i => $"files/p1000/p{i}/s{i}/{i}")];
        for (int i = 0; i < People; i++)
        {
            replica.Wfdb(records[i], 500, Twelve(500, 10, i));
        }

        return replica.Text("record_list.csv", "subject_id,study_id,file_name,ecg_time,path\n"
            + string.Concat(records.Select((r, i) => $"{i},{i},{i},2180-07-23 08:44:00,{r}\n")))
            .Text("LVEF.csv", "index,path,age,LVEF,label\n" + string.Concat(records.Select((r, i) => $"{i},{r},60,{20 + i},{i % 2}\n")));
    }

    private static Replica Music()
    {
        var replica = new Replica();
        var rows = new List<string> { "Patient ID;Exit of the study;Cause of death;Age;Gender (male=1)" };
        for (int i = 0; i < People; i++)
        {
            rows.Add($"P{i:0000};;{(i % 4) switch { 0 => 0, 1 => 1, 2 => 3, _ => 6 }};6{i % 10};{i % 2}");
            replica.Wfdb($"Holter_ECG/P{i:0000}", 200, [("I", Waves(200, 30, i)), ("Y", Waves(200, 30, i))]);
        }

        return replica.Text("subject-info.csv", string.Join("\r\n", rows));
    }

    private static Replica Icentia()
    {
        var replica = new Replica();
        for (int i = 0; i < People; i++)
        {
            // Codes: 1 N, 5 V, 9 S, 28 a change of rhythm; each of them well inside the segment.
            replica.Wfdb($"p00/p{i:00000}/p{i:00000}_s00", 250, [("ECG", Waves(250, 90, i))], "", (28, 500, "(N"), (1, 4000, ""), (28, 5000, ")"),
                (28, 6000, "(AFIB"), (9, 8000, ""),
                (28, 11_000, ")"), (28, 12_000, "(AFL"), (5, 14_000, ""), (28, 17_000, ")"));
        }

        return replica;
    }

    private static Replica McMed()
    {
        var replica = new Replica();
        var visits = new List<string> { "MRN,CSN,Age,Gender,ED_dispo,DC_dispo,Triage_acuity,Triage_SBP,Triage_DBP" };
        var splits = new Dictionary<string, List<string>> { ["train"] = ["CSN"], ["val"] = ["CSN"], ["test"] = ["CSN"] };
        for (int i = 0; i < People; i++)
        {
            visits.Add($"{i},{100 + i},{30 + i},{(i % 2 == 0 ? "F" : "M")},{(i % 2 == 0 ? "Discharge" : "ICU")},{(i % 2 == 0 ? "Home or Self Care" : "Expired")},{(i % 2 == 0 ? "3-Urgent" : "2-Emergent")},{100 + i},{60 + i}");
            splits[i % 5 < 3 ? "train" : i % 5 == 3 ? "val" : "test"].Add($"{100 + i}");
            replica.Wfdb($"data/waveforms/{100 + i}/{100 + i}/II/{100 + i}_1", 500, [("II", Waves(500, 12, i))]);
        }

        foreach ((string part, List<string> lines) in splits)
        {
            replica.Text($"split_chrono_{part}.csv", string.Join('\n', lines));
        }

        return replica.Text("visits.csv", string.Join('\n', visits));
    }

    private static Replica Aurora()
    {
        var replica = new Replica();
        var people = new List<string> { "pid\tage\tgender\tbaseline_sbp\tbaseline_dbp" };
        for (int i = 0; i < People; i++)
        {
            people.Add($"a{i:000}\t{30 + i}\t{(i % 2 == 0 ? "F" : "M")}\t{110 + i}\t{60 + i}");
            short[] waves = Waves(500, 12, i);
            replica.Text($"measurements_auscultatory/a{i:000}/a{i:000}.initial.Calibration_start_1.tsv",
                "t\tekg\n" + string.Concat(waves.Select((v, k) => string.Create(CultureInfo.InvariantCulture, $"{k / 500.0}\t{v / 200.0}\n"))));
        }

        return replica.Text("participants.tsv", string.Join('\n', people));
    }

    private static (string, short[])[] Twelve(int rate, int seconds, int person) =>
        [.. ((string[])["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]).Select(lead => (lead, Waves(rate, seconds, person)))];

    /// <summary>A spike at each beat of an invented rate, on a slow wave.</summary>
    private static short[] Waves(int rate, int seconds, int person)
    {
        double beats = 0.8 + (0.02 * (person % 40)); // a second
        return [.. Enumerable.Range(0, rate * seconds).Select(i =>
        {
            double time = (double)i / rate, phase = ((time * beats) % 1) - 0.4;
            return (short)((200 * Math.Exp(-Math.Pow(phase / 0.02, 2))) + (30 * Math.Sin(2 * Math.PI * (1.1 + (0.1 * (person % 7))) * time)));
        })];
    }
}
