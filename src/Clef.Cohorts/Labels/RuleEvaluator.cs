using System.Globalization;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;

namespace Clef.Cohorts.Labels;

/// <summary>
/// Answers rules about sessions: true, false, or not known. A diagnosis is not known of a patient without any event, nor within a window of
/// a session without date; a finding is not known without a report.
/// </summary>
public sealed class RuleEvaluator
{
    private readonly Dictionary<string, (string Code, DateTime? Time, double? Number, EventKind Kind)[]> _events =
        new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _findings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _metadataColumns = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _hasFindings;

    /// <summary>Loads what rules ask for.</summary>
    public RuleEvaluator(CohortStore store, CodeMap map)
    {
        var roller = new CodeRoller(map, IcdDepth.Full, 5);
        foreach (IGrouping<string, PatientEvent> patient in store.Events())
        {
            var list = new List<(string, DateTime?, double?, EventKind)>();
            foreach (PatientEvent e in patient)
            {
                ClinicalCode code = ClinicalCode.Parse(e.Code);
                list.Add((e.Code, e.Time, e.Number, EventKind.Event));
                list.AddRange(roller.Diagnoses(
                    code).Select(d => (d[(d.IndexOf('/', StringComparison.Ordinal) + 1)..], e.Time, e.Number, EventKind.Diagnosis)));
                list.AddRange(roller.Medications(code).Select(m => (m[4..], e.Time, e.Number, EventKind.Medication)));
            }

            _events[patient.Key] = list.ToArray();
        }

        ReadReports(store);
        _hasFindings = File.Exists(store.Table("findings"));
        ReadMetadata(store);
    }

    /// <summary>Whether a rule holds for a session; null where it cannot be known.</summary>
    public bool? Holds(Rule rule, Session session) => rule switch
    {
        AnyRule any => Combine(any.Parts.Select(p => Holds(p, session)), true),
        AllRule all => Combine(all.Parts.Select(p => Holds(p, session)), false),
        NotRule not => !Holds(not.Part, session),
        EventRule e => Event(e, session),
        FindingRule f => Finding(f, session),
        MetadataRule m => Metadata(m, session),
        _ => throw new InvalidOperationException($"a rule of type {rule.GetType().Name}"),
    };

    /// <summary>The event times by which an event rule holds, for the check that none lies after the prediction.</summary>
    internal IEnumerable<DateTime> Evidence(Rule rule, Session session) => rule switch
    {
        AnyRule any => any.Parts.SelectMany(p => Evidence(p, session)),
        AllRule all => all.Parts.SelectMany(p => Evidence(p, session)),
        EventRule e => Matching(e, session).Where(m => m is not null).Select(m => m!.Value),
        _ => [],
    };

    /// <summary>A decisive part decides; else an unknown part leaves the whole unknown.</summary>
    private static bool? Combine(IEnumerable<bool?> parts, bool decisive)
    {
        bool unknown = false;
        foreach (bool? part in parts)
        {
            if (part == decisive)
            {
                return decisive;
            }

            unknown |= part is null;
        }

        return unknown ? null : !decisive;
    }

    private bool? Event(EventRule rule, Session session)
    {
        bool windowed = rule.FromDays is not null || rule.ToDays is not null;
        if (!_events.ContainsKey(session.Patient) || (windowed && session.Start is null))
        {
            return null;
        }

        return rule.AtLeast == 1
            ? Matching(rule, session).Any()
            : Matching(rule, session).Select(t => t?.Date).Distinct().Count() >= rule.AtLeast;
    }

    private IEnumerable<DateTime?> Matching(EventRule rule, Session session)
    {
        bool windowed = rule.FromDays is not null || rule.ToDays is not null;
        foreach ((string code, DateTime? time, double? number, EventKind kind) in _events.GetValueOrDefault(session.Patient, []))
        {
            if (kind != rule.Kind
                || (rule.Above is not null && !(number > rule.Above))
                || (rule.Below is not null && !(number < rule.Below)))
            {
                continue;
            }

            if (windowed)
            {
                double? days = time is { } t && session.Start is { } start ? (t - start).TotalDays : null;
                if (days is null || days < rule.FromDays || days > rule.ToDays)
                {
                    continue;
                }
            }

            foreach (string wanted in rule.Codes)
            {
                string plain = rule.Kind == EventKind.Event ? wanted : wanted.Replace(".", "", StringComparison.Ordinal);
                if (rule.Kind == EventKind.Event ? code == plain : code.StartsWith(plain, StringComparison.Ordinal))
                {
                    yield return time;
                    break;
                }
            }
        }
    }

    private bool? Finding(FindingRule rule, Session session)
    {
        if (!_hasFindings)
        {
            throw new ClefException(
                "cohort", "findings", null,
                $"findings of the reports, since a task asks for '{rule.Finding}' (build the cohort with reports)");
        }

        return !_reported.Contains(session.Id) ? null
            : _findings.TryGetValue(session.Id, out Dictionary<string, HashSet<string>>? found)
                && found.TryGetValue(rule.Finding, out HashSet<string>? statuses)
                && statuses.Contains(rule.Status);
    }

    private bool? Metadata(MetadataRule rule, Session session)
    {
        if (!_metadataColumns.Contains(rule.Column))
        {
            throw new ClefException("cohort", "metadata", rule.Column, $"one of the columns {string.Join(", ", _metadataColumns)}");
        }

        if (!_metadata.TryGetValue(session.Id, out Dictionary<string, string>? row) || !row.TryGetValue(rule.Column, out string? value))
        {
            return null;
        }

        return rule.Values.Count > 0 ? rule.Values.Contains(value)
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) ? !(number <= rule.Above)
                && !(number >= rule.Below)
            : null;
    }

    private void ReadReports(CohortStore store)
    {
        using var database = new DuckDatabase(threads: 1);
        if (File.Exists(store.Table("reports")))
        {
            using DuckResult r = database.Query($"SELECT session FROM {DuckFiles.Source(store.Table("reports"))}");
            while (r.Next())
            {
                for (int i = 0; i < r.Count; i++)
                {
                    _reported.Add(r.Column(0).Text(i)!);
                }
            }
        }

        if (File.Exists(store.Table("findings")))
        {
            using DuckResult r = database.Query($"SELECT session, finding, status FROM {DuckFiles.Source(store.Table("findings"))}");
            while (r.Next())
            {
                for (int i = 0; i < r.Count; i++)
                {
                    string session = r.Column(0).Text(i)!, finding = r.Column(1).Text(i)!;
                    Dictionary<string, HashSet<string>> all = _findings.TryGetValue(session, out Dictionary<string, HashSet<string>>? known)
                        ? known
                        : _findings[session] = new(StringComparer.Ordinal);
                    (all.TryGetValue(finding, out HashSet<string>? statuses) ? statuses : all[finding] = new(StringComparer.Ordinal))
                        .Add(r.Column(2).Text(i)!);
                }
            }
        }
    }

    private void ReadMetadata(CohortStore store)
    {
        if (!File.Exists(store.Table("metadata")))
        {
            return;
        }

        using var database = new DuckDatabase(threads: 1);
        using DuckResult r = database.Query($"SELECT * FROM {DuckFiles.Source(store.Table("metadata"))}");
        _metadataColumns.UnionWith(r.Columns.Select(c => c.Name));
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                var row = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                for (int k = 0; k < r.Columns.Count; k++)
                {
                    if (r.Column(k).Text(i) is { } value)
                    {
                        row[r.Columns[k].Name] = value;
                    }
                }

                _metadata[r.Column(0).Text(i)!] = row;
            }
        }
    }
}
