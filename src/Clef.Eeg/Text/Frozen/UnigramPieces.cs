using Clef.Core;

namespace Clef.Eeg.Text.Frozen;

/// <summary>
/// A SentencePiece unigram vocabulary (Kudo, 2018), read from its <c>.model</c> file: of all ways to cut a text into pieces the one with the greatest sum of
/// scores. Texts are normalised by the table of replacements that the file carries.
/// </summary>
public sealed class UnigramPieces : IPieceTokenizer
{
    /// <summary>A character that no piece covers costs this much more than the rarest piece, as in SentencePiece.</summary>
    private const float UnknownPenalty = 10;
    private const char Space = '\u2581'; // stands for a space within pieces
    private readonly Dictionary<string, (int Index, float Score)> _pieces = new(StringComparer.Ordinal);
    private readonly CharacterMap _normal;
    private readonly int _unknown, _end, _longest;
    private readonly float _least;
    private readonly bool _dummyPrefix, _removeSpaces;

    private UnigramPieces(string source, SentencePieceModel model)
    {
        (_dummyPrefix, _removeSpaces) = (model.AddDummyPrefix, model.RemoveExtraWhitespaces);
        _normal = new CharacterMap(source, model.CharacterMap);
        (_unknown, _end, Padding, Count) = (-1, -1, 0, model.Pieces.Count);
        _least = float.MaxValue;
        for (int i = 0; i < model.Pieces.Count; i++)
        {
            SentencePiece piece = model.Pieces[i];
            switch (piece.Kind)
            {
                case SentencePiece.Normal or SentencePiece.UserDefined:
                    _pieces.TryAdd(piece.Text, (i, piece.Score));
                    _least = Math.Min(_least, piece.Score);
                    _longest = Math.Max(_longest, piece.Text.Length);
                    break;
                case SentencePiece.Unknown:
                    _unknown = i;
                    break;
                case SentencePiece.Control when piece.Text == "</s>":
                    _end = i;
                    break;
                case SentencePiece.Control when piece.Text == "<pad>":
                    Padding = i;
                    break;
            }
        }

        if (_pieces.Count == 0 || _unknown < 0 || _end < 0)
        {
            throw new ClefException(source, "pieces", model.Pieces.Count, "pieces with scores, an unknown one and the mark </s>, as T5 has");
        }
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Padding { get; }

    /// <summary>Reads a <c>.model</c> file, at most 64 MB.</summary>
    /// <exception cref="ClefException">The file is none, or not of the unigram kind.</exception>
    public static UnigramPieces Read(string path)
    {
        var info = new FileInfo(path);
        return info.Exists && info.Length <= 64_000_000
            ? new UnigramPieces(path, SentencePieceModel.Parse(path, File.ReadAllBytes(path)))
            : throw new ClefException(path, "length", info.Exists ? info.Length : null, "an existing SentencePiece model of at most 64 MB");
    }

    /// <inheritdoc/>
    public int[] Pieces(string text, int most)
    {
        string normal = Normalise(text);
        List<int> pieces = Best(normal);
        return [.. pieces.Take(most - 1), _end];
    }

    private string Normalise(string text)
    {
        string mapped = _normal.Apply(text);
        string spaced = _removeSpaces ? string.Join(' ', mapped.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : mapped;
        return spaced.Length == 0 ? "" : ((_dummyPrefix ? " " : "") + spaced).Replace(' ', Space);
    }

    /// <summary>The best cut, by the best cut of every beginning (Viterbi). Unknown characters side by side are one unknown piece.</summary>
    private List<int> Best(string text)
    {
        var best = new float[text.Length + 1];
        var from = new (int Start, int Piece)[text.Length + 1];
        Array.Fill(best, float.NegativeInfinity, 1, text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (float.IsNegativeInfinity(best[at]))
            {
                continue; // within a surrogate pair
            }

            int one = char.IsSurrogatePair(text, at) ? 2 : 1;
            Offer(at, at + one, _unknown, _least - UnknownPenalty, onlyIfNone: text.Length >= at + one && _pieces.ContainsKey(text.Substring(at, one)));
            for (int length = 1; length <= Math.Min(_longest, text.Length - at); length++)
            {
                if (_pieces.TryGetValue(text.Substring(at, length), out (int Index, float Score) piece))
                {
                    Offer(at, at + length, piece.Index, piece.Score, onlyIfNone: false);
                }
            }
        }

        var pieces = new List<int>();
        for (int at = text.Length; at > 0; at = from[at].Start)
        {
            if (!(from[at].Piece == _unknown && pieces.Count > 0 && pieces[^1] == _unknown))
            {
                pieces.Add(from[at].Piece);
            }
        }

        pieces.Reverse();
        return pieces;

        void Offer(int start, int end, int piece, float score, bool onlyIfNone)
        {
            if (!onlyIfNone && best[start] + score > best[end])
            {
                (best[end], from[end]) = (best[start] + score, (start, piece));
            }
        }
    }
}
