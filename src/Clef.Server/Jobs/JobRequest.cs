using System.ComponentModel;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Jobs;

/// <summary>What a job does.</summary>
internal enum JobKind
{
    /// <summary>A recording's vectors.</summary>
    Embed,

    /// <summary>What trained probes say of a recording.</summary>
    Predict,

    /// <summary>How near a recording is to findings put in words.</summary>
    ZeroShot,

    /// <summary>Which tokens of a session raise or lower its score for a text.</summary>
    Explain,
}

/// <summary>What is asked for.</summary>
internal sealed record JobRequest
{
    private const int MostPrompts = 64, LongestText = 4000, MostTasks = 1000;

    [Description("embed, predict, zeroShot or explain.")]
    public required JobKind Kind { get; init; }

    [Description("The recording.")]
    public required string Recording { get; init; }

    [Description("The model's name.")]
    public required string Model { get; init; }

    [Description("The lead, for an ECG model of one lead; I where not given.")]
    public string? Lead { get; init; }

    [Description("Start of the span, seconds.")]
    public double From { get; init; }

    [Description("Length of the span, seconds; the rest where not given.")]
    public double? Seconds { get; init; }

    [Description("Of predict: the tasks; all of the model's where not given.")]
    public IReadOnlyList<string>? Tasks { get; init; }

    [Description("Of zeroShot: the questions.")]
    public IReadOnlyList<Prompt>? Prompts { get; init; }

    [Description("Of explain: the text; or else `task`.")]
    public string? Text { get; init; }

    [Description("Of explain: the task whose probe's answer is explained.")]
    public string? Task { get; init; }

    [Description("Of explain with `task`: the class; the last, which of two is the positive one, where not given.")]
    public string? Class { get; init; }

    [Description("Of embed: whether the vectors are to be found by search from now on.")]
    public bool Index { get; init; }

    [Description("Age in years, where the recording does not state it: for the cautions about subgroups.")]
    public double? Age { get; init; }

    [Description("F or M, where the recording does not state it.")]
    public string? Sex { get; init; }

    /// <summary>Refuses what makes no sense.</summary>
    public JobRequest Checked()
    {
        string? wrong =
            !RecordingId.IsOne(Recording) ? "`recording` is an identifier of 32 hexadecimal digits."
            : Model.Length is 0 or > 200 || Lead?.Length > 32 ? "`model` or `lead` is too long or empty."
            : !(double.IsFinite(From) && From >= 0 && Seconds is null or > 0) ? "`from` is 0 or more, `seconds` above 0."
            : Tasks is { Count: > MostTasks } || Tasks?.Any(t => t.Length > 200) == true ? $"`tasks` are at most {MostTasks}."
            : Kind == JobKind.ZeroShot && (Prompts is null or { Count: 0 or > MostPrompts } || Prompts.Any(p => !p.IsUsable(LongestText)))
                ? $"`prompts` are 1 to {MostPrompts}, each with a name and positive wordings."
            : Kind == JobKind.Explain && ((Text is null) == (Task is null) || Text is { Length: 0 or > LongestText })
                ? $"`text` of 1 to {LongestText} characters, or `task`."
            : Sex is not (null or "F" or "M") || Age is < 0 or > 150 ? "`sex` is F or M, `age` 0 to 150."
            : null;
        return wrong is null ? this : throw ApiException.Bad(wrong);
    }
}

/// <summary>A question in words.</summary>
/// <param name="Name">Name of the score.</param>
/// <param name="Positive">What a report would say if it held.</param>
/// <param name="Negative">What it would say if not; may be left out.</param>
internal sealed record Prompt(string Name, IReadOnlyList<string> Positive, IReadOnlyList<string>? Negative = null)
{
    public bool IsUsable(int longest) =>
        Name.Length is > 0 and <= 200 && Positive.Count is > 0 and <= 16 && (Negative?.Count ?? 0) <= 16 && Positive.Concat(Negative ?? [])
        .All(t => t.Length > 0 && t.Length <= longest);
}
