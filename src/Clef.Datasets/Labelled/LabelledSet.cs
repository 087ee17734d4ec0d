using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Signals.Recordings;

namespace Clef.Datasets.Labelled;

/// <summary>
/// Recordings with the labels of one task, each in one part of a split: what probing and fine-tuning take, from a dataset's adapter or a table of one's own.
/// </summary>
/// <param name="Name">The dataset's or the table's name.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Kind">What kind of answer is asked for.</param>
/// <param name="Classes">The classes in their order; empty for regression. A binary task has two, the second being the positive one.</param>
/// <param name="Sources">Folders and zip archives that hold the recordings.</param>
/// <param name="Items">The recordings; every <see cref="DatasetItem.Split"/> is <c>train</c>, <c>validation</c> or <c>test</c>, and no patient is in two.</param>
/// <param name="SourceOf">For each item, which source it is in.</param>
public sealed record LabelledSet(
    string Name, string Task, TaskKind Kind, IReadOnlyList<string> Classes, IReadOnlyList<string> Sources, IReadOnlyList<DatasetItem> Items, IReadOnlyList<int> SourceOf)
{
    private const int FewestNumbers = 10; // a table's column of numbers with more distinct values than this is a regression task

    /// <summary>Records that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> LeftOut { get; init; } = new Dictionary<string, int>();

    /// <summary>How the parts came about, in words.</summary>
    public string SplitText { get; init; } = "";

    /// <summary>A task of a public dataset.</summary>
    /// <param name="name">The adapter's name.</param>
    /// <param name="path">The dataset's folder or zip archive.</param>
    /// <param name="task">The task.</param>
    /// <param name="split">Whose split.</param>
    /// <param name="limit">At most so many items, chosen by a hash with their strata kept; 0 for all.</param>
    public static LabelledSet FromDataset(string name, string path, string task, SplitRule split, int limit = 0)
    {
        Dataset dataset = DatasetCatalogue.Find(name);
        using SourceFolder folder = SourceFolder.OpenPath(path);
        DatasetItems read = dataset.Read(folder, task);
        TaskKind kind = dataset.Tasks.First(t => t.Name == task).Kind;
        return Make(name, task, kind, read.Classes, [path], read.Items, i => 0, split, limit) with { LeftOut = read.LeftOut };
    }

    /// <summary>A column of a table. Rows name recordings by file name, with or without folder and extension.</summary>
    /// <param name="csv">The table: a column that names the record (<c>record</c>, <c>session</c>, <c>id</c> or <c>file</c>), perhaps <c>patient</c>,
    /// <c>split</c>, <c>age</c> and <c>sex</c>, and the labels. Several classes of one record are separated by <c>;</c>. Rows without a label are left out.</param>
    /// <param name="inputs">Folders and zip archives of recordings.</param>
    /// <param name="task">The column of labels.</param>
    /// <param name="kind">The kind; null to judge by the values.</param>
    /// <param name="split">Whose split: the table's own needs a column <c>split</c>.</param>
    /// <param name="limit">At most so many items; 0 for all.</param>
    public static LabelledSet FromTable(string csv, IReadOnlyList<string> inputs, string task, TaskKind? kind, SplitRule split, int limit = 0) =>
        FromTable(csv, Files(inputs), inputs, task, kind, split, limit);

    /// <summary>A column of a table whose rows name sessions that are prepared already. Where the values are 0, 1 and -1, rows with -1 are left out, as tables
    /// of 'clef cohort label' mean it.</summary>
    /// <param name="csv">The table, as of recordings.</param>
    /// <param name="sessions">The sessions' names.</param>
    /// <param name="task">The column of labels.</param>
    /// <param name="kind">The kind; null to judge by the values.</param>
    /// <param name="split">Whose split.</param>
    public static LabelledSet FromSessions(string csv, IEnumerable<string> sessions, string task, TaskKind? kind, SplitRule split) =>
        FromTable(csv, sessions.ToDictionary(s => s, s => (0, s), StringComparer.Ordinal), [], task, kind, split, 0);

    private static LabelledSet FromTable(
        string csv, IReadOnlyDictionary<string, (int Source, string File)> files, IReadOnlyList<string> inputs, string task, TaskKind? kind, SplitRule split, int limit)
    {
        CsvTable table = CsvTable.Read(csv);
        int key = table.FirstColumn("record", "session", "id", "file"), label = table.Column(task);
        int patient = table.FirstColumn("patient", "subject_id", "person"), part = table.FirstColumn("split"), age = table.FirstColumn("age"), sex = table.FirstColumn("sex");
        if (key < 0)
        {
            throw new ClefException(csv, "columns", string.Join(", ", table.Columns), "one named record, session, id or file");
        }

        string[] texts = [.. table.Rows.Select(r => r[label].Trim())];
        if (inputs.Count == 0 && texts.All(t => t is "" or "0" or "1" or "-1"))
        {
            texts = [.. texts.Select(t => t == "-1" ? "" : t)];
        }

        TaskKind decided = kind ?? Judge(texts.Where(t => t.Length > 0).ToArray());
        string[] classes = decided == TaskKind.Regression ? [] : [.. texts.Where(t => t.Length > 0).SelectMany(t => Split(t, decided)).Distinct().Order(StringComparer.Ordinal)];
        if (decided == TaskKind.Binary && classes.Length != 2)
        {
            throw new ClefException(csv, task, string.Join(", ", classes.Take(8)), "two values, for a binary task");
        }

        var items = new List<DatasetItem>();
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < texts.Length; row++)
        {
            string id = table.Rows[row][key].Trim();
            if (texts[row].Length == 0 || !files.TryGetValue(id, out (int Source, string File) found))
            {
                string reason = texts[row].Length == 0 ? $"no {task}" : "no recording of that name";
                left[reason] = left.GetValueOrDefault(reason) + 1;
                continue;
            }

            if (!sources.TryAdd(id, found.Source))
            {
                throw new ClefException(csv, $"{table.Columns[key]} in row {row + 1}", id, "a record that is named once");
            }

            items.Add(new DatasetItem(id, patient < 0 ? id : table.Rows[row][patient].Trim(), found.File, part < 0 ? "all" : table.Rows[row][part].Trim())
            {
                Classes = decided == TaskKind.Regression ? [] : Split(texts[row], decided),
                Value = decided == TaskKind.Regression ? table.Number(row, label) : null,
                Age = age < 0 ? null : table.Number(row, age),
                Sex = sex < 0 ? null : table.Rows[row][sex].Trim().ToUpperInvariant() switch { "F" or "FEMALE" => "F", "M" or "MALE" => "M", _ => null },
            });
        }

        return Make(Path.GetFileNameWithoutExtension(csv), task, decided, classes, inputs, items, i => sources[i.Id], split, limit) with { LeftOut = left };
    }

    private static LabelledSet Make(
        string name, string task, TaskKind kind, IReadOnlyList<string> classes, IReadOnlyList<string> paths, IReadOnlyList<DatasetItem> items, Func<DatasetItem, int> source,
        SplitRule split, int limit)
    {
        DatasetItem[] kept = [.. items.Where(i => kind != TaskKind.Regression || i.Value is { } v && double.IsFinite(v))];
        if (limit > 0 && kept.Length > limit)
        {
            kept = [.. PatientSplit.Share(kept, kind, "limit", (double)limit / kept.Length)];
        }

        (DatasetItem[] parted, string text) = PatientSplit.Apply(kept, kind, split);
        foreach (string part in (string[])["train", "test"])
        {
            if (!parted.Any(i => i.Split == part))
            {
                throw new ClefException(name, $"items of {task} in the {part} part", 0, $"at least one (of {items.Count} items in all)");
            }
        }

        return new LabelledSet(name, task, kind, classes, paths, parted, [.. parted.Select(source)]) { SplitText = text };
    }

    private static IReadOnlyList<string> Split(string text, TaskKind kind) =>
        kind == TaskKind.MultiLabel ? text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];

    private static TaskKind Judge(IReadOnlyCollection<string> texts)
    {
        int distinct = texts.Distinct().Count();
        return texts.Any(t => t.Contains(';', StringComparison.Ordinal)) ? TaskKind.MultiLabel
            : distinct > FewestNumbers && texts.All(t => double.TryParse(t, System.Globalization.CultureInfo.InvariantCulture, out _)) ? TaskKind.Regression
            : distinct == 2 ? TaskKind.Binary : TaskKind.MultiClass;
    }

    /// <summary>Recordings by their names, with folder and extension and without either; a short name that two of them share names none.</summary>
    private static Dictionary<string, (int Source, string File)> Files(IReadOnlyList<string> inputs)
    {
        var all = new List<(string Name, int Source, string File)>();
        for (int i = 0; i < inputs.Count; i++)
        {
            using SourceFolder folder = SourceFolder.OpenPath(inputs[i]);
            foreach (string file in RecordingFile.List(folder))
            {
                string bare = file[(file.LastIndexOf('/') + 1)..];
                all.AddRange(((string[])[file, Path.ChangeExtension(file, null), bare, Path.ChangeExtension(bare, null)]).Distinct().Select(n => (n, i, file)));
            }
        }

        return all.GroupBy(a => a.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => (g.First().Source, g.First().File), StringComparer.Ordinal);
    }
}
