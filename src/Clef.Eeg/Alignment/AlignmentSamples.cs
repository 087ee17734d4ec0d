using Clef.Core;
using Clef.Eeg.Encoder;
using Clef.Eeg.Text;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Alignment;

/// <summary>Prepares the samples of alignment. Reports and records become numbers once, at the start.</summary>
internal sealed class AlignmentSamples
{
    private readonly TokenTable _table;
    private readonly EncoderConfig _encoder;
    private readonly MaskLaw _law;
    private readonly AlignmentObjectives _objectives;
    private readonly int[][] _pieces;
    private readonly ProfileSet[] _records;
    private readonly long[] _patients;

    public AlignmentSamples(TokenTable table, AlignmentData data, EncoderConfig encoder, MaskLaw law, IPieceTokenizer pieces, ProfileVocabulary profile, AlignmentRecipe recipe)
    {
        (_table, _encoder, _law, _objectives) = (table, encoder, law, recipe.Objectives);
        _pieces = [.. data.Reports.Select(r => r is null ? [] : pieces.Pieces(r, recipe.Alignment.Text.Length))];
        _records = [.. data.Profiles.Select(p => p is null ? ProfileSet.None : profile.Of(p))];
        Dictionary<string, long> numbers = [];
        _patients = [.. data.Patients.Select(p => numbers.TryGetValue(p, out long n) ? n : numbers[p] = numbers.Count)];
    }

    /// <summary>One session: tokens hidden anew, in training also the report cut and codes dropped where the recipe says so.</summary>
    public AlignmentSample Prepare(int place, CounterRandom random, bool training)
    {
        MaskedSequence tokens = _law.Apply(TokenSequence.Of(_table[place], _encoder), random);
        int[] pieces = training && random.Chance(_objectives.TextTruncation) ? Cut(_pieces[place], random) : _pieces[place];
        ProfileSet record = _records[place];
        if (training && random.Chance(_objectives.CodeDropout) && record.Codes.Length > 0)
        {
            record = record with { Codes = Drop(record.Codes, random) };
        }

        return new AlignmentSample(tokens, pieces, record, _patients[place]);
    }

    /// <summary>The beginning of a report, a tenth or more of it, with its mark of the end.</summary>
    private static int[] Cut(int[] pieces, CounterRandom random)
    {
        if (pieces.Length <= 3)
        {
            return pieces;
        }

        int inside = pieces.Length - 2, kept = Math.Max(1, (int)Math.Ceiling(random.Uniform(0.1, 1) * inside));
        return [.. pieces[..(kept + 1)], pieces[^1]];
    }

    private static int[] Drop(int[] codes, CounterRandom random)
    {
        int[] order = [.. codes];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int k = random.Index(i + 1);
            (order[i], order[k]) = (order[k], order[i]);
        }

        return order[..Math.Max(1, (int)Math.Ceiling(random.Uniform(0.1, 1) * order.Length))];
    }
}
