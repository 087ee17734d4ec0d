using System.Text;
using Clef.Clinical.Records;
using Clef.Clinical.Reports.Findings;
using Clef.Cohorts.Fingerprints;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Cohorts.Build;

/// <summary>Where a cohort comes from.</summary>
/// <param name="Recordings">A folder or zip archive of recordings.</param>
/// <param name="Metadata">The table that says whose they are; without it the files' own subject codes serve.</param>
/// <param name="Reports">Report texts.</param>
/// <param name="Records">Patient records, of any layout of <see cref="RecordImport"/>.</param>
public sealed record CohortSources(string Recordings, string? Metadata = null, string? Reports = null, string? Records = null)
{
    /// <summary>How much of each recording is hashed and fingerprinted: half an hour, unless set.</summary>
    public double FingerprintSeconds { get; init; } = 1800;

    /// <summary>
    /// Reads the findings of a report, given what its recording mainly holds, as (finding, status): <c>present</c>, <c>possible</c> or
    /// <c>absent</c>. Unless set, the built-in vocabularies do it: that of ECG reports for a recording with ECG leads and without scalp
    /// channels, else that of EEG reports.
    /// </summary>
    public Func<string, SignalKind?, IEnumerable<(string Finding, string Status)>> Findings { get; init; } = BuiltInFindings();

    /// <summary>Recordings read at a time.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    private static Func<string, SignalKind?, IEnumerable<(string, string)>> BuiltInFindings()
    {
        var reader = new ReportReader();
        return (text, kind) => reader.Read(text, kind).Results
            .Where(r => r.Status != FindingStatus.NotMentioned)
            .Select(r =>
                (
                    r.Finding.Id,
                    r.Status switch { FindingStatus.Present => "present", FindingStatus.Possible => "possible", _ => "absent" }));
    }
}

/// <summary>
/// Builds a cohort. The outcome depends on the sources alone: a second run over the same sources writes the same bytes, and a run that was
/// stopped goes on with what was scanned. Nothing is dropped in silence: each recording, metadata row, report or record that was left out
/// is in <c>rejected.csv</c> with its reason.
/// </summary>
public static class CohortBuilder
{
    /// <summary>Builds or completes the cohort in a folder.</summary>
    /// <param name="sources">Where it comes from.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="progress">Receives (done, all) as recordings are scanned.</param>
    /// <param name="cancellation">Stops the build; what was scanned is kept.</param>
    public static CohortDescription Build(
        CohortSources sources, string folder, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        CohortMetadata? metadata = sources.Metadata is null ? null : new CohortMetadata(sources.Metadata);
        var rejected = new List<(string Kind, string Item, string Reason)>();
        using SourceFolder recordings = SourceFolder.OpenPath(sources.Recordings);

        // What is missing is said before hours of scanning, and before a folder is made.
        foreach (string path in new[] { sources.Reports, sources.Records }.OfType<string>().Where(p => !Path.Exists(p)))
        {
            throw new ClefException(path, null, null, "an existing file, folder or archive");
        }

        string[] files = RecordingFile.List(recordings).ToArray();
        if (files.Length == 0)
        {
            throw new ClefException(sources.Recordings, "recordings", 0, "a folder or archive with at least one");
        }

        CohortStore store = CohortStore.Create(folder);
        RecordingScan[] scans = Scan(recordings, files, sources, store, progress, cancellation);

        var sessions = new List<Session>();
        var prints = new List<(string, SignalFingerprint)>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < scans.Length; i++)
        {
            RecordingScan scan = scans[i];
            int row = metadata?.Find(scan.File) ?? -1;
            string id = CohortMetadata.Plain(scan.File);
            string? patient = row >= 0 ? metadata!.Patient(row) : metadata is null ? scan.Code ?? id : null;
            string? reason = scan.Rejection
                ?? (metadata is not null && row < 0 ? "no row in the metadata"
                : string.IsNullOrWhiteSpace(patient) ? "no patient"
                : !names.TryAdd(id, scan.File) ? $"the name without extension is also that of {names[id]}"
                : null);
            if (reason is not null)
            {
                rejected.Add(("recording", scan.File, reason));
                continue;
            }

            DateTime? start = (row >= 0 ? metadata!.Start(row) : null) ?? scan.Start;
            sessions.Add(new Session(id, patient!, scan.File)
            {
                Format = scan.Format,
                Start = start,
                DurationSeconds = scan.DurationSeconds,
                Channels = scan.Channels,
                SampleRate = scan.SampleRate,
                Labels = scan.Labels,
                Age = (row >= 0 ? metadata!.Age(row, start) : null) ?? scan.Age,
                Sex = (row >= 0 ? metadata!.Sex(row) : null) ?? scan.Sex,
                Site = row >= 0 ? metadata!.Site(row) : null,
                Setting = row >= 0 ? metadata!.Setting(row) : null,
                FileOrder = i,
                Content = scan.Content,
            });
            prints.AddRange(scan.Prints.Select(p => (id, p)));
        }

        rejected.AddRange((metadata?.Unused ?? []).Select(s => ("metadata", s, "no recording of that name")));
        store.WriteSessions(sessions);
        store.WriteFingerprints(prints);
        if (metadata is not null)
        {
            WriteMetadata(store, metadata, sessions);
        }

        int reports = sources.Reports is null ? 0 : WriteReports(store, sources, sessions, rejected);
        long events = sources.Records is null ? 0 : WriteEvents(store, sources.Records, sessions, rejected);
        WriteRejected(store, rejected);
        var description = new CohortDescription(
            RelativeTo(folder, sources.Recordings), sessions.Count, sessions.Select(s => s.Patient)
                .Distinct(StringComparer.Ordinal)
                .Count(), reports, events, rejected.Count, sources.FingerprintSeconds);
        store.Write(description);
        return description;
    }

    private static RecordingScan[] Scan(
        SourceFolder recordings, string[] files, CohortSources sources, CohortStore store, Action<int, int>? progress,
        CancellationToken cancellation)
    {
        var scans = new RecordingScan[files.Length];
        int done = 0;
        using var journal = new ScanJournal(Path.Combine(store.Folder, "scan.jsonl"), sources.FingerprintSeconds);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, sources.Parallel), CancellationToken = cancellation };
        Parallel.For(0, files.Length, options, i =>
        {
            RecordingScan? known = journal.Find(files[i], RecordingScan.Size(recordings, files[i]));
            if (known is null)
            {
                known = RecordingScan.Of(recordings, files[i], sources.FingerprintSeconds);
                journal.Add(known);
            }

            scans[i] = known;
            progress?.Invoke(Interlocked.Increment(ref done), files.Length);
        });
        return scans;
    }

    private static void WriteMetadata(CohortStore store, CohortMetadata metadata, List<Session> sessions)
    {
        using var database = new DuckDatabase(threads: 1);
        string[] columns = metadata.Table.Columns.Where(c => c.Length > 0 && !c.Equals("session", StringComparison.OrdinalIgnoreCase))
            .ToArray();
        database.Execute(
            $"CREATE TABLE metadata (session VARCHAR{string.Concat(columns.Select(c => $", {DuckDatabase.Identifier(c)} VARCHAR"))})");
        using (DuckAppender a = database.Append("metadata"))
        {
            int[] at = columns.Select(metadata.Table.Column).ToArray();
            foreach (Session session in sessions)
            {
                string[] row = metadata.Table.Rows[metadata.Find(session.File)];
                a.Add(session.Id);
                foreach (int column in at)
                {
                    a.Add(row[column].Length == 0 ? null : row[column]);
                }
            }

            a.Close();
        }

        database.WriteFile(store.Table("metadata"), "SELECT * FROM metadata ORDER BY session");
    }

    private static int WriteReports(
        CohortStore store, CohortSources sources, List<Session> sessions, List<(string, string, string)> rejected)
    {
        var byName = sessions.ToDictionary(s => s.Id, StringComparer.Ordinal);
        ILookup<string, Session> byLast = sessions.ToLookup(s => s.Id[(s.Id.LastIndexOf('/') + 1)..], StringComparer.Ordinal);
        var texts = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach ((string name, string text) in ReportSource.Read(sources.Reports!))
        {
            string last = name[(name.LastIndexOf('/') + 1)..];
            Session? session = byName.TryGetValue(name, out Session? exact)
                ? exact
                : byLast[last].Count() == 1
                ? byLast[last].First()
                : null;
            if (session is null)
            {
                rejected.Add(("report", name, byLast[last].Any() ? "several recordings of that name" : "no recording of that name"));
                continue;
            }

            (texts.TryGetValue(session.Id, out List<string>? list) ? list : texts[session.Id] = []).Add(text);
        }

        foreach (string several in texts.Where(t => t.Value.Distinct().Count() > 1).Select(t => t.Key).ToArray())
        {
            rejected.Add(("report", several, $"{texts[several].Count} different reports: which one belongs is not known"));
            texts.Remove(several);
        }

        var findings = new List<(string Session, string Finding, string Status)>();
        foreach (string session in texts.Keys.ToArray())
        {
            try
            {
                findings.AddRange(sources.Findings(texts[session][0], byName[session].MainKind).Select(f => (session, f.Finding, f.Status)));
            }
            catch (ClefException e)
            {
                // Without its findings a report would count as one that mentions nothing.
                rejected.Add(("report", session, e.Message));
                texts.Remove(session);
            }
        }

        using var database = new DuckDatabase(threads: 1);
        database.Execute("CREATE TABLE reports (session VARCHAR, text VARCHAR)");
        database.Execute("CREATE TABLE findings (session VARCHAR, finding VARCHAR, status VARCHAR)");
        using (DuckAppender a = database.Append("reports"))
        {
            foreach ((string session, List<string> list) in texts)
            {
                a.Add(session).Add(list[0]);
            }

            a.Close();
        }

        using (DuckAppender a = database.Append("findings"))
        {
            foreach ((string session, string finding, string status) in findings)
            {
                a.Add(session).Add(finding).Add(status);
            }

            a.Close();
        }

        database.WriteFile(store.Table("reports"), "SELECT * FROM reports ORDER BY session");
        database.WriteFile(store.Table("findings"), "SELECT DISTINCT * FROM findings ORDER BY session, finding, status");
        return texts.Count;
    }

    private static long WriteEvents(CohortStore store, string records, List<Session> sessions, List<(string, string, string)> rejected)
    {
        using var database = new DuckDatabase();
        EventTable.Create(database);
        var report = new ImportReport();
        RecordImport.Import(database, records, report);
        database.Execute("CREATE TABLE wanted (patient VARCHAR)");
        using (DuckAppender a = database.Append("wanted"))
        {
            foreach (string patient in sessions.Select(s => s.Patient).Distinct(StringComparer.Ordinal))
            {
                a.Add(patient);
            }

            a.Close();
        }

        long strangers = database.Count("SELECT count(DISTINCT patient) FROM events ANTI JOIN wanted USING (patient)");
        database.Execute("DELETE FROM events WHERE patient NOT IN (SELECT patient FROM wanted)");
        EventTable.Write(database, store.Table("events"));
        rejected.AddRange(report.Rejected.Select(r => ("record", r.Source, r.Reason)));
        rejected.AddRange(report.LeftOut.Select(r => ("record", $"{r.Value} items", r.Key)));
        if (strangers > 0)
        {
            rejected.Add(("record", $"{strangers} patients", "no recording in the cohort"));
        }

        return database.Count($"SELECT count(*) FROM {DuckFiles.Source(store.Table("events"))}");
    }

    private static void WriteRejected(CohortStore store, List<(string Kind, string Item, string Reason)> rejected)
    {
        var text = new StringBuilder("kind,item,reason\n");
        foreach ((string kind, string item, string reason) in rejected)
        {
            text.Append(CsvTable.Quote(kind))
                .Append(',')
                .Append(CsvTable.Quote(item))
                .Append(',')
                .Append(CsvTable.Quote(reason))
                .Append('\n');
        }

        AtomicFile.WriteText(store.RejectedPath, text.ToString());
    }

    private static string RelativeTo(string folder, string path) =>
        Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(path)).Replace('\\', '/');
}
