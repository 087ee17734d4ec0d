using System.Globalization;
using System.Text;
using Clef.Core.DuckDb;

namespace Clef.Core.Tables;

/// <summary>
/// Embeddings with what they belong to: one row per recording or session, with the patient, and a vector of a fixed width. Parquet files
/// hold the vector as a list column <c>embedding</c>, CSV files as columns <c>e0</c>, <c>e1</c>, ...; both are read back bit for bit.
/// </summary>
public sealed class EmbeddingTable
{
    private readonly float[] _values;

    /// <summary>Gathers a table.</summary>
    /// <param name="idColumn">What a row is: <c>record</c>, <c>session</c>, ...</param>
    /// <param name="ids">One identifier per row.</param>
    /// <param name="patients">One patient per row; null where it is not known.</param>
    /// <param name="width">Numbers in a vector.</param>
    /// <param name="values">The vectors, (row, width), row after row.</param>
    public EmbeddingTable(string idColumn, IReadOnlyList<string> ids, IReadOnlyList<string?> patients, int width, float[] values)
    {
        if (patients.Count != ids.Count || width < 1 || (long)ids.Count * width != values.Length)
        {
            throw new ClefException(
                "embeddings", "size", $"{ids.Count} identifiers, {patients.Count} patients, {values.Length} numbers of width {width}",
                "one patient and one vector per identifier");
        }

        IdColumn = idColumn;
        Ids = ids;
        Patients = patients;
        Width = width;
        _values = values;
    }

    /// <summary>The name of the identifier's column.</summary>
    public string IdColumn { get; }

    /// <summary>The identifiers, one a row.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The patients, one a row.</summary>
    public IReadOnlyList<string?> Patients { get; }

    /// <summary>Numbers in a vector.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Ids.Count;

    /// <summary>All vectors, (row, width).</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One vector.</summary>
    public ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * Width, Width);

    /// <summary>Writes <c>.parquet</c> or <c>.csv</c>, atomically.</summary>
    public void Write(string path)
    {
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            AtomicFile.Write(path, WriteCsv);
            return;
        }

        using var database = new DuckDatabase(threads: 1);
        string id = DuckDatabase.Identifier(IdColumn);
        database.Execute($"CREATE TABLE embeddings ({id} VARCHAR, patient VARCHAR, embedding FLOAT[])");
        using (DuckAppender appender = database.Append("embeddings"))
        {
            for (int i = 0; i < Count; i++)
            {
                appender.Add(Ids[i]).Add(Patients[i]).Add(Row(i));
            }

            appender.Close();
        }

        database.WriteFile(path, "SELECT * FROM embeddings");
    }

    /// <summary>Reads <c>.parquet</c> or <c>.csv</c>. The identifier is the first column; <c>patient</c> may be absent.</summary>
    /// <exception cref="ClefException">There is no vector column, or the rows' widths differ.</exception>
    public static EmbeddingTable Read(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsv(path) : ReadParquet(path);

    private static EmbeddingTable ReadParquet(string path)
    {
        using var database = new DuckDatabase(threads: 1);
        using DuckResult result = database.Query($"SELECT * FROM {DuckFiles.Source(path)}");
        int vector = result.IndexOf("embedding");
        int patient = result.Columns.Any(c => c.Name == "patient") ? result.IndexOf("patient") : -1;
        var ids = new List<string>();
        var patients = new List<string?>();
        var values = new List<float>();
        int width = 0;
        while (result.Next())
        {
            DuckColumn id = result.Column(0);
            DuckColumn embedding = result.Column(vector);
            for (int i = 0; i < result.Count; i++)
            {
                ReadOnlySpan<float> items = embedding.Items<float>(i);
                width = width == 0 ? items.Length : width;
                if (items.Length != width || width == 0)
                {
                    throw new ClefException(
                        path, $"embedding in row {ids.Count + 1}", $"{items.Length} numbers",
                        width == 0 ? "at least one" : $"{width}, as in the first row");
                }

                ids.Add(id.Text(i)
                    ?? throw new ClefException(path, $"{result.Columns[0].Name} in row {ids.Count + 1}", "null", "an identifier"));
                patients.Add(patient < 0 ? null : result.Column(patient).Text(i));
                values.AddRange(items);
            }
        }

        return width == 0
            ? throw new ClefException(path, "rows", 0, "at least one")
            : new(result.Columns[0].Name, ids, patients, width, values.ToArray());
    }

    private static EmbeddingTable ReadCsv(string path)
    {
        CsvTable table = CsvTable.Read(path);
        int width = 0;
        while (table.Has($"e{width}"))
        {
            width++;
        }

        if (width == 0 || table.Rows.Count == 0)
        {
            throw new ClefException(
                path, "columns", string.Join(", ", table.Columns.Take(8)),
                "an identifier, and numbers in columns e0, e1, ... of at least one row");
        }

        int patient = table.FirstColumn("patient");
        var columns = Enumerable.Range(0, width).Select(i => table.Column($"e{i}")).ToArray();
        var values = new float[table.Rows.Count * width];
        for (int row = 0; row < table.Rows.Count; row++)
        {
            for (int i = 0; i < width; i++)
            {
                string text = table.Rows[row][columns[i]];
                if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[(row * width) + i]))
                {
                    throw new ClefException(path, $"e{i} in row {row + 1}", text, "a number");
                }
            }
        }

        return new(
            table.Columns[0], table.Rows.Select(r => r[0]).ToArray(),
            table.Rows.Select(r => patient < 0 || r[patient].Length == 0 ? null : r[patient]).ToArray(), width, values);
    }

    private void WriteCsv(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.Write($"{CsvTable.Quote(IdColumn)},patient");
        for (int i = 0; i < Width; i++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",e{i}"));
        }

        writer.WriteLine();
        for (int row = 0; row < Count; row++)
        {
            writer.Write($"{CsvTable.Quote(Ids[row])},{CsvTable.Quote(Patients[row])}");
            foreach (float value in Row(row))
            {
                writer.Write(',');
                writer.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }
}
