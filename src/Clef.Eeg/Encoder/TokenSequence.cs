using Clef.Core;
using Clef.Eeg.Tokenizer;
using Clef.Tensors;

namespace Clef.Eeg.Encoder;

/// <summary>
/// The tokens of a session that are there, one after another, each with its place in the grid. Time that was not recorded is not in the sequence at all, so
/// sessions of any length and with any gaps are sequences of different length.
/// </summary>
/// <param name="Codes">Code of each token.</param>
/// <param name="Rows">Its row: frequency.</param>
/// <param name="Columns">Its column: time.</param>
public sealed record TokenSequence(int[] Codes, int[] Rows, int[] Columns)
{
    /// <summary>Number of tokens.</summary>
    public int Count => Codes.Length;

    /// <summary>The valid tokens of a session's first columns.</summary>
    /// <exception cref="ClefException">The grid has other rows, a code is beyond the book, or nothing is valid.</exception>
    public static TokenSequence Of(SessionTokens tokens, EncoderConfig config)
    {
        if (tokens.Rows != config.Rows || tokens.Codes.AsSpan().IndexOfAnyExceptInRange(0, config.Codes - 1) >= 0)
        {
            throw new ClefException(tokens.Id, "tokens", $"{tokens.Rows} rows", $"{config.Rows} rows of codes below {config.Codes}");
        }

        int[] columns = [.. Enumerable.Range(0, Math.Min(config.Columns, tokens.Columns)).Where(c => tokens.Valid[c])];
        if (columns.Length == 0)
        {
            throw new ClefException(tokens.Id, "tokens", 0, $"at least one that is valid within the first {config.Columns} columns");
        }

        int[] rows = [.. Enumerable.Range(0, tokens.Rows)];
        return new TokenSequence(
            [.. rows.SelectMany(r => columns.Select(c => tokens.Codes[(r * tokens.Columns) + c]))],
            [.. rows.SelectMany(r => columns.Select(_ => r))],
            [.. rows.SelectMany(_ => columns)]);
    }
}

/// <summary>Sequences of one batch, filled up to the longest.</summary>
/// <param name="Codes">i64 (batch, token).</param>
/// <param name="Rows">i64 (batch, token).</param>
/// <param name="Columns">i64 (batch, token).</param>
/// <param name="Padding">bool (batch, token): true where there is no token.</param>
public sealed record TokenBatch(Tensor Codes, Tensor Rows, Tensor Columns, Tensor Padding)
{
    /// <summary>Whole sequences.</summary>
    public static TokenBatch Of(IReadOnlyList<TokenSequence> sequences) => Of(sequences, i => [.. Enumerable.Range(0, sequences[i].Count)], (i, place) => sequences[i].Codes[place]);

    /// <summary>What the encoder sees of masked sequences: the places kept, with <paramref name="maskCode"/> for those that are masked.</summary>
    public static TokenBatch Kept(IReadOnlyList<MaskedSequence> sequences, int maskCode)
    {
        HashSet<int>[] hidden = [.. sequences.Select(s => s.Masked.ToHashSet())];
        return Of([.. sequences.Select(s => s.Sequence)], i => sequences[i].Kept, (i, place) => hidden[i].Contains(place) ? maskCode : sequences[i].Sequence.Codes[place]);
    }

    private static TokenBatch Of(IReadOnlyList<TokenSequence> sequences, Func<int, int[]> places, Func<int, int, int> code)
    {
        int[][] kept = [.. Enumerable.Range(0, sequences.Count).Select(places)];
        int length = Math.Max(1, kept.Max(k => k.Length));
        long[] codes = new long[sequences.Count * length], rows = new long[codes.Length], columns = new long[codes.Length];
        var padding = new bool[codes.Length];
        Array.Fill(padding, true);
        for (int i = 0; i < sequences.Count; i++)
        {
            for (int k = 0; k < kept[i].Length; k++)
            {
                int at = (i * length) + k, place = kept[i][k];
                (codes[at], rows[at], columns[at], padding[at]) = (code(i, place), sequences[i].Rows[place], sequences[i].Columns[place], false);
            }
        }

        return new TokenBatch(Tensor.From(codes, sequences.Count, length), Tensor.From(rows, sequences.Count, length), Tensor.From(columns, sequences.Count, length), Tensor.From(padding, sequences.Count, length));
    }
}
