using Clef.Core;
using Clef.Evaluation.Probes;

namespace Clef.Eeg.Experiments.Real;

/// <summary>Folds over persons, dealt so that each has its share of positive ones.</summary>
internal static class CrossValidation
{
    /// <summary>The parts of one fold: it is the test, the next one validates, the rest trains.</summary>
    /// <param name="persons">The person of each row.</param>
    /// <param name="labels">The label of each row; a person with any positive row counts as positive.</param>
    /// <param name="folds">How many folds, three or more.</param>
    /// <param name="repetition">Another number deals anew.</param>
    /// <param name="fold">Which fold is the test.</param>
    public static Part[] Parts(IReadOnlyList<string> persons, IReadOnlyList<sbyte> labels, int folds, int repetition, int fold)
    {
        if (folds < 3 || fold < 0 || fold >= folds)
        {
            throw new ClefException("cross-validation", "fold", $"{fold} of {folds}", "one of three or more");
        }

        HashSet<string> positive = [.. persons.Where((_, i) => labels[i] == 1)];
        Dictionary<string, int> dealt = [];
        // Persons in the order of a hash, first all negative ones, then the positive ones going on where those ended.
        foreach (string person in persons.Distinct().OrderBy(positive.Contains).ThenBy(p => StableHash.Of("fold", $"{repetition}", p)))
        {
            dealt[person] = dealt.Count % folds;
        }

        return [.. persons.Select(p => dealt[p] == fold ? Part.Test : dealt[p] == (fold + 1) % folds ? Part.Validation : Part.Train)];
    }
}
