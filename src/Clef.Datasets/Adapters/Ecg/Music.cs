using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// MUSIC (Sudden Cardiac Death in Chronic Heart Failure): 992 patients, of whom 936 have Holter recordings of 24 h at 200 Hz, with the
/// cause of death at four years.
/// </summary>
public sealed class Music : Dataset
{
    /// <inheritdoc/>
    public override string Name => "music";

    /// <inheritdoc/>
    public override string Title => "MUSIC: sudden cardiac death in chronic heart failure 1.0.1";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/music-sudden-cardiac-death/1.0.1/";

    /// <inheritdoc/>
    public override string Licence => "ODC-By 1.0";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Open;

    /// <inheritdoc/>
    public override Uri? Root => new("https://physionet.org/files/music-sudden-cardiac-death/1.0.1/");

    /// <inheritdoc/>
    public override string Remark => "the layout is that of the published documentation; tried on a replica only";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["subject-info.csv", "Holter_ECG/"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
        [new("outcome", TaskKind.MultiClass, "survivor, non-cardiac death, sudden cardiac death or pump failure, from a Holter window")];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new(
            "row-split", "the released split cuts the table by rows; one class has two test cases",
            "patients are dealt to the splits within each class, in the order of a hash"),
        new("lost-as-survivor", "patients lost to follow-up or transplanted count as survivors", "they are left out"),
    ];

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        string text = Support.Text(folder, "subject-info.csv");
        int line = text.IndexOf('\n', StringComparison.Ordinal);
        char separator = (line < 0 ? text : text[..line]).Contains(';', StringComparison.Ordinal) ? ';' : ',';
        CsvTable table = CsvTable.Parse($"{folder.Name}/subject-info.csv", text, separator);
        int id = table.Column("Patient ID"), exit = table.Column("Exit of the study"), cause = table.Column("Cause of death");
        int age = table.FirstColumn("Age"), sex = table.FirstColumn("Gender (male=1)", "Gender", "Sex");
        items.Classes = ["survivor", "non-cardiac death", "sudden cardiac death", "pump failure"];
        var found = new List<DatasetItem>();
        foreach (string[] row in table.Rows)
        {
            string patient = row[id].Trim();
            string file = $"Holter_ECG/{patient}.hea";
            if (!folder.FileNames.Contains(file))
            {
                items.Leave("no Holter recording");
                continue;
            }

            // Exit of the study: 1 lost to follow-up, 2 transplanted, 3 dead.
            if (row[exit].Trim() is "1" or "2")
            {
                items.Leave("lost to follow-up or transplanted");
                items.Correct("lost-as-survivor");
                continue;
            }

            string outcome = row[cause].Trim() switch
            {
                "0" or "" => "survivor",
                "1" => "non-cardiac death",
                "3" => "sudden cardiac death",
                "6" or "7" => "pump failure",
                _ => throw new ClefException(table.Name, $"Cause of death of {patient}", row[cause], "0, 1, 3, 6 or 7"),
            };
            found.Add(new DatasetItem(patient, patient, file, "")
            {
                Classes = [outcome],
                Seconds = 10,
                Age = age < 0 ? null : Support.Number(row[age]),
                Sex = sex < 0 ? null : row[sex].Trim() switch { "1" => "M", "0" => "F", var other => Support.Sex(other) },
            });
        }

        foreach (IGrouping<string, DatasetItem> outcome in found.GroupBy(i => i.Classes[0]))
        {
            DatasetItem[] order = outcome.OrderBy(i => StableHash.Of("dataset", Name, i.Patient)).ToArray();
            for (int i = 0; i < order.Length; i++)
            {
                double at = (i + 0.5) / order.Length;
                items.Add(order[i] with { Split = at < 0.7 ? "train" : at < 0.8 ? "validation" : "test" });
            }
        }
    }
}
