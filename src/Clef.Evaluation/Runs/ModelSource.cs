using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.LinearAlgebra;

namespace Clef.Evaluation.Runs;

/// <summary>What a model is in a table.</summary>
public enum ModelKind
{
    /// <summary>An embedding to be judged.</summary>
    Embedding,

    /// <summary>Something every embedding should beat: facts, demographics, a random encoder, simple features.</summary>
    Baseline,
}

/// <summary>A model's vectors for the rows of a table: one row or several (tokens, leads) for each.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Kind">Embedding or baseline.</param>
/// <param name="Digest">SHA-256 of its file, or of what it is computed from.</param>
/// <param name="Tokens">(vector, feature), in the order of the rows.</param>
/// <param name="Starts">The first vector of each row, and at the end the number of vectors.</param>
public sealed record ModelVectors(string Name, ModelKind Kind, string Digest, DenseMatrix Tokens, int[] Starts)
{
    /// <summary>(row, feature): the mean of each row's vectors.</summary>
    public DenseMatrix Pooled()
    {
        if (Tokens.Rows == Starts.Length - 1)
        {
            return Tokens;
        }

        var pooled = new DenseMatrix(Starts.Length - 1, Tokens.Columns);
        for (int r = 0; r < pooled.Rows; r++)
        {
            Span<double> mean = pooled.Row(r);
            for (int t = Starts[r]; t < Starts[r + 1]; t++)
            {
                ReadOnlySpan<double> token = Tokens.Row(t);
                for (int j = 0; j < mean.Length; j++)
                {
                    mean[j] += token[j] / (Starts[r + 1] - Starts[r]);
                }
            }
        }

        return pooled;
    }
}

/// <summary>An embedding file of any model, CSV or Parquet, as read by <see cref="EmbeddingTable"/>.</summary>
public sealed class ModelSource
{
    private readonly EmbeddingTable _table;
    private readonly Dictionary<string, List<int>> _rows = new(StringComparer.Ordinal);

    /// <summary>Reads and checks a file: every number must be finite.</summary>
    public ModelSource(string name, ModelKind kind, string path)
    {
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) || name[0] == '.')
        {
            throw new ClefException("models", "name", name, "letters, digits, '_', '-' and '.'");
        }

        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, $"the embeddings of {name}, CSV or Parquet");
        }

        (Name, Kind, Path) = (name, kind, path);
        using (FileStream stream = File.OpenRead(path))
        {
            Digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        _table = EmbeddingTable.Read(path);
        for (int i = 0; i < _table.Count; i++)
        {
            foreach (float value in _table.Row(i))
            {
                if (!float.IsFinite(value))
                {
                    throw new ClefException(path, $"the embedding of {_table.Ids[i]}", value, "finite numbers");
                }
            }

            (_rows.TryGetValue(_table.Ids[i], out List<int>? known) ? known : _rows[_table.Ids[i]] = []).Add(i);
        }
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Embedding or baseline.</summary>
    public ModelKind Kind { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the file.</summary>
    public string Digest { get; }

    /// <summary>Numbers in a vector.</summary>
    public int Width => _table.Width;

    /// <summary>Whether the file has a row, by <c>table/id</c>, by <c>id</c>, or by the recording's file as <c>clef ecg embed</c> writes it.</summary>
    public bool Has(string table, BenchRow row) => Find(table, row) is not null;

    /// <summary>The vectors of rows that the file has; a patient that the file names otherwise than the table is an error.</summary>
    public ModelVectors Align(string table, IReadOnlyList<BenchRow> rows)
    {
        var starts = new int[rows.Count + 1];
        var order = new List<int>();
        for (int r = 0; r < rows.Count; r++)
        {
            List<int> found = Find(table, rows[r]) ?? throw new ClefException(Path, "session", rows[r].Id, "an embedding of it");
            foreach (int i in found)
            {
                if (_table.Patients[i] is { } patient && patient != rows[r].Patient)
                {
                    throw new ClefException(Path, $"the patient of {rows[r].Id}", patient, rows[r].Patient);
                }
            }

            order.AddRange(found);
            starts[r + 1] = order.Count;
        }

        var tokens = new DenseMatrix(order.Count, Width);
        for (int i = 0; i < order.Count; i++)
        {
            ReadOnlySpan<float> vector = _table.Row(order[i]);
            Span<double> target = tokens.Row(i);
            for (int j = 0; j < vector.Length; j++)
            {
                target[j] = vector[j];
            }
        }

        return new ModelVectors(Name, Kind, Digest, tokens, starts);
    }

    private List<int>? Find(string table, BenchRow row) => _rows.GetValueOrDefault($"{table}/{row.Id}") ?? _rows.GetValueOrDefault(row.Id)
        ?? (row.File is { } file ? _rows.GetValueOrDefault(file) : null);
}
