namespace Clef.Cohorts.Labels;

/// <summary>The label of one session in a task: 1 positive, 0 matched control, -1 excluded.</summary>
/// <param name="Session">The session.</param>
/// <param name="Patient">Its patient.</param>
/// <param name="Split">The patient's split; empty where the cohort is not split.</param>
/// <param name="Label">1, 0 or -1.</param>
/// <param name="Reason">Why a session is excluded; empty otherwise.</param>
/// <param name="MatchedTo">The positive session that a control is matched to; empty otherwise.</param>
public sealed record SessionLabel(string Session, string Patient, string Split, int Label, string Reason, string MatchedTo);

/// <summary>
/// Balance of one covariate: standardised mean differences before and after matching. Below 0.1 in size counts as balanced.
/// </summary>
/// <param name="Covariate">The covariate.</param>
/// <param name="Before">All positives against all candidates.</param>
/// <param name="After">Matched positives against their controls.</param>
public sealed record CovariateBalance(string Covariate, double Before, double After);

/// <summary>Counts and balance of a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Group">Its group.</param>
/// <param name="Candidates">Sessions (or patients, at their level) that meet the rule, before matching.</param>
/// <param name="Positives">Sessions labelled 1.</param>
/// <param name="PositivePatients">Their patients.</param>
/// <param name="Controls">Sessions labelled 0.</param>
/// <param name="Excluded">Sessions labelled -1, by reason.</param>
/// <param name="Splits">Positives and controls in each split.</param>
/// <param name="Balance">Balance of each covariate.</param>
/// <param name="Skipped">Why the task has no labels; null where it has.</param>
public sealed record TaskSummary(
    string Task,
    string Group,
    int Candidates,
    int Positives,
    int PositivePatients,
    int Controls,
    IReadOnlyDictionary<string, int> Excluded,
    IReadOnlyDictionary<string, SplitCount> Splits,
    IReadOnlyList<CovariateBalance> Balance,
    string? Skipped);

/// <summary>Counts in one split.</summary>
/// <param name="Positives">Sessions labelled 1.</param>
/// <param name="Controls">Sessions labelled 0.</param>
public sealed record SplitCount(int Positives, int Controls);
