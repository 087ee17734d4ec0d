using Clef.Cohorts.Checks;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Report;

/// <summary>The summary of a report in plain words, limits among them.</summary>
internal static class ReportSentences
{
    private const string Limits =
        "Limits. Intervals are 95 % bootstrap intervals over test patients, given the probes as they were fitted: they hold neither the luck of the "
        + "training part nor other hospitals. Labels come from codes, prescriptions and report texts, which err. Tasks share patients and are not "
        + "independent of each other. With matched controls an AUROC is about telling a patient from a similar one, not about screening. For "
        + "research; not a medical device.";

    /// <summary>The sentences, one paragraph each.</summary>
    public static IReadOnlyList<string> Of(ReportData data)
    {
        var said = new List<string> { Counts(data.Set) };
        said.AddRange(Best(data));
        int failed = data.Leakage.Count(c => c.Level == CheckLevel.Failed);
        said.Add(data.Leakage.Count == 0 ? "No leakage check was made."
            : failed == 0 ? $"None of {data.Leakage.Count} leakage checks failed."
            : $"{failed} of {data.Leakage.Count} leakage checks failed; read them before any figure here.");
        string[] built = [FactBaselines.Demographics, FactBaselines.RecordingFacts];
        if (data.Set.Description.Models.All(m => m.Kind != ModelKind.Baseline || built.Contains(m.Name)))
        {
            said.Add("No random-init encoder and no signal features are in the table: how much of a figure is owed to training cannot be read off it.");
        }

        if (data.Set.Description.DroppedRows > 0)
        {
            said.Add($"{data.Set.Description.DroppedRows} rows were left out for all models, since some model has no embedding of them.");
        }

        said.Add(Limits);
        return said;
    }

    private static string Counts(ResultSet set)
    {
        StoredTask[] tasks = [.. set.Tables.SelectMany(t => t.Tasks)];
        int scored = tasks.Count(t => t.Skipped is null);
        BenchRow[] test = [.. set.Tables.SelectMany(t => t.Rows).Where(r => r.Part == Part.Test)];
        int patients = test.Select(r => r.Patient).Distinct(StringComparer.Ordinal).Count();
        // Several targets of one dataset have the same rows, and rows of the table of patients are not sessions.
        int sessions = set.Tables.Where(t => t.Name != CohortBench.PatientTable).SelectMany(t => t.Rows).Where(r => r.Part == Part.Test)
            .Select(r => r.Id).Distinct(StringComparer.Ordinal).Count();
        string who = sessions == 0 ? $"{patients} test patients" : $"{sessions} test sessions of {patients} patients";
        string simulated = set.Description.Source.StartsWith("simulated ", StringComparison.Ordinal)
            ? "The recordings, reports and records are simulated: nothing here is a figure of real patients. " : "";
        string left = scored < tasks.Length ? $" {tasks.Length - scored} tasks have too few cases; the task table gives their counts." : "";
        return $"{simulated}{tasks.Length} tasks are listed and {scored} are scored, on {who} whom no probe has seen.{left}";
    }

    private static IEnumerable<string> Best(ReportData data)
    {
        IReadOnlyList<MacroResult> ranking = data.Ranking(Part.Test);
        HashSet<string> others = data.Set.Description.Models.Where(m => m.Kind != ModelKind.Embedding).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        if (ranking.FirstOrDefault(m => !others.Contains(m.Model)) is not { } best)
        {
            if (ranking.Count > 0)
            {
                yield return "No embedding was entered. "
                    + $"The best of the others is {ranking[0].Model}, with a mean AUROC of {ranking[0].Interval} over {ranking[0].Tasks} tasks.";
            }

            yield break;
        }

        string seeds = data.Set.Description.Seeds == 1 ? "1 seed" : $"{data.Set.Description.Seeds} seeds";
        yield return $"The best embedding is {best.Model}, with a mean AUROC of {best.Interval} over {best.Tasks} tasks ({data.Set.Probe} probe, {seeds}).";
        if (ranking.FirstOrDefault(m => others.Contains(m.Model)) is { } rival && Gain(data.Pairs, best.Model, rival.Model) is { } gain)
        {
            string kind = data.Set.Description.Models.Single(m => m.Name == rival.Model).Kind == ModelKind.Supervised ? "supervised network" : "baseline";
            yield return $"The best {kind} is {rival.Model} at {rival.Interval}; the embedding is "
                + (gain.Value < 0 ? $"behind it by {new Interval(-gain.Value, -gain.High, -gain.Low)}" : $"ahead of it by {gain}")
                + (gain.Low > 0 || gain.High < 0 ? "." : ", so that neither can be said to be better.");
        }

        if (data.Ranking(Part.External).FirstOrDefault(m => m.Model == best.Model) is { } elsewhere)
        {
            yield return $"On the external site {best.Model} has {elsewhere.Interval} over {elsewhere.Tasks} tasks.";
        }

        int flagged = data.Set.Results.Count(r => r.Flag is not null && r.Key.Model == best.Model && r.Key.Probe == data.Set.Probe
            && r.Key.Fraction == 1 && r.Key.Part == Part.Test);
        yield return flagged == 0 ? "No result above chance is one that recording facts or demographics alone reach."
            : $"{flagged} of its results above chance are reached by recording facts or demographics alone and are marked in the task table.";
    }

    /// <summary>First minus second; null where the two were not compared.</summary>
    private static Interval? Gain(IReadOnlyList<ModelComparison> pairs, string first, string second) =>
        pairs.FirstOrDefault(p => p.First == first && p.Second == second) is { } pair ? pair.MeanDifference
        : pairs.FirstOrDefault(p => p.First == second && p.Second == first)?.MeanDifference is { } back ? new Interval(-back.Value, -back.High, -back.Low)
        : null;
}
