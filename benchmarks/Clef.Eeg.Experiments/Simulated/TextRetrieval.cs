using Clef.Core.Tables;
using Clef.Eeg.Alignment;
using Clef.Eeg.Embedding;
using Clef.Eeg.Search;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.Intervals;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>The tables that name the queries: tokens, sessions with patients, reports, splits, and the split that is asked.</summary>
internal sealed record RetrievalTables(string Tokens, string Sessions, string Reports, string Splits, string Split);

/// <summary>
/// Finds each session by its own report: the report's vector against those of all sessions of a split that have a report. Recall at 1, 5 and 10 and
/// the median rank, with intervals over queries, beside what chance gives. One session a patient is assumed, so that queries are patients.
/// </summary>
internal static class TextRetrieval
{
    private const int Replicates = 1000;

    /// <summary>A line of Markdown.</summary>
    public static string Run(string index, string folder, RetrievalTables known)
    {
        TokenTable table = TokenTable.Read(known.Tokens);
        AlignmentData data = AlignmentData.Read(table, known.Sessions, known.Reports, null, new HashSet<string>());
        SessionSplits splits = SessionSplits.Read(known.Splits);
        Dictionary<string, string> texts = Enumerable.Range(0, table.Count)
            .Where(i => data.Reports[i] is not null && splits.Of(table.Ids[i], data.Patients[i]) == known.Split)
            .ToDictionary(i => table.Ids[i], i => data.Reports[i]!, StringComparer.Ordinal);
        EmbeddingTable all = EmbeddingTable.Read(index);
        int[] rows = [.. Enumerable.Range(0, all.Count).Where(i => texts.ContainsKey(all.Ids[i]))];
        var some = new EmbeddingTable(
            "session", [.. rows.Select(r => all.Ids[r])], [.. rows.Select(r => all.Patients[r])], all.Width, [.. rows.SelectMany(r => all.Row(r).ToArray())]);
        var archive = new SessionIndex(some);
        using EegModel model = EegModel.Open(folder);
        double[] ranks = [.. rows.Select((r, place) => Rank(archive.Cosines(model.EmbedText(texts[all.Ids[r]])), place))];
        var figures = new List<string>();
        foreach (int top in (int[])[1, 5, 10])
        {
            figures.Add(Text(Interval(ranks, r => 100.0 * r.Count(x => x <= top) / r.Length)));
        }

        figures.Add(Text(Interval(ranks, Median)));
        double one = 100.0 / rows.Length;
        string chance = FormattableString.Invariant($"{one:0.0}, {5 * one:0.0}, {10 * one:0.0}; {(rows.Length + 1) / 2.0:0.0}");
        return $"| {rows.Length} | {string.Join(" | ", figures)} | {chance} |";
    }

    /// <summary>The rank of one among all, from 1; of equal ones the middle.</summary>
    public static double Rank(double[] cosines, int place) =>
        1 + cosines.Count(c => c > cosines[place]) + ((cosines.Count(c => c == cosines[place]) - 1) / 2.0);

    /// <summary>The median of any numbers.</summary>
    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return PatientBootstrap.Quantile(sorted, 0.5);
    }

    private static Interval Interval(double[] ranks, Func<double[], double> figure)
    {
        var bootstrap = new PatientBootstrap([.. ranks.Select((_, i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture))], Replicates);
        double[] drawn = bootstrap.Distribution(ranks.Length, weights =>
        {
            var some = new List<double>(ranks.Length);
            for (int i = 0; i < ranks.Length; i++)
            {
                for (int k = 0; k < weights[i]; k++)
                {
                    some.Add(ranks[i]);
                }
            }

            return figure([.. some]);
        });
        return PatientBootstrap.Percentile(figure(ranks), drawn);
    }

    private static string Text(Interval interval) => FormattableString.Invariant($"{interval.Value:0.0} ({interval.Low:0.0} to {interval.High:0.0})");
}
