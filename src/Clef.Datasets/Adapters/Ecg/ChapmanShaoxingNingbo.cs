using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>
/// The Chapman-Shaoxing-Ningbo database (Zheng et al., 2020 and 2022): 45,152 twelve-lead ECGs, 10 s, 500 Hz, one a patient.
/// </summary>
public sealed class ChapmanShaoxingNingbo : Dataset
{
    /// <summary>The 38 classes of the HeartLang/MERL benchmark, in its order.</summary>
    internal static readonly string[] Benchmark =
    [
        "AQW", "UW", "SR", "WPW", "2AVB", "AT", "VB", "ARS", "STTC", "SA", "STE", "VPB", "TWO", "STTU", "ALS", "APB", "2AVB1", "PRIE",
            "CCR",
        "CR", "AF", "AVB", "QTIE", "LBBB", "VEB", "SVT", "RBBB", "1AVB", "STDD", "MI", "AFIB", "TWC", "PWC", "ERV", "RVH", "LVH", "ST",
            "JEB",
    ];

    /// <inheritdoc/>
    public override string Name => "chapman";

    /// <inheritdoc/>
    public override string Title => "A large scale 12-lead electrocardiogram database for arrhythmia study 1.0.0 (Chapman-Shaoxing-Ningbo)";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/ecg-arrhythmia/1.0.0/";

    /// <inheritdoc/>
    public override string Licence => "CC BY 4.0";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Open;

    /// <inheritdoc/>
    public override Uri? Root => new("https://physionet.org/files/ecg-arrhythmia/1.0.0/");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["ConditionNames_SNOMED-CT.csv", "WFDBRecords/"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("diagnosis", TaskKind.MultiLabel, "the 38 classes of the HeartLang/MERL benchmark that the condition table names"),
        new("conditions", TaskKind.MultiLabel, "every condition of the table, sinus bradycardia among them"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new(
            "substring-labels",
            "the benchmark's columns were filled by substring, so that 7 of 38 are polluted (VB 3 became 916, AF took all AFIB)",
            "a class holds where its SNOMED code is listed, exactly"),
        new("constant-age", "the benchmark's age column is always 12", "age and sex come from the records' headers"),
    ];

    /// <inheritdoc/>
    public override string Remark =>
        "tried on a replica only; the benchmark's own split files are not part of the dataset; the split here is by hash of the record, which is one a patient";

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable names = CsvTable.Read(folder, "ConditionNames_SNOMED-CT.csv");
        int acronym = names.FirstColumn("Acronym Name", "Acronym"), snomed = names.FirstColumn("Snomed_CT", "SNOMED CT", "Snomed CT");
        if (acronym < 0 || snomed < 0)
        {
            throw new Core.ClefException(names.Name, "columns", string.Join(", ", names.Columns), "'Acronym Name' and 'Snomed_CT'");
        }

        var byCode = names.Rows.ToLookup(r => r[snomed].Trim(), r => r[acronym].Trim(), StringComparer.Ordinal);
        string[] known = names.Rows.Select(r => r[acronym].Trim()).ToArray();
        string[] classes = task == "diagnosis"
            ? Benchmark.Where(known.Contains).ToArray()
            : known.Distinct().Order(StringComparer.Ordinal).ToArray();
        items.Classes = classes;
        foreach (string header in folder.FileNames.Where(
            f => f.StartsWith("WFDBRecords/", StringComparison.Ordinal) && f.EndsWith(".hea", StringComparison.Ordinal)))
        {
            string[] comments = Support.Comments(folder, header).ToArray();
            string[] codes =
                Support.Comment(comments, "Dx")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [];
            string[] found = codes.SelectMany(c => byCode[c]).Where(classes.Contains).Distinct().ToArray();
            if (found.Length == 0)
            {
                items.Leave(codes.Length == 0 ? "no diagnosis in the header" : "no class of the task");
                continue;
            }

            // What a substring match of the acronyms would have added.
            items.Correct(
                "substring-labels",
                classes.Any(c => !found.Contains(c) && found.Any(f => f.Contains(c, StringComparison.Ordinal))) ? 1 : 0);
            string id = Support.Stem(header);
            items.Add(new DatasetItem(id, id, header, Support.HashSplit(Name, id, 0.72, 0.08))
            {
                Classes = found,
                Age = Support.Number(Support.Comment(comments, "Age")),
                Sex = Support.Sex(Support.Comment(comments, "Sex")),
            });
        }
    }
}
