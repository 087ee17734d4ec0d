using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Ecg;

/// <summary>PTB-XL (Wagner et al., Sci Data 2020): 21,799 twelve-lead ECGs of 18,869 patients, 10 s, 500 and 100 Hz.</summary>
public sealed class PtbXl : Dataset
{
    /// <inheritdoc/>
    public override string Name => "ptb-xl";

    /// <inheritdoc/>
    public override string Title => "PTB-XL 1.0.3";

    /// <inheritdoc/>
    public override string Modality => "ECG";

    /// <inheritdoc/>
    public override string Source => "https://physionet.org/content/ptb-xl/1.0.3/";

    /// <inheritdoc/>
    public override string Licence => "CC BY 4.0";

    /// <inheritdoc/>
    public override DatasetAccess Access => DatasetAccess.Open;

    /// <inheritdoc/>
    public override Uri? Root => new("https://physionet.org/files/ptb-xl/1.0.3/");

    /// <inheritdoc/>
    public override string Remark => "the layout is that of the published documentation; tried on a replica only";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Layout => ["ptbxl_database.csv", "scp_statements.csv"];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetTask> Tasks =>
    [
        new("all", TaskKind.MultiLabel, "all 71 SCP-ECG statements"),
        new("diagnostic", TaskKind.MultiLabel, "44 diagnostic statements"),
        new("subdiagnostic", TaskKind.MultiLabel, "23 diagnostic subclasses"),
        new("superdiagnostic", TaskKind.MultiLabel, "5 diagnostic classes"),
        new("form", TaskKind.MultiLabel, "19 form statements"),
        new("rhythm", TaskKind.MultiLabel, "12 rhythm statements"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<DatasetDefect> Defects =>
    [
        new(
            "rate", "a released evaluation reads the 500 Hz files as 100 Hz, so that the network sees the first 2 s stretched five times",
            "the 500 Hz files are named; their headers state their rate"),
        new("age-300", "the age 300 stands for more than 89 years", "the age is given as 90"),
    ];

    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        Dictionary<string, string[]> classes = Statements(folder, task, items);
        CsvTable table = CsvTable.Read(folder, "ptbxl_database.csv");
        int id = table.Column("ecg_id"), patient = table.Column("patient_id"), codes = table.Column("scp_codes"),
            fold = table.Column("strat_fold"), file = table.Column("filename_hr");
        int age = table.Column("age"), sex = table.Column("sex");
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string[] fields = table.Rows[row];
            string[] found = Codes(table.Name, row, fields[codes]).SelectMany(c => classes.GetValueOrDefault(c, [])).Distinct().ToArray();
            if (found.Length == 0)
            {
                items.Leave("no statement of the task");
                continue;
            }

            double? years = table.Number(row, age);
            if (years == 300)
            {
                items.Correct("age-300");
                years = 90;
            }

            int number = (int?)table.Number(row, fold) is >= 1 and <= 10 and { } n
                ? n
                : throw new ClefException(table.Name, $"strat_fold in row {row + 1}", fields[fold], "1 to 10");
            items.Add(new DatasetItem(
                fields[id], PatientName(table.Number(row, patient)), fields[file] + ".hea",
                number <= 8 ? "train" : number == 9 ? "validation" : "test")
            {
                Classes = found,
                Age = years,
                Sex = table.Number(row, sex) switch { 0 => "M", 1 => "F", _ => null },
            });
        }
    }

    private static string PatientName(double? number) => number is { } n ? n.ToString("F0", CultureInfo.InvariantCulture) : "unknown";

    /// <summary>The classes that each statement stands for in a task.</summary>
    private static Dictionary<string, string[]> Statements(SourceFolder folder, string task, DatasetItems items)
    {
        CsvTable table = CsvTable.Read(folder, "scp_statements.csv");
        int diagnostic = table.Column("diagnostic"), form = table.Column("form"), rhythm = table.Column("rhythm"),
            super = table.Column("diagnostic_class"), sub = table.Column("diagnostic_subclass");
        var classes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string[] fields = table.Rows[row];
            bool Is(int column) => table.Number(row, column) == 1;
            string? name = task switch
            {
                "all" => fields[0],
                "diagnostic" => Is(diagnostic) ? fields[0] : null,
                "subdiagnostic" => Is(diagnostic) ? fields[sub] : null,
                "superdiagnostic" => Is(diagnostic) ? fields[super] : null,
                "form" => Is(form) ? fields[0] : null,
                _ => Is(rhythm) ? fields[0] : null,
            };
            if (!string.IsNullOrEmpty(name))
            {
                classes[fields[0]] = [name];
            }
        }

        items.Classes = classes.Values.SelectMany(c => c).Distinct().Order(StringComparer.Ordinal).ToArray();
        return classes;
    }

    /// <summary>
    /// The keys of a Python dictionary such as <c>{'NORM': 100.0, 'SR': 0.0}</c>. Any listed statement counts, whatever its likelihood.
    /// </summary>
    private static IEnumerable<string> Codes(string name, int row, string text)
    {
        string body = text.Trim();
        if (body.Length < 2 || body[0] != '{' || body[^1] != '}')
        {
            throw new ClefException(name, $"scp_codes in row {row + 1}", text, "statements in braces");
        }

        return body[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':')[0].Trim().Trim('\'', '"'));
    }
}
