using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Cli.Ecg;

/// <summary>
/// What a row of a table of results said of each record, as <c>predictions.csv</c> of fine-tuning and <c>predictions/*.csv</c> of probing hold it: record,
/// patient, split, truth, and a number for each class (a probability or any increasing function of it), or one number.
/// </summary>
internal sealed class Predictions
{
    private const int Numbers = 4; // columns before the numbers
    private static readonly string[] First = ["record", "patient", "split", "truth"];

    private readonly bool _logits;

    private Predictions(string name, IReadOnlyList<string> classes, IReadOnlyDictionary<string, Prediction> records, bool logits) =>
        (Name, Classes, Records, _logits) = (name, classes, records, logits);

    /// <summary>The file.</summary>
    public string Name { get; }

    /// <summary>The classes; none where numbers were predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>By record.</summary>
    public IReadOnlyDictionary<string, Prediction> Records { get; }

    /// <summary>Reads a table, or the mean of several whose paths are joined by +: of the probabilities of each class, or of the numbers.</summary>
    public static Predictions Read(string path)
    {
        if (!File.Exists(path) && path.Contains('+', StringComparison.Ordinal))
        {
            return Mean(path, [.. path.Split('+').Select(ReadOne)]);
        }

        return ReadOne(path);
    }

    private static Predictions Mean(string name, Predictions[] tables)
    {
        Predictions first = tables[0];
        var records = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach ((string record, Prediction one) in first.Records)
        {
            var sum = new double[one.Values.Length];
            foreach (Predictions table in tables)
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

        return new Predictions(name, first.Classes, records, logits: false);
    }

    private static Predictions ReadOne(string path)
    {
        CsvTable table = CsvTable.Read(path);
        if (table.Columns.Count <= Numbers || !table.Columns.Take(Numbers).SequenceEqual(First))
        {
            throw new ClefException(path, "columns", string.Join(", ", table.Columns.Take(5)), $"{string.Join(", ", First)} and predictions, as 'clef ecg finetune' writes predictions.csv");
        }

        bool number = table.Columns.Count == Numbers + 1 && table.Columns[Numbers] == "predicted";
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

        return new Predictions(path, number ? [] : [.. table.Columns.Skip(Numbers).Select(c => c[(c.IndexOf(' ', StringComparison.Ordinal) + 1)..])], records,
            logits: !number && table.Columns[Numbers].StartsWith("s ", StringComparison.Ordinal));
    }

    /// <summary>Writes a table of logits, or of predicted numbers.</summary>
    public static void Write(string path, IReadOnlyList<string> classes, IEnumerable<(string Record, Prediction Prediction)> rows)
    {
        var text = new StringBuilder($"{string.Join(',', First)},").AppendJoin(',', classes.Count == 0 ? ["predicted"] : classes.Select(c => CsvTable.Quote($"s {c}"))).Append('\n');
        foreach ((string record, Prediction p) in rows)
        {
            text.Append($"{CsvTable.Quote(record)},{CsvTable.Quote(p.Patient)},{p.Split},{CsvTable.Quote(p.Truth)},");
            text.AppendJoin(',', p.Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }
}

/// <summary>What was said of a record.</summary>
/// <param name="Patient">Whose it is.</param>
/// <param name="Split">Its part.</param>
/// <param name="Truth">Its classes, joined by semicolons, or its number.</param>
/// <param name="Values">A number for each class, or one number.</param>
internal sealed record Prediction(string Patient, string Split, string Truth, double[] Values);
