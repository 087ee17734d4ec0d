namespace Clef.Cli.Demo;

/// <summary>One step of the demo: a command of Clef, run as a user would run it.</summary>
/// <param name="Title">What the step does, in a few words.</param>
/// <param name="Command">The command line, without <c>clef</c>.</param>
internal sealed record DemoStep(string Title, params string[] Command)
{
    /// <summary>The file that keeps what the command prints; null where it is only shown.</summary>
    public string? Saves { get; init; }

    /// <summary>What the step makes: where it is there, an exit code of 1 means that single recordings were left out, and the demo goes on.</summary>
    public string? Makes { get; init; }

    /// <summary>
    /// Steps of one part depend on each other: where one of them cannot be done, the rest of its part is left out. Null for a step without which
    /// there is no demo.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>The command line as a user types it.</summary>
    public IEnumerable<string> Typed => ["clef", .. Command];
}
