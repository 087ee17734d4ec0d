using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Datasets.Labelled;

/// <summary>
/// What a row of a table of results said of each record, as <c>predictions.csv</c> of fine-tuning and <c>predictions/*.csv</c> of probing hold it: record,
/// patient, split, truth, and a number for each class (a probability or a logit), or one number.
/// </summary>
public sealed class PredictionTable
{
    private const int Numbers = 4; // columns before the numbers
    private const string Predicted = "predicted";
    private static readonly string[] First = ["record", "patient", "split", "truth"];

    private readonly bool _logits;

    private PredictionTable(string name, IReadOnlyList<string> classes, IReadOnlyDictionary<string, Prediction> records, bool logits) =>
        (Name, Classes, Records, _logits) = (name, classes, records, logits);

    /// <summary>The file.</summary>
    public string Name { get; }

    /// <summary>The classes; none where numbers were predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>By record.</summary>
    public IReadOnlyDictionary<string, Prediction> Records { get; }

    /// <summary>Reads a table, or the mean of several whose paths are joined by +: of the probabilities of each class, or of the numbers.</summary>
    /// <exception cref="ClefException">There is no such table, or those joined differ in records, split or classes.</exception>
    public static PredictionTable Read(string path)
    {
        if (!File.Exists(path) && path.Contains('+', StringComparison.Ordinal))
        {
            return Mean(path, [.. path.Split('+').Select(ReadOne)]);
        }

        return ReadOne(path);
    }

    /// <summary>Writes a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The classes; none for numbers.</param>
    /// <param name="logits">Whether the numbers of classes are logits, rather than probabilities.</param>
    /// <param name="rows">The records.</param>
    public static void Write(string path, IReadOnlyList<string> classes, bool logits, IEnumerable<(string Record, Prediction Prediction)> rows)
    {
        string kind = logits ? "s" : "p";
        var text = new StringBuilder($"{string.Join(',', First)},").AppendJoin(',', classes.Count == 0 ? [Predicted] : classes
            .Select(c => CsvTable.Quote($"{kind} {c}"))).Append('\n');
        foreach ((string record, Prediction p) in rows)
        {
            text.Append($"{CsvTable.Quote(record)},{CsvTable.Quote(p.Patient)},{p.Split},{CsvTable.Quote(p.Truth)},");
            text.AppendJoin(',', p.Values.Select(v => ((float)v).ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static PredictionTable Mean(string name, PredictionTable[] tables)
    {
        PredictionTable first = tables[0];
        var records = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach ((string record, Prediction one) in first.Records)
        {
            var sum = new double[one.Values.Length];
            foreach (PredictionTable table in tables)
            {
                if (!table.Classes.SequenceEqual(first.Classes) || !table.Records.TryGetValue(record, out Prediction? other) || other.Truth != one.Truth || other.Split != one.Split)
                {
                    throw new ClefException(table.Name, "record", record, $"the records, the split and the classes of {first.Name}");
                }

                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += (table._logits ? 1 / (1 + Math.Exp(-other.Values[i])) : other.Values[i]) / tables.Length;
                }
            }

            records.Add(record, one with { Values = sum });
        }

        return new PredictionTable(name, first.Classes, records, logits: false);
    }

    private static PredictionTable ReadOne(string path)
    {
        CsvTable table = CsvTable.Read(path);
        if (table.Columns.Count <= Numbers || !table.Columns.Take(Numbers).SequenceEqual(First))
        {
            throw new ClefException(path, "columns", string.Join(", ", table.Columns.Take(5)), $"{string.Join(", ", First)} and predictions, as 'clef ecg finetune' writes predictions.csv");
        }

        bool number = table.Columns.Count == Numbers + 1 && table.Columns[Numbers] == Predicted;
        var records = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach (string[] row in table.Rows)
        {
            double[] values = [.. row.Skip(Numbers).Select(v => double.TryParse(v, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value : throw new ClefException(path, $"prediction of {row[0]}", v, "a finite number"))];
            if (!records.TryAdd(row[0], new Prediction(row[1], row[2], row[3], values)))
            {
                throw new ClefException(path, "record", row[0], "each record once");
            }
        }

        return new PredictionTable(path, number ? [] : [.. table.Columns.Skip(Numbers)
            .Select(c => c[(c.IndexOf(' ', StringComparison.Ordinal) + 1)..])], records,
            logits: !number && table.Columns[Numbers].StartsWith("s ", StringComparison.Ordinal));
    }
}

/// <summary>What was said of a record.</summary>
/// <param name="Patient">Whose it is.</param>
/// <param name="Split">Its part.</param>
/// <param name="Truth">Its classes, joined by semicolons, or its number.</param>
/// <param name="Values">A number for each class, or one number.</param>
public sealed record Prediction(string Patient, string Split, string Truth, double[] Values)
{
    /// <summary>What was said of an item of a labelled set.</summary>
    /// <param name="item">The item.</param>
    /// <param name="kind">The kind of its task.</param>
    /// <param name="values">What was said.</param>
    public static Prediction Of(DatasetItem item, TaskKind kind, double[] values) => new(
        item.Patient, item.Split, kind == TaskKind.Regression ? item.Value!.Value.ToString("R", CultureInfo.InvariantCulture)
            : string.Join(';', item.Classes), values);
}
