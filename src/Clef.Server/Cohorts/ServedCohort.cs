using Clef.Clinical.Reports.Findings;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Sources;
using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.Cohorts;

/// <summary>The cohort that is served: its sessions, reports and labels. Empty where none is.</summary>
internal sealed class ServedCohort : IDisposable
{
    private readonly SourceFolder? _recordings;
    private readonly Dictionary<string, CohortSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _reports = new(StringComparer.Ordinal);
    private readonly ReportReader _reader = new();

    public ServedCohort(ServeOptions options)
    {
        if (options.Cohort is null)
        {
            return;
        }

        Store = CohortStore.Open(options.Cohort);
        string place = options.Recordings ?? Path.GetFullPath(Path.Combine(Store.Folder, Store.Describe().Recordings));
        _recordings = Path.Exists(place) ? SourceFolder.OpenPath(place)
            : throw new ClefException(place, null, null, "the cohort's recordings; where they have moved, give --recordings");
        IReadOnlyDictionary<string, string>? splits = Store.Splits();
        foreach (Session session in Store.Sessions())
        {
            _sessions.Add(RecordingId.Of($"cohort\0{session.Id}"), new CohortSession(session, splits?.GetValueOrDefault(session.Patient)));
        }

        if (File.Exists(Store.Table("reports")))
        {
            ReadReports(Store.Table("reports"));
        }
    }

    /// <summary>The store; null where no cohort is served.</summary>
    public CohortStore? Store { get; }

    /// <summary>The sessions by identifier.</summary>
    public IReadOnlyDictionary<string, CohortSession> Sessions => _sessions;

    /// <summary>The sessions as recordings.</summary>
    public IEnumerable<RecordingEntry> Entries => _sessions.Select(s => new RecordingEntry(
        s.Key, "cohort", s.Value.Session.Id, RecordingEntry.ModalityOf(s.Value.Session.MainKind), () =>
            RecordingFile.Open(_recordings!, s.Value.Session.File), null,
        _recordings is not ZipSourceFolder && RecordingEntry.IsMappedFormat(s.Value.Session.File)));

    /// <summary>What the cohort says of a recording; null where it is none of its.</summary>
    public CohortSession? Session(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>The report of a recording with its findings; null where there is none.</summary>
    public SessionReport? Report(string id)
    {
        if (!_sessions.TryGetValue(id, out CohortSession? session) || !_reports.TryGetValue(session.Session.Id, out string? text))
        {
            return null;
        }

        ReportFindings findings = _reader.Read(text, session.Session.MainKind);
        return new SessionReport(text, [.. findings.Results.Where(r => r.Status != FindingStatus.NotMentioned).Select(r => new ReportFinding(
            r.Finding.Id, r.Finding.Name, r.Status, [.. r.Mentions.Select(m => new TextSpan(m.Start, m.Length))]))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _recordings?.Dispose();

    private void ReadReports(string path)
    {
        using var database = new DuckDatabase(threads: 1);
        using DuckResult rows = database.Query($"SELECT session, text FROM {DuckFiles.Source(path)}");
        while (rows.Next())
        {
            for (int i = 0; i < rows.Count; i++)
            {
                if (rows.Column(1).Text(i) is { } text)
                {
                    _reports[rows.Column(0).Text(i)!] = text;
                }
            }
        }
    }
}

/// <summary>A session of the cohort.</summary>
/// <param name="Session">The session.</param>
/// <param name="Split">The part that its patient belongs to; null where the cohort is not split.</param>
internal sealed record CohortSession(Session Session, string? Split);

/// <summary>A report and what was found in it.</summary>
/// <param name="Text">The report.</param>
/// <param name="Findings">The findings it speaks of.</param>
internal sealed record SessionReport(string Text, IReadOnlyList<ReportFinding> Findings);

/// <summary>A finding of a report.</summary>
/// <param name="Finding">Its identifier.</param>
/// <param name="Label">Its name.</param>
/// <param name="Status">What the report says of it.</param>
/// <param name="Spans">Where in the text.</param>
internal sealed record ReportFinding(string Finding, string Label, FindingStatus Status, IReadOnlyList<TextSpan> Spans);

/// <summary>A span of a text, in characters (UTF-16 units).</summary>
internal sealed record TextSpan(int Start, int Length);
