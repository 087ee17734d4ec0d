namespace Clef.Cli.Demo;

/// <summary>
/// Colour for a terminal that shows it; plain text where output goes to a file, or <c>NO_COLOR</c> is set (no-color.org), or the terminal is dumb.
/// </summary>
/// <param name="On">Whether to colour.</param>
internal sealed record Ink(bool On)
{
    /// <summary>What standard output takes.</summary>
    public static Ink OfTerminal() => new(
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    private static readonly bool s_blocks = Console.OutputEncoding.GetString(Console.OutputEncoding.GetBytes("█")) == "█";

    /// <summary>What a bar is drawn of, which a terminal of few letters shows too.</summary>
    public char Block => s_blocks ? '█' : '#';

    /// <summary>The rest of it.</summary>
    public char Dot => s_blocks ? '·' : '.';

    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    public string Cyan(string text) => Wrap("36", text);

    private string Wrap(string code, string text) => On ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
