using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// MIMIC-IV-ECG (Gow et al., PhysioNet 2023): 800,035 twelve-lead ECGs of 161,352 patients, 10 s, 500 Hz; with <c>LVEF.csv</c>, the table
/// of left ventricular ejection fractions that the ECGFounder authors made (its second column is the record's path, the last but one the
/// ejection fraction in percent, the last a binary label whose cut-off is not documented).
/// </summary>
public sealed class MimicIvEcg : Dataset
{
    /// <inheritdoc/>
    public override string Name => "mimic-iv-ecg";

    /// <inheritdoc/>
    public override string Title => "MIMIC-IV-ECG 1.0 with ejection fractions";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/mimic-iv-ecg/1.0/";

    /// <inheritdoc/>
    public override string Licence => "ODbL 1.0 (ECGs); the ejection fractions come from credentialed notes";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Credentialed;

    /// <inheritdoc/>
    public override string Remark => "the layout is that of the published documentation; tried on a replica only";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["record_list.csv", "LVEF.csv"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("lvef", TaskKind.Regression, "left ventricular ejection fraction in percent"),
        new("lvef-label", TaskKind.Binary, "the published binary label (its cut-off is not documented)"),
        new("lvef-40", TaskKind.Binary, "ejection fraction of 40 % or less"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new(
            "row-split", "the released split cuts the table by rows, so that a patient's records fall into several splits",
            "the split is by patient"),
        new("missing-as-zero", "a missing ejection fraction becomes 0", "such records are left out"),
        new(
            "pretraining-overlap", "the patients also pretrain the released weights",
            "the items' patients are named, so that pretraining can leave them out"),
    ];

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable list = CsvTable.Read(folder, "record_list.csv");
        int subject = list.Column("subject_id"), path = list.Column("path");
        var patients = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] row in list.Rows)
        {
            patients[row[path]] = row[subject];
        }

        CsvTable table = CsvTable.Read(folder, "LVEF.csv");
        if (table.Columns.Count < 4)
        {
            throw new Core.ClefException(
                table.Name, "columns", table.Columns.Count,
                "at least 4: the path second, the ejection fraction last but one, the label last");
        }

        items.Classes = task == "lvef" ? [] : ["0", "1"];
        var rowSplits = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string record = Trim(table.Rows[row][1]);
            if (!patients.TryGetValue(record, out string? patient))
            {
                items.Leave("not in record_list.csv");
                continue;
            }

            double? fraction = table.Number(row, table.Columns.Count - 2);
            double? label = table.Number(row, table.Columns.Count - 1);
            if (fraction is null or < 1 or > 100)
            {
                items.Leave("no ejection fraction between 1 and 100 %");
                items.Correct("missing-as-zero", fraction is null ? 1 : 0);
                continue;
            }

            if (task == "lvef-label" && label is not (0 or 1))
            {
                items.Leave("no binary label");
                continue;
            }

            (rowSplits.TryGetValue(patient, out HashSet<int>? tenths) ? tenths : rowSplits[patient] = [])
                .Add(row < 0.8 * table.Rows.Count ? 0 : row < 0.9 * table.Rows.Count ? 1 : 2);
            items.Add(new DatasetItem(record, patient, record + ".hea", Support.HashSplit(Name, patient, 0.8, 0.1))
            {
                Value = task == "lvef" ? fraction : null,
                Classes = task switch { "lvef-label" => [label == 1 ? "1" : "0"], "lvef-40" => [fraction <= 40 ? "1" : "0"], _ => [] },
            });
        }

        items.Correct("row-split", rowSplits.Values.Count(t => t.Count > 1));
    }

    /// <summary>Paths may carry an extension or a leading folder before <c>files/</c>.</summary>
    private static string Trim(string path)
    {
        int files = path.IndexOf("files/", StringComparison.Ordinal);
        string inner = files > 0 ? path[files..] : path;
        return inner.EndsWith(".hea", StringComparison.Ordinal) ? inner[..^4] : inner;
    }
}
