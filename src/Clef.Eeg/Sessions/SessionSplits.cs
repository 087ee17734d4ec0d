using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Eeg.Sessions;

/// <summary>
/// Which part of a cohort each session belongs to, from a table with the column <c>split</c> and <c>session</c> or <c>patient</c>. Splitting by patient is the
/// rule; a table by session must have been made so that no patient stands on both sides.
/// </summary>
public sealed class SessionSplits
{
    private readonly Dictionary<string, string>? _byName;
    private readonly bool _byPatient;

    private SessionSplits(Dictionary<string, string>? byName, bool byPatient) => (_byName, _byPatient) = (byName, byPatient);

    /// <summary>Reads a table; null gives splits in which every session trains.</summary>
    public static SessionSplits Read(string? path)
    {
        if (path is null)
        {
            return new SessionSplits(null, false);
        }

        CsvTable table = CsvTable.Read(path);
        int split = table.Column("split"), session = table.FirstColumn("session");
        int name = session >= 0 ? session : table.Column("patient");
        return new SessionSplits(table.Rows.GroupBy(r => r[name]).ToDictionary(g => g.Key, g => g.First()[split], StringComparer.Ordinal), session < 0);
    }

    /// <summary>The split of a session: <c>train</c> where there is no table; empty where the table does not name it.</summary>
    /// <param name="session">Its id. Windows of one recording (<c>id@seconds</c>) share the recording's split.</param>
    /// <param name="patient">Its patient, where known.</param>
    public string Of(string session, string? patient)
    {
        if (_byName is null)
        {
            return "train";
        }

        string name = _byPatient ? patient ?? "" : session.Split('@')[0];
        return _byName.GetValueOrDefault(name) ?? "";
    }

    /// <summary>The places of sessions of one split.</summary>
    /// <exception cref="ClefException">There are none.</exception>
    public int[] Places(IReadOnlyList<(string Session, string? Patient)> sessions, string split, string source)
    {
        int[] places = [.. Enumerable.Range(0, sessions.Count).Where(i => Of(sessions[i].Session, sessions[i].Patient) == split)];
        return places.Length > 0 ? places : throw new ClefException(source, $"sessions of split {split}", 0, "at least one");
    }
}
