using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// MC-MED (Kansal et al., PhysioNet 2025): monitoring of emergency department visits; the first segment of lead II, 500 Hz, with triage and
/// disposition.
/// </summary>
public sealed class McMed : Dataset
{
    /// <inheritdoc/>
    public override string Name => "mc-med";

    /// <inheritdoc/>
    public override string Title => "MC-MED 1.0";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/mc-med/1.0.0/";

    /// <inheritdoc/>
    public override string Licence => "PhysioNet Credentialed Health Data License";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Credentialed;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["visits.csv|data/visits.csv", "split_chrono_train.csv|data/split_chrono_train.csv"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("ed-disposition", TaskKind.MultiClass, "discharge, inpatient, observation or ICU"),
        new("discharge-disposition", TaskKind.MultiClass, "where the patient went, in six groups"),
        new("triage-acuity", TaskKind.MultiClass, "the five levels of the emergency severity index"),
        new("sbp", TaskKind.Regression, "systolic pressure at triage, mmHg"),
        new("dbp", TaskKind.Regression, "diastolic pressure at triage, mmHg"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new("unknown-as-discharge", "an unknown disposition counts as discharge", "such visits are left out"),
        new(
            "patient-in-two-splits", "the chronological split is by visit, so that a returning patient may be in several splits",
            "a patient's visits go where the first of train, validation, test has one; the others are left out"),
    ];

    /// <inheritdoc/>
    public override string Remark =>
        "the layout is that of the published documentation and released code; it was not tried on the real files";

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable table = CsvTable.Read(folder, Support.First(folder, "visits.csv", "data/visits.csv"));
        int visit = table.Column("CSN"), patient = table.Column("MRN");
        int target = table.Column(task switch { "ed-disposition" => "ED_dispo", "discharge-disposition" => "DC_dispo", "triage-acuity" => "Triage_acuity", "sbp" => "Triage_SBP", _ => "Triage_DBP" });
        int age = table.FirstColumn("Age"), sex = table.FirstColumn("Gender", "Sex");
        Dictionary<string, string> splits = Splits(folder);
        Dictionary<string, string> recordings =
            folder.FileNames.Where(f => f.EndsWith("_1.hea", StringComparison.Ordinal) && f.Contains("/II/", StringComparison.Ordinal))
            .GroupBy(f => Support.Stem(f)[..^2]).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        items.Classes = task switch
        {
            "ed-disposition" => ["Discharge", "Inpatient", "Observation", "ICU"],
            "discharge-disposition" =>
                ["Home", "Care facility", "Hospital transfer", "Hospice/expired", "Psychiatry/rehabilitation", "Other"],
            "triage-acuity" => ["1", "2", "3", "4", "5"],
            _ => [],
        };
        string[] order = ["train", "validation", "test"];
        var first = table.Rows.Where(r => splits.ContainsKey(r[visit]))
            .GroupBy(r => r[patient], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(r => splits[r[visit]]).MinBy(s => Array.IndexOf(order, s))!, StringComparer.Ordinal);
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string[] fields = table.Rows[row];
            string? reason = !splits.TryGetValue(fields[visit], out string? split)
                ? "in no official split"
                : !recordings.ContainsKey(fields[visit])
                ? "no segment of lead II"
                : null;
            double? value = items.Classes.Count == 0 && reason is null ? Support.Number(fields[target]) : null;
            string? name = items.Classes.Count > 0 && reason is null ? Class(task, fields[target]) : null;
            reason ??= items.Classes.Count > 0 ? (name is null ? "no known class" : null) : value is null ? "no number" : null;
            if (reason is null && split != first[fields[patient]])
            {
                reason = "another visit of the patient is in an earlier split";
                items.Correct("patient-in-two-splits");
            }

            if (reason is not null)
            {
                items.Correct("unknown-as-discharge", reason == "no known class" && task == "ed-disposition" ? 1 : 0);
                items.Leave(reason);
                continue;
            }

            items.Add(new DatasetItem(fields[visit], fields[patient], recordings[fields[visit]], split!)
            {
                Classes = name is null ? [] : [name],
                Value = value,
                Channel = "II",
                Seconds = 10,
                Age = age < 0 ? null : Support.Number(fields[age]),
                Sex = sex < 0 ? null : Support.Sex(fields[sex]),
            });
        }
    }

    private static Dictionary<string, string> Splits(SourceFolder folder)
    {
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string file, string split) in (
            ReadOnlySpan<(string, string)>)[("train", "train"), ("val", "validation"), ("test", "test")])
        {
            string name = Support.First(folder, $"split_chrono_{file}.csv", $"data/split_chrono_{file}.csv");
            foreach (string line in Support.Text(folder, name).Split('\n'))
            {
                string visit = line.Split(',')[0].Trim().Trim('"');
                if (visit.Length > 0 && visit.All(char.IsAsciiDigit))
                {
                    splits[visit] = split;
                }
            }
        }

        return splits;
    }

    private static string? Class(string task, string text)
    {
        string plain = text.Trim();
        return task switch
        {
            "ed-disposition" => plain is "Discharge" or "Inpatient" or "Observation" or "ICU" ? plain : null,
            "triage-acuity" => plain.Length > 0 && plain[0] is >= '1' and <= '5' ? plain[..1] : null,
            _ => plain.Length == 0 ? null : Discharge(plain.ToUpperInvariant()),
        };
    }

    /// <summary>The six groups of the released evaluation, by keyword.</summary>
    private static string Discharge(string text)
    {
        bool Has(params ReadOnlySpan<string> words)
        {
            foreach (string word in words)
            {
                if (text.Contains(word, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        return Has("HOSPICE", "EXPIRED", "DECEASED", "MORGUE") ? "Hospice/expired"
            : Has("PSYCH", "REHAB") ? "Psychiatry/rehabilitation"
            : Has("SNF", "SKILLED", "NURSING", "CARE FACILITY", "ASSISTED", "LONG TERM") ? "Care facility"
            : Has("HOSPITAL", "ACUTE CARE", "TRANSFER") ? "Hospital transfer"
            : Has("HOME", "SELF") ? "Home"
            : "Other";
    }
}
