using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Tables;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>
/// A run on disk: <c>run.json</c>, for each table <c>rows.csv</c> and <c>tasks.csv</c> (every task with its counts, scored or not),
/// <c>leakage.csv</c>, the predictions as Parquet, maps, and the result tables made from them. Everything is written whole, so that a run that was
/// stopped goes on where it was.
/// </summary>
public sealed class RunFolder
{
    /// <summary>Names a folder; nothing is read yet.</summary>
    public RunFolder(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    private string DescriptionPath => Path.Combine(Folder, "run.json");

    /// <summary>A file of the run.</summary>
    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>The description; null where the folder is not a run yet.</summary>
    public RunDescription? TryDescribe()
    {
        if (!System.IO.File.Exists(DescriptionPath))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(DescriptionPath), RunJson.Default.RunDescription);
        }
        catch (JsonException e)
        {
            throw new ClefException(DescriptionPath, null, null, $"the description of a run ({e.Message})", e);
        }
    }

    /// <summary>The description of a run that must be there.</summary>
    public RunDescription Describe() => TryDescribe() ?? throw new ClefException(Folder, "run.json", null, "a folder made by 'clef bench run'");

    /// <summary>Writes the description.</summary>
    public void Write(RunDescription description)
    {
        Directory.CreateDirectory(Folder);
        AtomicFile.WriteText(DescriptionPath, JsonSerializer.Serialize(description, RunJson.Default.RunDescription) + "\n");
    }

    /// <summary>Writes rows and tasks of the tables; labels stay with the predictions.</summary>
    public void Write(IReadOnlyList<BenchTable> tables)
    {
        foreach (BenchTable table in tables)
        {
            Directory.CreateDirectory(File(Path.Combine("tables", table.Name)));
            WriteCsv(Path.Combine("tables", table.Name, "rows.csv"), ["id", "patient", "part", "age", "sex", "site", "start"],
                table.Rows.Select(r => (IReadOnlyList<string?>)
                [r.Id, r.Patient, r.Part.ToString(), r.Age?.ToString("R", CultureInfo.InvariantCulture), r.Sex, r.Site,
                    r.Start?.ToString("s", CultureInfo.InvariantCulture)]));
            WriteCsv(Path.Combine("tables", table.Name, "tasks.csv"),
                ["task", "target", "group", "kind", "candidates", "train_positive", "train_negative", "validation_positive", "validation_negative",
                "test_positive", "test_negative", "external_positive", "external_negative", "skipped", "concepts"],
                table.Tasks.Select(t => (IReadOnlyList<string?>)
                [
                    t.Name, t.Target, t.Group, t.Regression ? "regression" : "binary", t.Candidates.ToString(CultureInfo.InvariantCulture),
                    .. Enum.GetValues<Part>().SelectMany(p => (int[])[t.Count(table.Rows, p).Positive, t.Count(table.Rows, p).Negative])
                        .Select(n => n.ToString(CultureInfo.InvariantCulture)),
                    t.Skipped, string.Join(' ', t.Concepts),
                ]));
        }

        AtomicFile.WriteText(File("tables.txt"), string.Join('\n', tables.Select(t => t.Name)) + "\n");
    }

    /// <summary>Rows and tasks as they were written; null where the folder is not a run yet.</summary>
    public IReadOnlyList<StoredTable>? TryTables() => System.IO.File.Exists(DescriptionPath) && System.IO.File.Exists(File("tables.txt")) ? Tables() : null;

    /// <summary>Reads rows and tasks back; the values are not among them.</summary>
    public IReadOnlyList<StoredTable> Tables() => System.IO.File.ReadAllLines(File("tables.txt")).Where(l => l.Length > 0).Select(name =>
    {
        CsvTable rows = CsvTable.Read(File(Path.Combine("tables", name, "rows.csv"))), tasks = CsvTable.Read(File(Path.Combine("tables", name, "tasks.csv")));
        int Column(string column) => tasks.Column(column);
        return new StoredTable(
            name,
            rows.Rows.Select(r => new BenchRow(
                r[0], r[1], Enum.Parse<Part>(r[2])) { Age = r[3].Length > 0 ? double.Parse(r[3], CultureInfo.InvariantCulture) : null,
                Sex = Text(r[4]), Site = Text(r[5]), Start = r.Length > 6 && r[6].Length > 0 ? DateTime.Parse(r[6], CultureInfo.InvariantCulture)
                : null }).ToArray(),
            tasks.Rows.Select(r => new StoredTask(
                r[Column("task")], r[Column("target")], r[Column("group")], r[Column("kind")] == "regression",
                    int.Parse(r[Column("candidates")], CultureInfo.InvariantCulture),
                Enumerable.Range(Column("train_positive"), 8).Select(c => int.Parse(r[c], CultureInfo.InvariantCulture)).ToArray(), Text(r[Column("skipped")]),
                r[Column("concepts")].Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray());
    }).ToArray();

    /// <summary>SHA-256 over rows, parts and labels of all tables.</summary>
    public static string Digest(IReadOnlyList<BenchTable> tables)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BenchTable table in tables)
        {
            foreach (BenchRow row in table.Rows)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{table.Name}\0{row.Id}\0{row.Patient}\0{row.Part}\n"));
            }

            foreach (BenchTask task in table.Tasks)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{task.Name}\0{task.Skipped is null}\n"));
                hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(task.Values.AsSpan()));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes a unit's predictions.</summary>
    public void Write(ProbeUnit unit, IReadOnlyList<Prediction> predictions)
    {
        string path = File(unit.File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var database = new DuckDatabase(threads: 1);
        database.Execute("CREATE TABLE predictions (task VARCHAR, row INTEGER, part VARCHAR, value DOUBLE, score DOUBLE)");
        using (DuckAppender a = database.Append("predictions"))
        {
            foreach (Prediction p in predictions)
            {
                a.Add(p.Task).Add((long?)p.Row).Add(p.Part.ToString()).Add((double?)p.Value).Add((double?)p.Score);
            }

            a.Close();
        }

        database.WriteFile(path, "SELECT * FROM predictions");
    }

    /// <summary>Reads a unit's predictions.</summary>
    public IReadOnlyList<Prediction> Read(ProbeUnit unit)
    {
        var predictions = new List<Prediction>();
        using var database = new DuckDatabase(threads: 1);
        using DuckResult r = database.Query($"SELECT task, row, part, value, score FROM {DuckFiles.Source(File(unit.File))}");
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                predictions.Add(new(r.Column(0).Text(i)!, (int)r.Column(1).Integer(i)!.Value, Enum.Parse<Part>(r.Column(2).Text(i)!), r.Column(3)
                    .Number(i)!.Value, r.Column(4).Number(i)!.Value));
            }
        }

        return predictions;
    }

    /// <summary>Writes a CSV table of the run.</summary>
    public void WriteCsv(string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var text = new StringBuilder(string.Join(',', columns)).Append('\n');
        foreach (IReadOnlyList<string?> row in rows)
        {
            text.AppendJoin(',', row.Select(CsvTable.Quote)).Append('\n');
        }

        AtomicFile.WriteText(File(name), text.ToString());
    }

    private static string? Text(string field) => field.Length == 0 ? null : field;
}

/// <summary>A table as a run keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Tasks">Its tasks.</param>
public sealed record StoredTable(string Name, IReadOnlyList<BenchRow> Rows, IReadOnlyList<StoredTask> Tasks);

/// <summary>A task as a run keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What it is a class of.</param>
/// <param name="Group">Its heading.</param>
/// <param name="Regression">True for numbers.</param>
/// <param name="Candidates">Sessions that met the rule before matching.</param>
/// <param name="Counts">Positives and negatives in training, validation, test and external, eight numbers.</param>
/// <param name="Skipped">Why it is not scored; null where it is.</param>
/// <param name="Concepts">Codes and findings that its rule names.</param>
public sealed record StoredTask(
    string Name, string Target, string Group, bool Regression, int Candidates, IReadOnlyList<int> Counts, string? Skipped, IReadOnlyList<string> Concepts);
