using System.Text;

namespace Clef.Cli.Demo;

/// <summary>Command lines as text that a shell takes.</summary>
internal static class CommandText
{
    // What a shell leaves alone; everything else is quoted.
    private const string Plain = "_-./=,:+@%";

    // As the user called the program: './clef' of a repository is not found as 'clef'.
    private static readonly string s_program = Environment.GetEnvironmentVariable("CLEF_COMMAND") is { Length: > 0 } called ? called : "clef";

    /// <summary>The whole command in one line, the program as <c>clef</c>.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>The command as the user would type it, in lines no longer than <paramref name="width"/>, those that go on ended by a backslash; a single word may be longer.</summary>
    /// <param name="words">The command's words.</param>
    /// <param name="width">The most signs in a line.</param>
    /// <param name="indent">What each line after the first begins with.</param>
    public static IReadOnlyList<string> Lines(IEnumerable<string> words, int width, string indent = "    ")
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (string word in words.Select((w, i) => i == 0 && w == "clef" ? s_program : w).Select(Quote))
        {
            // Two signs are kept for the blank and the backslash.
            if (line.Length > indent.Length && line.Length + 1 + word.Length + 2 > width)
            {
                lines.Add($"{line} \\");
                line.Clear().Append(indent);
            }

            line.Append(line.Length == 0 || line.ToString() == indent ? "" : " ").Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c)) ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
