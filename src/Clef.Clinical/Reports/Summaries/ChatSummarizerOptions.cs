namespace Clef.Clinical.Reports.Summaries;

/// <summary>How to reach a language model that speaks the OpenAI chat protocol. Nothing is sent anywhere unless these are given.</summary>
public sealed record ChatSummarizerOptions
{
    /// <summary>The base address, up to and without <c>/chat/completions</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The key sent as a bearer token, or null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often an attempt that failed for a passing reason (429, 5xx, a broken connection, a timeout) is made again.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The wait before the first repetition; it doubles each time.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest answer taken, in tokens asked for.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>
    /// Whether the whole report is sent. By default only the electrographic part goes out, so that history and identities stay at home.
    /// </summary>
    public bool SendWholeReport { get; init; }
}
