using System.Globalization;
using System.Text;
using Clef.Core;

namespace Clef.Eeg.Text;

/// <summary>
/// BERT's uncased word pieces (Devlin and others, 2019): lower case without accents, words and punctuation apart, each word the longest pieces from its left;
/// pieces within a word begin with <c>##</c>. The vocabulary is a file with a piece a line.
/// </summary>
public sealed class WordPieces : IPieceTokenizer
{
    /// <summary>A longer word is unknown, as in BERT.</summary>
    private const int LongestWord = 100;
    private readonly Dictionary<string, int> _pieces = new(StringComparer.Ordinal);
    private readonly int _unknown, _begin, _end;

    /// <summary>Takes a vocabulary.</summary>
    /// <param name="source">Its name for messages.</param>
    /// <param name="pieces">The pieces in order.</param>
    /// <exception cref="ClefException">One of BERT's marks is missing, or a piece comes twice.</exception>
    public WordPieces(string source, IEnumerable<string> pieces)
    {
        foreach (string piece in pieces)
        {
            if (!_pieces.TryAdd(piece, _pieces.Count))
            {
                throw new ClefException(source, $"line {_pieces.Count + 1}", piece, "each piece once");
            }
        }

        Padding = Mark("[PAD]");
        (_unknown, _begin, _end) = (Mark("[UNK]"), Mark("[CLS]"), Mark("[SEP]"));

        int Mark(string mark) => _pieces.TryGetValue(mark, out int index) ? index : throw new ClefException(source, "pieces", _pieces.Count, $"the mark {mark} among them");
    }

    /// <summary>The pieces, in order.</summary>
    public IReadOnlyList<string> Vocabulary => [.. _pieces.OrderBy(p => p.Value).Select(p => p.Key)];

    /// <inheritdoc/>
    public int Count => _pieces.Count;

    /// <inheritdoc/>
    public int Padding { get; }

    /// <summary>Reads a vocabulary file, at most 64 MB.</summary>
    public static WordPieces Read(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists || info.Length > 64_000_000)
        {
            throw new ClefException(path, "length", info.Exists ? info.Length : null, "an existing vocabulary of at most 64 MB");
        }

        string[] lines = File.ReadAllText(path).Split('\n');
        return new WordPieces(path, lines.Select(l => l.TrimEnd('\r')).Take(lines[^1].Length == 0 ? lines.Length - 1 : lines.Length));
    }

    /// <inheritdoc/>
    public int[] Pieces(string text, int most)
    {
        var pieces = new List<int> { _begin };
        foreach (string word in Words(text))
        {
            if (pieces.Count >= most - 1)
            {
                break;
            }

            AddWord(word, pieces);
        }

        if (pieces.Count > most - 1)
        {
            pieces.RemoveRange(most - 1, pieces.Count - (most - 1));
        }

        pieces.Add(_end);
        return [.. pieces];
    }

    /// <summary>Words and single punctuation marks, in lower case without accents.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format && !IsSpace(rune)))
            {
                continue;
            }

            bool alone = IsPunctuation(rune) || IsIdeograph(rune.Value);
            if ((alone || IsSpace(rune)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
            {
                yield return rune.ToString();
            }
            else if (!IsSpace(rune))
            {
                word.Append(Accents.Strip(Rune.ToLowerInvariant(rune)));
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private void AddWord(string word, List<int> pieces)
    {
        int before = pieces.Count;
        if (word.Length > LongestWord)
        {
            pieces.Add(_unknown);
            return;
        }

        for (int start = 0; start < word.Length;)
        {
            int end = word.Length, piece = -1;
            while (end > start && !_pieces.TryGetValue(start == 0 ? word[..end] : "##" + word[start..end], out piece))
            {
                end--;
            }

            if (end == start)
            {
                // One part that no piece covers makes the whole word unknown.
                pieces.RemoveRange(before, pieces.Count - before);
                pieces.Add(_unknown);
                return;
            }

            pieces.Add(piece);
            start = end;
        }
    }

    private static bool IsSpace(Rune rune) => rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    /// <summary>Unicode's punctuation, and of ASCII every sign that is neither letter, digit nor space.</summary>
    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(rune);

    /// <summary>Chinese characters stand alone.</summary>
    private static bool IsIdeograph(int c) =>
        c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
