using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// Aurora-BP (Mieloszyk et al., IEEE JBHI 2022): a single-lead ECG and other sensors during blood-pressure measurements; here the first
/// calibration measurement of each participant.
/// </summary>
public sealed class AuroraBp : Dataset
{
    /// <inheritdoc/>
    public override string Name => "aurora-bp";

    /// <inheritdoc/>
    public override string Title => "Aurora-BP";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://github.com/microsoft/aurorabp-sample-data";

    /// <inheritdoc/>
    public override string Licence => "Aurora-BP data use agreement";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.OnRequest;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["participants.tsv"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("sbp", TaskKind.Regression, "baseline systolic pressure, mmHg"),
        new("dbp", TaskKind.Regression, "baseline diastolic pressure, mmHg"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new(
            "repeated-rows", "joining participants with features repeats each participant's recording many times",
            "one item a participant"),
        new("random-test-crop", "the released evaluation cuts test windows at random", "the window is the first 10 s"),
    ];

    /// <inheritdoc/>
    public override string Remark => "the layout is that of the released code; it was not tried on the real files";

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable table = CsvTable.Read(folder, "participants.tsv", '\t');
        int id = table.Column("pid"), target = table.Column(task == "sbp" ? "baseline_sbp" : "baseline_dbp"),
            age = table.FirstColumn("age"), sex = table.FirstColumn("gender", "sex");
        var files = folder.FileNames.Where(f => f.EndsWith(".initial.Calibration_start_1.tsv", StringComparison.Ordinal))
            .GroupBy(f => f[(f.LastIndexOf('/') + 1)..].Split('.')[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        if (folder.FileNames.Contains("features.tsv"))
        {
            CsvTable features = CsvTable.Read(folder, "features.tsv", '\t');
            int owner = features.Column("pid");
            items.Correct("repeated-rows", features.Rows.GroupBy(r => r[owner]).Sum(g => g.Count() - 1));
        }

        for (int row = 0; row < table.Rows.Count; row++)
        {
            string patient = table.Rows[row][id];
            if (table.Number(row, target) is not { } pressure)
            {
                items.Leave("no baseline pressure");
            }
            else if (!files.TryGetValue(patient, out string? file))
            {
                items.Leave("no initial calibration measurement");
            }
            else
            {
                items.Add(new DatasetItem(
                    patient, patient, file,
                    Support.HashSplit(Name, patient)) { Value = pressure, Channel = "ekg", Seconds = 10, Age = age < 0
                    ? null
                    : table.Number(row, age), Sex = sex < 0
                    ? null
                    : Support.Sex(table.Rows[row][sex]) });
            }
        }
    }
}
