using Clef.Clinical.Records;
using Clef.Cohorts.Fingerprints;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core.Sources;

namespace Clef.Cohorts.Checks;

/// <summary>How much a result matters.</summary>
public enum CheckLevel
{
    /// <summary>Nothing was found.</summary>
    Passed,

    /// <summary>To be looked at.</summary>
    Warning,

    /// <summary>Results on this cohort would not be honest.</summary>
    Failed,
}

/// <summary>One check's outcome.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Level">Its weight.</param>
/// <param name="Text">What was found.</param>
/// <param name="Items">What it concerns, one a line; at most a hundred.</param>
public sealed record CheckResult(string Check, CheckLevel Level, string Text, IReadOnlyList<string> Items);

/// <summary>
/// The leakage check: the same patient in two splits, by name and by signal; duplicate recordings; events that cannot be (after death,
/// before birth) and label evidence after the prediction; labels that recording facts give away.
/// </summary>
public sealed class CohortCheck(CohortStore store)
{
    private const int MostItems = 100;

    private readonly IReadOnlyList<Session> _sessions = store.Sessions();
    private readonly IReadOnlyDictionary<string, string>? _splits = store.Splits();

    /// <summary>Runs every check.</summary>
    /// <param name="recordings">The recordings, to confirm duplicates; null skips what needs them, and says so.</param>
    /// <param name="tasks">Task definitions with the evaluator, for evidence after the prediction; null skips it.</param>
    public IReadOnlyList<CheckResult> Run(SourceFolder? recordings, (IReadOnlyList<TaskDefinition> Tasks, RuleEvaluator Evaluator)? tasks)
    {
        var results = new List<CheckResult> { Identity(), Spelling(), Flat() };
        results.AddRange(Signals(recordings));
        results.Add(Times());
        if (tasks is { } defined)
        {
            results.AddRange(defined.Tasks.Select(t => Evidence(t, defined.Evaluator)));
        }

        if (Directory.Exists(store.LabelsFolder))
        {
            foreach (string file in Directory.GetFiles(store.LabelsFolder, "*.parquet").Order(StringComparer.Ordinal))
            {
                results.AddRange(Labels(Path.GetFileNameWithoutExtension(file), TaskLabeller.Read(file)));
            }
        }

        return results;
    }

    private CheckResult Identity()
    {
        if (_splits is null)
        {
            return new("patients in splits", CheckLevel.Warning, "the cohort is not split yet", []);
        }

        string[] without = _sessions.Select(s => s.Patient)
            .Distinct(StringComparer.Ordinal)
            .Where(p => !_splits.ContainsKey(p))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return without.Length == 0
            ? new("patients in splits", CheckLevel.Passed, $"each of {_splits.Count} patients is in one split", [])
            : new("patients in splits", CheckLevel.Failed, $"{without.Length} patients are in no split", Cut(without));
    }

    /// <summary>Names that differ only in case, blanks, punctuation or leading zeros are likely one person.</summary>
    private CheckResult Spelling()
    {
        string[] alike = _sessions.Select(s => s.Patient)
            .Distinct(StringComparer.Ordinal)
            .GroupBy(Canonical, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g =>
                string.Join(
                    " = ", g.Order(StringComparer.Ordinal).Select(p => _splits is null ? p : $"{p} ({_splits.GetValueOrDefault(p, "-")})")))
                .Order(StringComparer.Ordinal)
                .ToArray();
        bool crossing = _splits is not null
            && _sessions.Select(s => s.Patient)
                .Distinct()
                .GroupBy(Canonical)
                .Any(g => g.Select(p => _splits.GetValueOrDefault(p)).Distinct().Count() > 1);
        return alike.Length == 0
            ? new("patient names", CheckLevel.Passed, "no two patients have names that differ only in writing", [])
            : new(
                "patient names", crossing ? CheckLevel.Failed : CheckLevel.Warning,
                $"{alike.Length} groups of patients have names that differ only in writing{(crossing ? ", some in different splits" : "")}",
                Cut(alike));
    }

    private CheckResult Flat()
    {
        string[] flat = _sessions.Where(s => s.Content.Length == 0).Select(s => s.Id).ToArray();
        return flat.Length == 0
            ? new("flat recordings", CheckLevel.Passed, "every recording has a channel that changes", [])
            : new("flat recordings", CheckLevel.Warning, $"{flat.Length} recordings have no channel that changes", Cut(flat));
    }

    private IEnumerable<CheckResult> Signals(SourceFolder? recordings)
    {
        if (recordings is null)
        {
            yield return new(
                "duplicate recordings", CheckLevel.Warning, "not checked: the recordings are not where the cohort was built from", []);
            yield break;
        }

        IReadOnlyList<DuplicatePair> pairs = DuplicateFinder.Find(_sessions, store.Fingerprints(), recordings, out int compared);
        DuplicatePair[] others = pairs.Where(p => p.First.Patient != p.Second.Patient).ToArray();
        DuplicatePair[] crossing = _splits is null
            ? []
            : others.Where(p => _splits.GetValueOrDefault(p.First.Patient) != _splits.GetValueOrDefault(p.Second.Patient)).ToArray();
        yield return crossing.Length > 0
            ? new(
                "patients in two splits, by signal", CheckLevel.Failed,
                $"{crossing.Length} pairs of recordings in different splits hold the same signal", Cut(crossing.Select(Describe)))
            : new(
                "patients in two splits, by signal", _splits is null ? CheckLevel.Warning : CheckLevel.Passed,
                _splits is null ? "the cohort is not split yet" : $"no signal is in two splits ({compared} candidate pairs compared)", []);
        yield return pairs.Count > 0
            ? new(
                "duplicate recordings", others.Length > 0 ? CheckLevel.Failed : CheckLevel.Warning,
                $"{pairs.Count} pairs hold the same signal ({pairs.Count(p => p.Exact)} exactly), {others.Length} of them under two patients",
                Cut(pairs.Select(Describe)))
            : new(
                "duplicate recordings", CheckLevel.Passed,
                $"no two of {_sessions.Count} recordings hold the same signal ({compared} candidate pairs compared)", []);
    }

    private CheckResult Times()
    {
        var odd = new List<string>();
        var sessions = _sessions.Where(s => s.Start is not null).ToLookup(s => s.Patient, StringComparer.Ordinal);
        long events = 0;
        foreach (IGrouping<string, PatientEvent> patient in store.Events())
        {
            DateTime? birth = patient.FirstOrDefault(e => e.Code == EventCodes.Birth)?.Time;
            DateTime? death = patient.FirstOrDefault(e => e.Code == EventCodes.Death)?.Time;
            events += patient.LongCount();

            // A year's grace: certificates and billing follow a death.
            odd.AddRange(patient.Where(
                e => e.Time < birth || e.Time > death?.AddDays(365)).Select(e => $"{patient.Key}: {e.Code} at {e.Time:yyyy-MM-dd}"));
            odd.AddRange(sessions[patient.Key].Where(s => s.Start < birth || s.Start > death?.AddDays(1)).Select(
                s => $"{patient.Key}: recording {s.Id} at {s.Start:yyyy-MM-dd}"));
        }

        return odd.Count == 0
            ? new(
                "times", CheckLevel.Passed, $"none of {events} events and {_sessions.Count} recordings lies before birth or after death",
                [])
            : new("times", CheckLevel.Warning, $"{odd.Count} events or recordings lie before birth or after death", Cut(odd));
    }

    /// <summary>Whether a task's positives rest on events that were not known when the recording began.</summary>
    private CheckResult Evidence(TaskDefinition task, RuleEvaluator evaluator)
    {
        int positives = 0, late = 0;
        var items = new List<string>();
        foreach (Session session in _sessions)
        {
            if (session.Start is { } start && evaluator.Holds(task.Positive, session) == true)
            {
                DateTime[] times = evaluator.Evidence(task.Positive, session).ToArray();
                positives++;
                if (times.Length > 0 && times.Min() > start)
                {
                    late++;
                    items.Add($"{session.Id}: first evidence {(times.Min() - start).TotalDays:F0} days after");
                }
            }
        }

        string name = $"evidence of {task.Name}";
        return late == 0
            ? new(name, CheckLevel.Passed, $"no positive of {positives} rests only on events after its recording began", [])
            : new(
                name, CheckLevel.Warning,
                $"{late} of {positives} positives rest only on events after their recording began: the task predicts, and these events must not be an input",
                Cut(items));
    }

    private IEnumerable<CheckResult> Labels(string task, IReadOnlyList<SessionLabel> labels)
    {
        var sessions = _sessions.ToDictionary(s => s.Id, StringComparer.Ordinal);
        (Session, bool)[] labelled = labels.Where(l => l.Label >= 0 && sessions.ContainsKey(l.Session))
            .Select(l => (sessions[l.Session], l.Label == 1))
            .ToArray();
        IReadOnlyList<Giveaway> facts = labelled.Length == 0 ? [] : Giveaways.Measure(labelled);
        Giveaway[] given = facts.Where(f => f.GivesAway).OrderByDescending(f => f.Roc.Area).ToArray();
        yield return given.Length > 0
            ? new(
                $"giveaways of {task}", given.Any(g => g.Roc.Low > 0.65) ? CheckLevel.Failed : CheckLevel.Warning,
                $"{string.Join(", ", given.Select(g => g.Fact))} give the label away", facts.Select(Describe).ToArray())
            : new(
                $"giveaways of {task}", CheckLevel.Passed,
                $"none of {facts.Count} facts of {labelled.Length} recordings gives the label away", facts.Select(Describe).ToArray());
        string[] both = labels.Where(l => l.Label >= 0 && l.Split.Length > 0)
            .GroupBy(l => l.Patient, StringComparer.Ordinal)
            .Where(g => g.Select(l => l.Split).Distinct().Count() > 1)
            .Select(g => g.Key)
            .ToArray();
        if (both.Length > 0)
        {
            yield return new($"splits of {task}", CheckLevel.Failed, $"{both.Length} patients have labels in two splits", Cut(both));
        }
    }

    private static string Describe(Giveaway g) =>
        FormattableString.Invariant(
            $"{g.Fact}: AUROC {g.Roc.Area:F3} [{g.Roc.Low:F3}, {g.Roc.High:F3}]{(g.GivesAway ? " gives the label away" : "")}");

    private string Describe(DuplicatePair p) => FormattableString.Invariant(
        $"{p.First.Id} ({Place(p.First)}) = {p.Second.Id} ({Place(p.Second)}): {(p.Exact ? "the same samples" : $"r {p.Correlation:F4} over {p.OverlapSeconds:F1} s, offset {p.OffsetSeconds:F2} s")}");

    private string Place(Session s) => _splits is null ? s.Patient : $"{s.Patient}, {_splits.GetValueOrDefault(s.Patient, "no split")}";

    private static string Canonical(string name)
    {
        string plain = new(name.ToUpperInvariant().Where(char.IsLetterOrDigit).ToArray());
        return plain.TrimStart('0') is { Length: > 0 } text ? text : plain;
    }

    private static string[] Cut(IEnumerable<string> items)
    {
        string[] all = items.ToArray();
        return all.Length <= MostItems ? all : [.. all[..MostItems], $"... and {all.Length - MostItems} more"];
    }
}
