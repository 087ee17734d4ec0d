using System.Numerics;
using System.Runtime.InteropServices;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Eeg.Search;

/// <summary>A session found.</summary>
/// <param name="Session">Its id.</param>
/// <param name="Patient">Its patient, where known.</param>
/// <param name="Cosine">How near it is, -1 to 1.</param>
public sealed record SearchHit(string Session, string? Patient, double Cosine);

/// <summary>Exact search by cosine over a table of embeddings: one pass of products, no approximation.</summary>
public sealed class SessionIndex
{
    private readonly EmbeddingTable _table;
    private readonly float[] _unit;

    /// <summary>Scales every vector of a table to length one; a vector of zeros stays one.</summary>
    public SessionIndex(EmbeddingTable table)
    {
        _table = table;
        _unit = table.Values.ToArray();
        for (int i = 0; i < table.Count; i++)
        {
            Span<float> row = _unit.AsSpan(i * table.Width, table.Width);
            float norm = MathF.Sqrt(Dot(row, row));
            for (int k = 0; k < row.Length && norm > 0; k++)
            {
                row[k] /= norm;
            }
        }
    }

    /// <summary>Reads an index, a table that <c>clef eeg embed</c> wrote.</summary>
    public static SessionIndex Read(string path) => new(EmbeddingTable.Read(path));

    /// <summary>The nearest sessions, the nearest first; equal ones in the order of the table.</summary>
    /// <param name="query">A vector of the table's width.</param>
    /// <param name="most">How many.</param>
    /// <param name="without">A session to be left out: the query's own.</param>
    public IReadOnlyList<SearchHit> Nearest(ReadOnlySpan<float> query, int most, string? without = null)
    {
        double[] cosines = Cosines(query);
        return [.. Enumerable.Range(0, _table.Count).Where(i => _table.Ids[i] != without).OrderByDescending(i => cosines[i]).ThenBy(i => i).Take(most)
            .Select(i => new SearchHit(_table.Ids[i], _table.Patients[i], cosines[i]))];
    }

    /// <summary>The sessions nearest to one of the table.</summary>
    /// <exception cref="ClefException">The table has no such session.</exception>
    public IReadOnlyList<SearchHit> Like(string session, int most)
    {
        int row = Enumerable.Range(0, _table.Count).FirstOrDefault(i => _table.Ids[i] == session, -1);
        return row >= 0
            ? Nearest(_unit.AsSpan(row * _table.Width, _table.Width), most, session)
            : throw new ClefException("index", "session", session, $"one of its {_table.Count}, such as {_table.Ids[0]}");
    }

    /// <summary>The cosine of every row with a vector.</summary>
    public double[] Cosines(ReadOnlySpan<float> query)
    {
        if (query.Length != _table.Width)
        {
            throw new ClefException("index", "width", _table.Width, $"{query.Length}, the query's; a search by text needs an index made with --space text");
        }

        var cosines = new double[_table.Count];
        float norm = MathF.Sqrt(Dot(query, query));
        for (int i = 0; i < cosines.Length; i++)
        {
            cosines[i] = norm > 0 ? Dot(_unit.AsSpan(i * _table.Width, _table.Width), query) / norm : 0;
        }

        return cosines;
    }

    /// <summary>The table.</summary>
    public EmbeddingTable Table => _table;

    /// <summary>The product of two vectors of one length, as many elements at once as the processor takes.</summary>
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(a), y = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            sums += x[i] * y[i];
        }

        float sum = Vector.Sum(sums);
        for (int i = x.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
