using Clef.Core;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>Cuts the sessions of a token table into short windows, for the model that sees no more than seconds at a time.</summary>
internal static class ShortWindows
{
    /// <summary>
    /// Writes windows of whole length, each named <c>session@seconds</c>; what is left at a session's end and windows that are not valid throughout
    /// are left out.
    /// </summary>
    public static void Write(string tokens, int columns, string output)
    {
        if (columns < 1)
        {
            throw new ClefException("--columns", null, columns, "at least 1");
        }

        TokenTable table = TokenTable.Read(tokens);
        TokenTable.Write(output, table.Rows, table.Tokenizer, Of(table, columns));
    }

    /// <summary>The windows of every session.</summary>
    public static IEnumerable<SessionTokens> Of(TokenTable table, int columns)
    {
        int seconds = new TokenizerConfig().PatchFrames;
        for (int i = 0; i < table.Count; i++)
        {
            SessionTokens session = table[i];
            for (int first = 0; first + columns <= session.Columns; first += columns)
            {
                SessionTokens window = session.Part(FormattableString.Invariant($"{session.Id}@{first * seconds}"), first, columns);
                if (!window.Valid.Contains(false))
                {
                    yield return window;
                }
            }
        }
    }
}
