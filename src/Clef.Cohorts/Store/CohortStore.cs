using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Clinical.Records;
using Clef.Cohorts.Fingerprints;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Tables;

namespace Clef.Cohorts.Store;

/// <summary>
/// A cohort on disk: a folder of Parquet tables that any tool can read. <c>cohort.json</c> names its sources, <c>patients</c>,
/// <c>sessions</c>, <c>reports</c>, <c>findings</c>, <c>events</c> (MEDS), <c>metadata</c>
/// and <c>fingerprints</c> are tables, <c>rejected.csv</c> lists what was left out and why, <c>splits.csv</c> and <c>labels/</c> are added
/// by later steps.
/// </summary>
public sealed class CohortStore
{
    private CohortStore(string folder) => Folder = folder;

    /// <summary>The cohort's folder.</summary>
    public string Folder { get; }

    /// <summary>
    /// The path of a table: <c>sessions</c>, <c>patients</c>, <c>reports</c>, <c>findings</c>, <c>events</c>, <c>metadata</c>,
    /// <c>fingerprints</c>.
    /// </summary>
    public string Table(string name) => Path.Combine(Folder, $"{name}.parquet");

    /// <summary>The list of what was left out.</summary>
    public string RejectedPath => Path.Combine(Folder, "rejected.csv");

    /// <summary>The split of each patient.</summary>
    public string SplitsPath => Path.Combine(Folder, "splits.csv");

    /// <summary>The folder of task labels.</summary>
    public string LabelsFolder => Path.Combine(Folder, "labels");

    /// <summary>Opens a cohort that was built.</summary>
    public static CohortStore Open(string folder) => File.Exists(Path.Combine(folder, "cohort.json"))
        ? new CohortStore(folder)
        : throw new ClefException(folder, "cohort.json", null, "a folder made by 'clef cohort build'");

    /// <summary>Begins a cohort, or goes on with one.</summary>
    public static CohortStore Create(string folder)
    {
        Directory.CreateDirectory(folder);
        return new CohortStore(folder);
    }

    /// <summary>What the cohort was built from.</summary>
    public CohortDescription Describe()
    {
        string path = Path.Combine(Folder, "cohort.json");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CohortJson.Default.CohortDescription)
                ?? throw new JsonException("empty");
        }
        catch (JsonException e)
        {
            throw new ClefException(path, null, null, $"the description of a cohort ({e.Message})", e);
        }
    }

    /// <summary>Writes the description, which makes the folder a cohort.</summary>
    public void Write(CohortDescription description) =>
        AtomicFile.WriteText(
            Path.Combine(Folder, "cohort.json"), JsonSerializer.Serialize(description, CohortJson.Default.CohortDescription) + "\n");

    /// <summary>The sessions, in order of their identifiers.</summary>
    public IReadOnlyList<Session> Sessions()
    {
        var sessions = new List<Session>();
        using var database = new DuckDatabase(threads: 1);
        using DuckResult r = database.Query(
            $"SELECT session, patient, file, format, start, duration_seconds, channels, sample_rate, labels, age, sex, site, setting, file_order, content FROM {DuckFiles.Source(Table("sessions"))} ORDER BY session");
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                sessions.Add(new Session(r.Column(0).Text(i)!, r.Column(1).Text(i)!, r.Column(2).Text(i)!)
                {
                    Format = r.Column(3).Text(i) ?? "",
                    Start = r.Column(4).Time(i),
                    DurationSeconds = r.Column(5).Number(i) ?? 0,
                    Channels = (int)(r.Column(6).Integer(i) ?? 0),
                    SampleRate = r.Column(7).Number(i) ?? 0,
                    Labels = r.Column(8).Text(i) ?? "",
                    Age = r.Column(9).Number(i),
                    Sex = r.Column(10).Text(i),
                    Site = r.Column(11).Text(i),
                    Setting = r.Column(12).Text(i),
                    FileOrder = (int)(r.Column(13).Integer(i) ?? 0),
                    Content = r.Column(14).Text(i) ?? "",
                });
            }
        }

        return sessions;
    }

    /// <summary>Writes the sessions, ordered by identifier, and the patients that follow from them.</summary>
    public void WriteSessions(IEnumerable<Session> sessions)
    {
        using var database = new DuckDatabase(threads: 1);
        database.Execute(
            "CREATE TABLE sessions (session VARCHAR, patient VARCHAR, file VARCHAR, format VARCHAR, start TIMESTAMP, duration_seconds DOUBLE, channels INTEGER, sample_rate DOUBLE, "
            + "labels VARCHAR, age DOUBLE, sex VARCHAR, site VARCHAR, setting VARCHAR, file_order INTEGER, content VARCHAR)");
        using (DuckAppender a = database.Append("sessions"))
        {
            foreach (Session s in sessions)
            {
                a.Add(s.Id).Add(s.Patient)
                    .Add(s.File)
                    .Add(s.Format)
                    .Add(s.Start)
                    .Add((double?)s.DurationSeconds)
                    .Add((long?)s.Channels)
                    .Add((double?)s.SampleRate)
                    .Add(s.Labels).Add(s.Age).Add(s.Sex).Add(s.Site).Add(s.Setting).Add((long?)s.FileOrder).Add(s.Content);
            }

            a.Close();
        }

        database.WriteFile(Table("sessions"), "SELECT * FROM sessions ORDER BY session");
        database.WriteFile(
            Table("patients"),
            "SELECT patient, min(sex) AS sex, min(age) AS first_age, count(*) AS sessions, min(start) AS first_start FROM sessions GROUP BY patient ORDER BY patient");
    }

    /// <summary>Writes the fingerprints.</summary>
    public void WriteFingerprints(IEnumerable<(string Session, SignalFingerprint Print)> prints)
    {
        using var database = new DuckDatabase(threads: 1);
        database.Execute("CREATE TABLE fingerprints (session VARCHAR, channel INTEGER, times FLOAT[])");
        using (DuckAppender a = database.Append("fingerprints"))
        {
            foreach ((string session, SignalFingerprint print) in prints)
            {
                a.Add(session).Add((long?)print.Channel).Add(print.Times.AsSpan());
            }

            a.Close();
        }

        database.WriteFile(Table("fingerprints"), "SELECT * FROM fingerprints ORDER BY session, channel");
    }

    /// <summary>The fingerprints by session.</summary>
    public ILookup<string, SignalFingerprint> Fingerprints()
    {
        var all = new List<(string, SignalFingerprint)>();
        using var database = new DuckDatabase(threads: 1);
        using DuckResult r =
            database.Query($"SELECT session, channel, times FROM {DuckFiles.Source(Table("fingerprints"))} ORDER BY session, channel");
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                all.Add((
                    r.Column(0).Text(i)!,
                    new SignalFingerprint((int)r.Column(1).Integer(i)!.Value, r.Column(2).Items<float>(i).ToArray())));
            }
        }

        return all.ToLookup(p => p.Item1, p => p.Item2, StringComparer.Ordinal);
    }

    /// <summary>The events by patient; none where the cohort was built without records.</summary>
    public ILookup<string, PatientEvent> Events() =>
        (File.Exists(Table("events")) ? EventTable.Read(Table("events")) : []).ToLookup(e => e.Patient, StringComparer.Ordinal);

    /// <summary>The split of each patient; null where the cohort is not split yet.</summary>
    public IReadOnlyDictionary<string, string>? Splits()
    {
        if (!File.Exists(SplitsPath))
        {
            return null;
        }

        CsvTable table = CsvTable.Read(SplitsPath);
        int patient = table.Column("patient"), split = table.Column("split");
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] row in table.Rows)
        {
            if (!splits.TryAdd(row[patient], row[split]))
            {
                throw new ClefException(SplitsPath, "patient", row[patient], "each patient once");
            }
        }

        return splits;
    }
}

/// <summary>What a cohort was built from.</summary>
/// <param name="Recordings">The folder or archive of recordings, relative to the cohort where it can be.</param>
/// <param name="Sessions">Sessions taken.</param>
/// <param name="Patients">Patients taken.</param>
/// <param name="Reports">Sessions with a report.</param>
/// <param name="Events">Events taken.</param>
/// <param name="Rejected">Items left out.</param>
/// <param name="FingerprintSeconds">How much of each recording was fingerprinted.</param>
public sealed record CohortDescription(
    string Recordings, int Sessions, int Patients, int Reports, long Events, int Rejected, double FingerprintSeconds);

/// <summary>The JSON forms of this project.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CohortDescription))]
internal sealed partial class CohortJson : JsonSerializerContext;
