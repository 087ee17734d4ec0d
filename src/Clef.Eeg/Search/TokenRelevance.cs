using Clef.Core;
using Clef.Eeg.Embedding;
using Clef.Eeg.Encoder;
using Clef.Eeg.Tokenizer;
using Clef.Tensors;

namespace Clef.Eeg.Search;

/// <summary>How much each token of a session adds to its score for a text.</summary>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Columns">Columns of the grid.</param>
/// <param name="Score">The session's cosine with the text.</param>
/// <param name="Values">(row, column): positive where the token raises the score; 0 where nothing was recorded.</param>
public sealed record TokenRelevance(int Rows, int Columns, double Score, double[] Values)
{
    /// <summary>By gradient: the score's derivative by each token's vector times that vector, summed. One backward pass; first order only.</summary>
    /// <param name="model">An aligned model.</param>
    /// <param name="tokens">The session.</param>
    /// <param name="text">The text's vector, of length one.</param>
    public static TokenRelevance ByGradient(EegModel model, SessionTokens tokens, ReadOnlySpan<float> text) => ByGradient(model, tokens, text, EmbeddingSpace.Text);

    /// <summary>By gradient, for any linear answer: the product of the session's vector in a space with a direction, such as the weights of a probe.</summary>
    /// <param name="model">A model; aligned, unless the space is that of sessions.</param>
    /// <param name="tokens">The session.</param>
    /// <param name="direction">As long as a vector of the space.</param>
    /// <param name="space">The space.</param>
    public static TokenRelevance ByGradient(EegModel model, SessionTokens tokens, ReadOnlySpan<float> direction, EmbeddingSpace space)
    {
        using var scope = new TensorScope();
        TokenSequence sequence = TokenSequence.Of(tokens, model.Encoder.Config);
        TokenBatch batch = TokenBatch.Of([sequence]);
        Tensor embedded = model.Encoder.Embed(batch.Codes).Detach().Clone();
        embedded.RequiresGrad = true;
        Tensor along = Tensor.From(direction, direction.Length);
        Tensor score = (model.Project(model.Encoder.Forward(embedded, batch).Session, space) * along).Sum();
        score.Backward();
        float[] products = (embedded.Grad! * embedded.Detach()).Sum(2).ToArray<float>();
        foreach (Tensor parameter in model.Encoder.Parameters())
        {
            parameter.Grad = null;
        }

        return OnGrid(tokens, sequence, score.ToDouble(), i => products[i]);
    }

    /// <summary>
    /// By occlusion: the score less the score without the tokens of a patch of one row and some columns, patch by patch; each of the patch's tokens carries an
    /// equal part. What it says is true of the model, at the price of one pass a patch.
    /// </summary>
    /// <param name="model">An aligned model.</param>
    /// <param name="tokens">The session.</param>
    /// <param name="text">The text's vector, of length one.</param>
    /// <param name="columns">Columns of a patch.</param>
    /// <param name="progress">Told of the share done.</param>
    /// <param name="stop">Stops between passes.</param>
    public static TokenRelevance ByOcclusion(EegModel model, SessionTokens tokens, ReadOnlySpan<float> text, int columns, Action<double>? progress, CancellationToken stop)
    {
        if (columns < 1)
        {
            throw new ClefException("relevance", "columns", columns, "at least 1");
        }

        TokenSequence sequence = TokenSequence.Of(tokens, model.Encoder.Config);
        float[] direction = text.ToArray();
        double whole = Scores(model, [sequence], direction)[0];
        var values = new double[sequence.Count];
        IGrouping<(int, int), int>[] patches = [.. Enumerable.Range(0, sequence.Count).GroupBy(i => (sequence.Rows[i], sequence.Columns[i] / columns))];
        const int together = 8; // passes side by side, which costs memory
        for (int at = 0; at < patches.Length; at += together)
        {
            stop.ThrowIfCancellationRequested();
            IGrouping<(int, int), int>[] some = patches[at..Math.Min(at + together, patches.Length)];
            double[] without = Scores(model, [.. some.Select(p => Without(sequence, [.. p]))], direction);
            for (int p = 0; p < some.Length; p++)
            {
                double each = (whole - without[p]) / some[p].Count();
                foreach (int token in some[p])
                {
                    values[token] = each;
                }
            }

            progress?.Invoke((double)(at + some.Length) / patches.Length);
        }

        return OnGrid(tokens, sequence, whole, i => values[i]);
    }

    private static double[] Scores(EegModel model, TokenSequence[] sequences, float[] direction)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor sessions = model.Encoder.Forward(TokenBatch.Of(sequences)).Session;
        return [.. (model.Project(sessions, EmbeddingSpace.Text) * Tensor.From(direction, direction.Length)).Sum(1).ToArray<float>().Select(s => (double)s)];
    }

    private static TokenSequence Without(TokenSequence sequence, HashSet<int> tokens)
    {
        // A session of one patch alone keeps it: there is nothing to compare with.
        int[] rest = tokens.Count == sequence.Count ? [.. Enumerable.Range(0, sequence.Count)] : [.. Enumerable.Range(0, sequence.Count).Where(i => !tokens.Contains(i))];
        return new TokenSequence([.. rest.Select(i => sequence.Codes[i])], [.. rest.Select(i => sequence.Rows[i])], [.. rest.Select(i => sequence.Columns[i])]);
    }

    private static TokenRelevance OnGrid(SessionTokens tokens, TokenSequence sequence, double score, Func<int, double> value)
    {
        var grid = new double[tokens.Rows * tokens.Columns];
        for (int i = 0; i < sequence.Count; i++)
        {
            grid[(sequence.Rows[i] * tokens.Columns) + sequence.Columns[i]] = value(i);
        }

        return new TokenRelevance(tokens.Rows, tokens.Columns, score, grid);
    }
}
