using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Alignment;
using Clef.Eeg.Embedding;
using Clef.Eeg.Encoder;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Tensors;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>
/// Embeds a token table, so that several encoders over one tokenizer need not tokenise the store again. Sessions may be cut to their first columns
/// (length of session), and windows of one recording (<c>id@seconds</c>) are joined by their mean weighted by valid tokens.
/// </summary>
internal static class TokenEmbedding
{
    private const int Batch = 16;

    /// <summary>Writes a table of one row a recording.</summary>
    /// <param name="tokens">The token table.</param>
    /// <param name="folder">A model folder.</param>
    /// <param name="output">The table.</param>
    /// <param name="space">session, text or profile.</param>
    /// <param name="columns">Columns of a session that are read; 0 for all.</param>
    /// <param name="random">With a seed: an encoder of the model's size with random weights in place of its own.</param>
    /// <param name="chosen">Which sessions.</param>
    /// <param name="stop">Stops between batches; nothing is written then.</param>
    public static void Run(
        string tokens, string folder, string output, string space, int columns, int? random, Func<TokenTable, int[]> chosen, CancellationToken stop)
    {
        TokenTable table = TokenTable.Read(tokens);
        int[] rows = chosen(table);
        using EegModel model = EegModel.Open(folder);
        EmbeddingSpace wanted = Enum.TryParse(space, ignoreCase: true, out EmbeddingSpace s)
            ? s
            : throw new ClefException("--space", null, space, "session, text or profile");
        if (random is null)
        {
            Of(table, rows, columns, model.Width(wanted), batch => model.EmbedAll(batch)[wanted], stop).Write(output);
            return;
        }

        RandomState.Seed((ulong)random);
        using SessionEncoder encoder = Untrained(folder);
        encoder.Evaluate();
        Of(table, rows, columns, encoder.Config.SessionWidth, batch =>
        {
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            Tensor sessions = encoder.Forward(TokenBatch.Of([.. batch.Select(t => TokenSequence.Of(t, encoder.Config))])).Session; // (batch, width)
            return [.. sessions.ToArray<float>().Chunk(encoder.Config.SessionWidth)];
        }, stop).Write(output);
    }

    /// <summary>An encoder of the sizes of a model's, over the same codes, with random weights.</summary>
    public static SessionEncoder Untrained(string folder)
    {
        (SessionEncoder trained, MaskedDecoder decoder, _) = EncoderRun.Load(AlignmentRun.EncoderOf(folder));
        using SessionEncoder owned = trained;
        decoder.Dispose();
        return trained.Untrained();
    }

    /// <summary>The sessions of one split; all where no table of splits is given.</summary>
    public static Func<TokenTable, int[]> Chosen(string splits, string split) => table => splits.Length == 0
        ? [.. Enumerable.Range(0, table.Count)]
        : SessionSplits.Read(splits).Places([.. Enumerable.Range(0, table.Count).Select(i => (table.Ids[i], table.Patients[i]))], split, splits);

    /// <summary>Embeds sessions and joins the windows of a recording.</summary>
    public static EmbeddingTable Of(TokenTable table, int[] rows, int columns, int width, Func<SessionTokens[], float[][]> embed, CancellationToken stop)
    {
        var ids = new List<string>();
        var patients = new List<string?>();
        var sums = new List<(double[] Vector, double Weight)>();
        foreach (int[] places in rows.Chunk(Batch))
        {
            stop.ThrowIfCancellationRequested();
            SessionTokens[] sessions = [.. places.Select(p => columns > 0 ? table[p].Part(table.Ids[p], 0, columns) : table[p])
                .Where(t => t.Valid.Contains(true))];
            if (sessions.Length == 0)
            {
                continue;
            }

            foreach ((SessionTokens session, float[] vector) in sessions.Zip(embed(sessions)))
            {
                string recording = session.Id.Split('@')[0];
                if (ids.Count == 0 || ids[^1] != recording)
                {
                    ids.Add(recording);
                    patients.Add(session.Patient);
                    sums.Add((new double[width], 0));
                }

                (double[] sum, double weight) = sums[^1];
                double own = session.Valid.Count(v => v);
                for (int i = 0; i < width; i++)
                {
                    sum[i] += vector[i] * own;
                }

                sums[^1] = (sum, weight + own);
            }
        }

        return new EmbeddingTable("session", ids, patients, width, [.. sums.SelectMany(s => s.Vector.Select(v => (float)(v / s.Weight)))]);
    }
}
