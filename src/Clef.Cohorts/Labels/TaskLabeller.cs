using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Tables;

namespace Clef.Cohorts.Labels;

/// <summary>
/// Labels the sessions of a cohort for a task (eeg-model 7): sessions that meet the rule are positives; of the sessions that are known not to meet it, and whose patient has no positive session, controls are
/// matched by propensity within the same split; all others are excluded, with the reason. A task at the level of patients is labelled by each patient's first session, and all sessions of the patient
/// have that label.
/// </summary>
public sealed class TaskLabeller(CohortStore store, RuleEvaluator evaluator)
{
    private readonly IReadOnlyList<Session> _sessions = store.Sessions();
    private readonly IReadOnlyDictionary<string, string>? _splits = store.Splits();

    /// <summary>Labels one task.</summary>
    public (IReadOnlyList<SessionLabel> Labels, TaskSummary Summary) Label(TaskDefinition task)
    {
        var reason = new string[_sessions.Count];
        var positives = new List<int>();
        var candidates = new List<int>();
        bool?[] holds = _sessions.Select(s => evaluator.Holds(task.Positive, s)).ToArray();
        var positivePatients = Enumerable.Range(0, _sessions.Count)
            .Where(i => holds[i] == true)
            .Select(i => _sessions[i].Patient)
            .ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < _sessions.Count; i++)
        {
            string? why = task.Exclude is not null && evaluator.Holds(task.Exclude, _sessions[i]) == true ? "meets the exclusion"
                : _splits is not null && !_splits.ContainsKey(_sessions[i].Patient) ? "in no split"
                : holds[i] is null ? "not known"
                : holds[i] == false && positivePatients.Contains(_sessions[i].Patient) ? "another session of the patient is positive"
                : null;
            reason[i] = why ?? "";
            if (why is null)
            {
                (holds[i] == true ? positives : candidates).Add(i);
            }
        }

        if (task.Level == TaskLevel.Patient)
        {
            (positives, candidates) = ByPatient(positives, candidates, reason);
        }

        int patients = positives.Select(i => _sessions[i].Patient).Distinct(StringComparer.Ordinal).Count();
        Covariates covariates = Covariates.Of(_sessions, task.Controls.Match);
        string? skipped = patients < task.MinimumPositives
            ? $"{patients} positive patients; {task.MinimumPositives} are needed"
            : candidates.Count == 0
            ? "no session is known to be negative"
            : null;
        var matchedTo = new Dictionary<int, int>();
        var kept = new HashSet<int>();
        if (skipped is null)
        {
            Match(task.Controls, covariates, positives, candidates, matchedTo, kept);
        }

        foreach (int i in positives.Where(i => !kept.Contains(i)))
        {
            reason[i] = skipped is null ? "positive without a control within the caliper" : "the task is skipped";
        }

        foreach (int i in candidates.Where(i => !matchedTo.ContainsKey(i)))
        {
            reason[i] = skipped is null ? "not needed as a control" : "the task is skipped";
        }

        // At the level of patients, a session speaks by its patient's first.
        Dictionary<string, int>? first = task.Level == TaskLevel.Patient
            ? positives.Concat(candidates).ToDictionary(i => _sessions[i].Patient, i => i, StringComparer.Ordinal) : null;
        SessionLabel[] labels = _sessions.Select((s, own) =>
        {
            int i = first?.GetValueOrDefault(s.Patient, own) ?? own;
            return new SessionLabel(
                s.Id,
                s.Patient,
                _splits?.GetValueOrDefault(s.Patient) ?? "",
                kept.Contains(i) ? 1 : matchedTo.ContainsKey(i) ? 0 : -1,
                kept.Contains(i) || matchedTo.ContainsKey(i) ? "" : reason[i],
                matchedTo.TryGetValue(i, out int positive) && positive >= 0 ? _sessions[positive].Id : "");
        }).ToArray();
        return (labels, Summarise(task, labels, positives, candidates, kept, matchedTo.Keys, covariates, skipped));
    }

    /// <summary>Writes a task's labels (Parquet) and its summary (JSON) into the cohort's <c>labels</c> folder.</summary>
    public void Write(IReadOnlyList<SessionLabel> labels, TaskSummary summary)
    {
        using var database = new DuckDatabase(threads: 1);
        database.Execute(
            "CREATE TABLE labels (session VARCHAR, patient VARCHAR, split VARCHAR, label INTEGER, reason VARCHAR, matched_to VARCHAR)");
        using (DuckAppender a = database.Append("labels"))
        {
            foreach (SessionLabel l in labels)
            {
                a.Add(l.Session).Add(l.Patient).Add(l.Split).Add((long?)l.Label).Add(l.Reason).Add(l.MatchedTo);
            }

            a.Close();
        }

        database.WriteFile(Path.Combine(store.LabelsFolder, summary.Task + ".parquet"), "SELECT * FROM labels");
        AtomicFile.WriteText(
            Path.Combine(store.LabelsFolder, summary.Task + ".json"),
            JsonSerializer.Serialize(summary, LabelJson.Default.TaskSummary) + "\n");
    }

    /// <summary>Reads a task's labels.</summary>
    public static IReadOnlyList<SessionLabel> Read(string path)
    {
        var labels = new List<SessionLabel>();
        using var database = new DuckDatabase(threads: 1);
        using DuckResult r = database.Query($"SELECT session, patient, split, label, reason, matched_to FROM {DuckFiles.Source(path)}");
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                labels.Add(new(
                    r.Column(0).Text(i)!, r.Column(1).Text(i)!, r.Column(2).Text(i) ?? "", (int)r.Column(3).Integer(i)!.Value,
                    r.Column(4).Text(i) ?? "", r.Column(5).Text(i) ?? ""));
            }
        }

        return labels;
    }

    /// <summary>The first positive session of each positive patient, and the first session of each patient all of whose sessions are candidates.</summary>
    private (List<int> Positives, List<int> Candidates) ByPatient(List<int> positives, List<int> candidates, string[] reason)
    {
        List<int> First(IEnumerable<int> sessions) => sessions.GroupBy(i => _sessions[i].Patient, StringComparer.Ordinal)
            .Select(g => g.OrderBy(i => _sessions[i].Start ?? DateTime.MaxValue).ThenBy(i => _sessions[i].Id, StringComparer.Ordinal).First()).Order().ToList();

        Dictionary<string, int> sessionsOf = _sessions.GroupBy(s => s.Patient, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Dictionary<string, int> negative = candidates.GroupBy(i => _sessions[i].Patient, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        foreach (int i in candidates.Where(i => negative[_sessions[i].Patient] < sessionsOf[_sessions[i].Patient]))
        {
            reason[i] = "another session of the patient is not known to be negative";
        }

        return (First(positives), First(candidates.Where(i => reason[i].Length == 0)));
    }

    private void Match(ControlOptions options, Covariates covariates, List<int> positives, List<int> candidates, Dictionary<int, int> matchedTo, HashSet<int> kept)
    {
        if (options.Match.Count == 0)
        {
            kept.UnionWith(positives);
            candidates.ForEach(i => matchedTo[i] = -1);
            return;
        }

        // Each split is matched on its own model of propensity. One model over all splits would tie them together: its score equations make what is left unbalanced in one split the
        // opposite of what is left in the others, and a probe that learns the one then comes out below chance on the other.
        foreach (IGrouping<string, int> split in positives.GroupBy(Split))
        {
            int[] cases = split.ToArray(), pool = candidates.Where(c => Split(c) == split.Key).ToArray(), all = [.. cases, .. pool];
            double[] own = PropensityModel.Logits(all.Select(i => covariates.Rows[i]).ToArray(), all.Select((_, k) => k < cases.Length).ToArray());
            var logits = new double[_sessions.Count];
            for (int k = 0; k < all.Length; k++)
            {
                logits[all[k]] = own[k];
            }

            double mean = own.Average();
            double deviation = Math.Sqrt(own.Sum(l => (l - mean) * (l - mean)) / Math.Max(1, own.Length - 1));
            foreach ((int positive, IReadOnlyList<int> controls) in CaliperMatching.Match(cases, pool, logits, i => _sessions[i].Id, options.Ratio, (options.Caliper * deviation) + 1e-12))
            {
                kept.Add(positive);
                foreach (int control in controls)
                {
                    matchedTo[control] = positive;
                }
            }
        }
    }

    private string Split(int session) => _splits?.GetValueOrDefault(_sessions[session].Patient) ?? "";

    private static TaskSummary Summarise(
        TaskDefinition task, SessionLabel[] labels, List<int> positives, List<int> candidates, HashSet<int> kept, IEnumerable<int> controls,
        Covariates covariates, string? skipped)
    {
        IReadOnlyList<double> scale = covariates.Scale(positives, candidates);
        IReadOnlyList<double> before = covariates.Differences(positives, candidates, scale);
        IReadOnlyList<double> after = covariates.Differences(kept.ToArray(), controls.ToArray(), scale);
        return new(
            task.Name,
            task.Group,
            positives.Count,
            labels.Count(l => l.Label == 1),
            labels.Where(l => l.Label == 1).Select(l => l.Patient).Distinct(StringComparer.Ordinal).Count(),
            labels.Count(l => l.Label == 0),
            new SortedDictionary<string, int>(
                labels.Where(l => l.Label < 0).GroupBy(l => l.Reason).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal),
            new SortedDictionary<string, SplitCount>(
                labels.Where(l => l.Label >= 0)
                    .GroupBy(l => l.Split)
                    .ToDictionary(g => g.Key, g => new SplitCount(g.Count(l => l.Label == 1), g.Count(l => l.Label == 0))),
                StringComparer.Ordinal),
            covariates.Names.Select((n, i) => new CovariateBalance(n, before[i], after[i])).ToArray(),
            skipped);
    }
}

/// <summary>The JSON form of summaries.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TaskSummary))]
internal sealed partial class LabelJson : JsonSerializerContext;
