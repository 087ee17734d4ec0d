using Clef.Core;
using Clef.Core.Search;
using Clef.Core.Tables;

namespace Clef.Eeg.Search;

/// <summary>
/// Sessions on disk for search at scale: a folder of memory-mapped shards (<see cref="VectorIndex"/>), searched exactly without being read whole, and appended to while it is searched. A
/// table of embeddings is for thousands of sessions, this for hundreds of thousands.
/// </summary>
public sealed class SessionArchive : IDisposable
{
    private const char Separator = '\t'; // between session and patient in the index's identifiers

    private readonly VectorIndex _index;
    private readonly string _folder;

    /// <summary>Opens an archive, or begins one.</summary>
    public SessionArchive(string folder) => (_folder, _index) = (folder, new VectorIndex(folder));

    /// <summary>Number of sessions.</summary>
    public long Count => _index.Count;

    /// <summary>Appends the sessions of a table that are not there yet.</summary>
    /// <returns>How many were.</returns>
    /// <exception cref="ClefException">The table has another width, or a number that is not finite.</exception>
    public int Append(EmbeddingTable table)
    {
        var known = new HashSet<string>(_index.Ids().Select(Session), StringComparer.Ordinal);
        (string, ReadOnlyMemory<float>)[] rows = [.. Enumerable.Range(0, table.Count).Where(i => known.Add(table.Ids[i]))
            .Select(i => (Id(table.Ids[i], table.Patients[i]), (ReadOnlyMemory<float>)table.Row(i).ToArray()))];
        _index.Append(rows);
        return rows.Length;
    }

    /// <summary>The nearest sessions, the nearest first.</summary>
    /// <param name="query">A vector of the archive's width.</param>
    /// <param name="most">How many.</param>
    /// <param name="without">A session to be left out: the query's own.</param>
    public IReadOnlyList<SearchHit> Nearest(ReadOnlySpan<float> query, int most, string? without = null) =>
        [.. _index.Search(query, without is null ? most : most + 1).Select(h => new SearchHit(Session(h.Id), Patient(h.Id), h.Similarity)).Where(h => h.Session != without).Take(most)];

    /// <summary>The sessions nearest to one of the archive.</summary>
    /// <exception cref="ClefException">The archive has no such session.</exception>
    public IReadOnlyList<SearchHit> Like(string session, int most)
    {
        string id = _index.Ids().FirstOrDefault(i => Session(i) == session) ?? throw new ClefException(_folder, "session", session, $"one of its {Count}");
        return Nearest(_index.Vector(id), most, session);
    }

    /// <inheritdoc/>
    public void Dispose() => _index.Dispose();

    private static string Id(string session, string? patient) => session.Contains(Separator)
        ? throw new ClefException("archive", "session", session, "a name without a tab")
        : patient is null ? session : $"{session}{Separator}{patient}";

    private static string Session(string id) => id.Split(Separator, 2)[0];

    private static string? Patient(string id) => id.Split(Separator, 2) is [_, var patient] ? patient : null;
}
