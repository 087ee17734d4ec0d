using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Embedding;

namespace Clef.Eeg.Search;

/// <summary>A question put to sessions in words.</summary>
/// <param name="Name">Name of the score.</param>
/// <param name="Positive">What a report would say if it held.</param>
/// <param name="Negative">What it would say if not; empty for none.</param>
public sealed record ZeroShotPrompt(string Name, string Positive, string Negative)
{
    /// <summary>Reads a table with columns <c>name</c>, <c>positive</c> and, where wanted, <c>negative</c>. Rows of one name are wordings of one question.</summary>
    public static IReadOnlyList<ZeroShotPrompt> Read(string path)
    {
        CsvTable table = CsvTable.Read(path);
        int name = table.Column("name"), positive = table.Column("positive"), negative = table.FirstColumn("negative");
        ZeroShotPrompt[] prompts = [.. table.Rows.Select(r => new ZeroShotPrompt(r[name].Trim(), r[positive].Trim(), negative < 0 ? "" : r[negative].Trim()))];
        return prompts.Length > 0 && prompts.All(p => p.Name.Length > 0 && p.Positive.Length > 0)
            ? prompts
            : throw new ClefException(path, "prompts", prompts.Length, "at least one, each with a name and a positive wording");
    }
}

/// <summary>
/// Scores without training: the cosine of a session with the mean vector of the positive wordings, less that with the mean of the negative ones where there are
/// any. Higher says more likely; the scores of one question order sessions, they are no probabilities.
/// </summary>
public static class ZeroShot
{
    /// <summary>Scores every session of an index.</summary>
    /// <param name="model">An aligned model.</param>
    /// <param name="index">Embeddings in the space of text.</param>
    /// <param name="prompts">The questions.</param>
    /// <returns>For each name, in order of first mention, a score for every session.</returns>
    public static IReadOnlyList<(string Name, double[] Scores)> Score(EegModel model, SessionIndex index, IReadOnlyList<ZeroShotPrompt> prompts) =>
        [.. prompts.GroupBy(p => p.Name).Select(g =>
        {
            double[] scores = index.Cosines(Mean(model, g.Select(p => p.Positive)));
            string[] against = [.. g.Select(p => p.Negative).Where(n => n.Length > 0)];
            if (against.Length > 0)
            {
                double[] other = index.Cosines(Mean(model, against));
                scores = [.. scores.Zip(other, (a, b) => a - b)];
            }

            return (g.Key, scores);
        })];

    private static float[] Mean(EegModel model, IEnumerable<string> wordings)
    {
        float[][] vectors = [.. wordings.Distinct(StringComparer.Ordinal).Select(model.EmbedText)];
        return [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(v => v[i]))];
    }
}
