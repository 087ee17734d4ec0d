namespace Clef.Cli;

/// <summary>Text for a terminal.</summary>
internal static class TextLines
{
    /// <summary>Text in lines of at most so many signs, broken at blanks.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? $" {word}" : word;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
