using System.Collections.Concurrent;
using Clef.Eeg.Embedding;
using Clef.Evaluation.LinearAlgebra;
using Clef.Server.Models;

namespace Clef.Server.Search;

/// <summary>Maps of archives, made when first asked for and again once vectors were added or removed.</summary>
internal sealed class ArchiveMaps(ArchiveIndexes indexes, RequestWork work)
{
    private const int MostPoints = 5000;

    private readonly ConcurrentDictionary<(string Digest, EmbeddingSpace Space), (long Version, EmbeddingMap Map)> _made = new();

    /// <summary>The map of a model's vectors in a space.</summary>
    public async Task<EmbeddingMap> Of(ServedModel model, EmbeddingSpace space, CancellationToken stop)
    {
        LiveIndex index = indexes.Of(model, space);
        long version = index.Version;
        if (_made.TryGetValue((model.Digest, space), out (long Version, EmbeddingMap Map) known) && known.Version == version)
        {
            return known.Map;
        }

        EmbeddingMap map = await work.Do(() => EmbeddingMap.Of(index.Sample(MostPoints)), stop);
        _made[(model.Digest, space)] = (version, map);
        return map;
    }
}

/// <summary>Points of an archive.</summary>
/// <param name="Count">Points.</param>
/// <param name="Share">Share of the variance that the two axes show.</param>
/// <param name="Recordings">Identifiers.</param>
/// <param name="X">First axis.</param>
/// <param name="Y">Second axis.</param>
internal sealed record EmbeddingMap(int Count, double Share, IReadOnlyList<string> Recordings, IReadOnlyList<float> X, IReadOnlyList<float> Y)
{
    private const int Fewest = 3; // fewer have no two axes

    /// <summary>Places vectors on the two principal axes of their standardised numbers.</summary>
    public static EmbeddingMap Of(IReadOnlyList<(string Id, float[] Vector)> rows)
    {
        if (rows.Count < Fewest)
        {
            return new EmbeddingMap(0, 0, [], [], []);
        }

        var matrix = new DenseMatrix(rows.Count, rows[0].Vector.Length);
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                matrix[i, j] = rows[i].Vector[j];
            }
        }

        var axes = new PrincipalAxes(matrix);
        DenseMatrix turned = axes.Apply(matrix);
        int[] order = [.. Enumerable.Range(0, axes.Moments.Length).OrderByDescending(j => axes.Moments[j]).Take(2)];
        double share = order.Sum(j => axes.Moments[j]) / Math.Max(1e-300, axes.Moments.Sum());
        return new EmbeddingMap(
            rows.Count, Math.Round(share, 4), [.. rows.Select(r => r.Id)], [.. Enumerable.Range(0, rows.Count).Select(i => (float)turned[i, order[0]])],
            [.. Enumerable.Range(0, rows.Count).Select(i => order.Length > 1 ? (float)turned[i, order[1]] : 0)]);
    }
}
