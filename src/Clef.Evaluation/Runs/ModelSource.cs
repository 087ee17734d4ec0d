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

    /// <summary>A network that was trained on the labels of the training part and gives scores of its own; no probe is fitted.</summary>
    Supervised,
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
        CheckName(name);
        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, $"the embeddings of {name}, CSV or Parquet");
        }

        (Name, Kind, Path) = (name, kind, path);
        RequireTable(path);
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

    /// <summary>Refuses a name that cannot be part of a file's.</summary>
    internal static void CheckName(string name)
    {
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) || name[0] == '.')
        {
            throw new ClefException("models", "name", name, "letters, digits, '_', '-' and '.'");
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

    /// <summary>The file's names of sessions, in their order, each once.</summary>
    public IReadOnlyCollection<string> Ids => _rows.Keys;

    /// <summary>Whether the file has a row, by <c>table/id</c>, by <c>id</c>, or by the recording's file as <c>clef ecg embed</c> writes it; a
    /// patient's row needs every session.</summary>
    public bool Has(string table, BenchRow row) => Parts(row).All(p => Find(table, p.Id, p.File) is not null);

    /// <summary>
    /// The vectors of rows that the file has; a patient that the file names otherwise than the table is an error. A patient's row gets one vector a
    /// session, the mean of the session's own, so that no session counts for more than another.
    /// </summary>
    public ModelVectors Align(string table, IReadOnlyList<BenchRow> rows)
    {
        var starts = new int[rows.Count + 1];
        var vectors = new List<int[]>();
        for (int r = 0; r < rows.Count; r++)
        {
            foreach ((string id, string? file) in Parts(rows[r]))
            {
                List<int> found = Find(table, id, file) ?? throw new ClefException(Path, "session", id, "an embedding of it");
                foreach (int i in found)
                {
                    if (_table.Patients[i] is { } patient && patient != rows[r].Patient)
                    {
                        throw new ClefException(Path, $"the patient of {id}", patient, rows[r].Patient);
                    }
                }

                vectors.AddRange(rows[r].Sessions is null ? found.Select(i => new[] { i }) : [found.ToArray()]);
            }

            starts[r + 1] = vectors.Count;
        }

        var tokens = new DenseMatrix(vectors.Count, Width);
        for (int i = 0; i < vectors.Count; i++)
        {
            Span<double> target = tokens.Row(i);
            foreach (int of in vectors[i])
            {
                ReadOnlySpan<float> vector = _table.Row(of);
                for (int j = 0; j < vector.Length; j++)
                {
                    target[j] += vector[j] / (double)vectors[i].Length;
                }
            }
        }

        return new ModelVectors(Name, Kind, Digest, tokens, starts);
    }

    /// <summary>Refuses what is neither CSV nor Parquet, which begins with PAR1, in words of ours.</summary>
    internal static void RequireTable(string path)
    {
        string[] texts = [".csv", ".csv.gz", ".tsv"];
        if (texts.Any(t => path.EndsWith(t, StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        var begin = new byte[4];
        using FileStream stream = File.OpenRead(path);
        if (stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) < begin.Length || !begin.AsSpan().SequenceEqual("PAR1"u8))
        {
            throw new ClefException(path, "content", "other bytes than PAR1 at its beginning", "a Parquet file, or CSV in a file that ends in .csv");
        }
    }

    /// <summary>What a row is made of: its sessions, or itself.</summary>
    private static IEnumerable<(string Id, string? File)> Parts(BenchRow row) =>
        row.Sessions is { } sessions ? sessions.Select((id, i) => (id, row.SessionFiles?[i])) : [(row.Id, row.File)];

    private List<int>? Find(string table, string id, string? file) => _rows.GetValueOrDefault($"{table}/{id}") ?? _rows.GetValueOrDefault(id)
        ?? (file is null ? null : _rows.GetValueOrDefault(file));
}
