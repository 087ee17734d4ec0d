namespace Clef.Cohorts.Labels;

/// <summary>One task of a benchmark, as data.</summary>
/// <param name="Name">The task's name; also the name of its label file.</param>
/// <param name="Group"><c>disease</c>, <c>medication</c>, <c>finding</c> or another heading.</param>
/// <param name="Positive">The rule that makes a session positive.</param>
/// <param name="Exclude">The rule that takes a session out of the task whatever else holds; null for none.</param>
/// <param name="Controls">How controls are chosen.</param>
/// <param name="MinimumPositives">With fewer positive patients the task is not labelled.</param>
public sealed record TaskDefinition(string Name, string Group, Rule Positive, Rule? Exclude, ControlOptions Controls, int MinimumPositives)
{
    /// <summary>What is labelled.</summary>
    public TaskLevel Level { get; init; }
}

/// <summary>What a task labels.</summary>
public enum TaskLevel
{
    /// <summary>Each session by itself.</summary>
    Session,

    /// <summary>The patient: positive where any session is, a control only where all are known to be negative. All sessions of a patient have one label.</summary>
    Patient,
}

/// <summary>How controls are chosen.</summary>
/// <param name="Match">Covariates of the propensity model: any of <c>age</c>, <c>sex</c>, <c>site</c>, <c>setting</c>; none takes every
/// session that is not positive.</param>
/// <param name="Ratio">Controls for each positive.</param>
/// <param name="Caliper">The largest difference, in standard deviations of the logit; 0.2 is Austin's (Pharm Stat 2011).</param>
public sealed record ControlOptions(IReadOnlyList<string> Match, int Ratio, double Caliper)
{
    /// <summary>One control each, matched on everything, caliper 0.2.</summary>
    public static ControlOptions Default { get; } = new(["age", "sex", "site", "setting"], 1, 0.2);
}

/// <summary>A condition on a session; each has a known answer or none (the data that it needs are not there).</summary>
public abstract record Rule;

/// <summary>Holds where any part holds.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AnyRule(IReadOnlyList<Rule> Parts) : Rule;

/// <summary>Holds where all parts hold.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AllRule(IReadOnlyList<Rule> Parts) : Rule;

/// <summary>Holds where the part does not.</summary>
/// <param name="Part">The part.</param>
public sealed record NotRule(Rule Part) : Rule;

/// <summary>What an event rule looks at.</summary>
public enum EventKind
{
    /// <summary>Diagnoses, rolled to ICD-10.</summary>
    Diagnosis,

    /// <summary>Medications, rolled to ATC.</summary>
    Medication,

    /// <summary>Events by their code as it is.</summary>
    Event,
}

/// <summary>Holds where enough events of the patient fall within a window around the session's start.</summary>
/// <param name="Kind">What is looked at.</param>
/// <param name="Codes">Beginnings of codes (<c>G40</c>, <c>N03A</c>), for <see cref="EventKind.Event"/> whole codes.</param>
/// <param name="FromDays">Days from the session's start, negative for before; null for the beginning of the record.</param>
/// <param name="ToDays">Days from the session's start; null for the record's end.</param>
/// <param name="AtLeast">How many events, on different days, are needed.</param>
/// <param name="Above">Only events with a larger number; null for all.</param>
/// <param name="Below">Only events with a smaller number; null for all.</param>
public sealed record EventRule(
    EventKind Kind, IReadOnlyList<string> Codes, double? FromDays, double? ToDays, int AtLeast, double? Above, double? Below) : Rule;

/// <summary>Holds where the session's report has a finding.</summary>
/// <param name="Finding">The finding's name.</param>
/// <param name="Status"><c>present</c>, <c>absent</c> or <c>possible</c>.</param>
public sealed record FindingRule(string Finding, string Status) : Rule;

/// <summary>Holds where a column of the metadata has one of some values, or a number in a range.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values; empty where a range is given.</param>
/// <param name="Above">Lower limit, exclusive.</param>
/// <param name="Below">Upper limit, exclusive.</param>
public sealed record MetadataRule(string Column, IReadOnlyList<string> Values, double? Above, double? Below) : Rule;
