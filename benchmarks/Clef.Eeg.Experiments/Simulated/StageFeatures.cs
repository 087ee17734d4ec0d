using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Signals.Preparation;
using Clef.Tensors;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>
/// What a probe could read at each stage between the spectrogram and the session's embedding, to find where it is lost: the spectrogram that the tokenizer
/// rebuilds, how often each code occurs, the codes' own vectors, and what the encoder makes of them, by frequency row.
/// </summary>
internal static class StageFeatures
{
    private const int Batch = 16;

    /// <summary>The stages by name, with what they read.</summary>
    public const string Kinds =
        "rebuilt (a store and a tokenizer), counts, vectors, vectors-spread (tokens and a tokenizer), rows, rows-spread, rows-half (tokens and an encoder)";

    /// <summary>The features of one stage, a row a session.</summary>
    public static EmbeddingTable Of(string kind, string source, string model, CancellationToken stop) => kind switch
    {
        "rebuilt" => Rebuilt(source, model, stop),
        "counts" => Counts(source, model),
        "vectors" or "vectors-spread" => Vectors(source, model, kind == "vectors-spread"),
        "rows" or "rows-spread" or "rows-half" => Rows(source, model, kind == "rows-spread", kind == "rows-half", stop),
        _ => throw new ClefException("features", "kind", kind, Kinds),
    };

    /// <summary>Means and deviations of the rebuilt spectrogram, as <see cref="SpectrogramFeatures"/> has them of the original.</summary>
    private static EmbeddingTable Rebuilt(string path, string model, CancellationToken stop)
    {
        using SessionStore store = SessionStore.Open(path);
        (SessionTokenizer tokenizer, _) = TokenizerRun.Load(model);
        using SessionTokenizer owned = tokenizer;
        int bands = SpectrogramFeatures.Bands(store), width = 2 * bands * store.Pipeline.Channels.Count;
        var values = new float[store.Count * width];
        for (int i = 0; i < store.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            SessionSpectrogram session = store.Read(i);
            int columns = tokenizer.Config.Columns(session.Frames), frames = columns * tokenizer.Config.PatchFrames;
            (Tensor levels, Tensor valid) = SessionTokenizer.Batch([SessionCrop.Of(session, frames)]);
            Tensor rebuilt = tokenizer.Decode(tokenizer.Encode(levels, valid).Quantised, tokenizer.Columns(valid)); // (1, channel, frequency, time)
            float[] own = rebuilt.Slice(3, 0, session.Frames).Contiguous().ToArray<float>();
            SpectrogramFeatures.Fill(own, session, bands, values.AsSpan(i * width, width));
        }

        return new EmbeddingTable("session", [.. store.Sessions.Select(s => s.Id)], [.. store.Sessions.Select(s => s.Patient)], width, values);
    }

    /// <summary>The square root of each code's share of the session's tokens, whatever the row.</summary>
    private static EmbeddingTable Counts(string tokens, string model)
    {
        int codes = TokenizerRun.Facts(model).Config.Codes;
        return OfTokens(tokens, codes, (session, features) =>
        {
            int[] valid = [.. Valid(session)];
            foreach (int place in valid)
            {
                features[session.Codes[place]] += 1f / valid.Length;
            }

            for (int i = 0; i < features.Length; i++)
            {
                features[i] = MathF.Sqrt(features[i]);
            }
        });
    }

    /// <summary>The mean over time of the codes' vectors in each row, and with <paramref name="spread"/> their deviation.</summary>
    private static EmbeddingTable Vectors(string tokens, string model, bool spread)
    {
        (SessionTokenizer tokenizer, _) = TokenizerRun.Load(model);
        using SessionTokenizer owned = tokenizer;
        int width = tokenizer.Config.CodeWidth, rows = tokenizer.Config.Rows;
        float[] book = tokenizer.Codebook.Codes.ToArray<float>(); // (code, width)
        return OfTokens(tokens, rows * width * (spread ? 2 : 1), (session, features) =>
        {
            var own = new float[session.Codes.Length * width];
            int[] valid = [.. Valid(session)];
            foreach (int place in valid)
            {
                book.AsSpan(session.Codes[place] * width, width).CopyTo(own.AsSpan(place * width));
            }

            Moments(own, valid, p => p / session.Columns, rows, width, spread, features);
        });
    }

    /// <summary>
    /// The mean over time of the encoder's tokens in each row, and with <paramref name="spread"/> their deviation; with <paramref name="half"/> the encoder
    /// sees half of the tokens only, about as many as in its training.
    /// </summary>
    private static EmbeddingTable Rows(string tokens, string model, bool spread, bool half, CancellationToken stop)
    {
        MaskLaw law = half ? new MaskLaw { Mean = 0.5, Deviation = 0, Least = 0.5, Most = 0.5 } : MaskLaw.None;
        var random = new CounterRandom(1);
        (SessionEncoder encoder, MaskedDecoder decoder, _) = EncoderRun.Load(AlignmentRun.EncoderOf(model));
        using SessionEncoder owned = encoder;
        decoder.Dispose();
        TokenTable table = TokenTable.Read(tokens);
        int width = encoder.Config.Width, rows = encoder.Config.Rows, each = rows * width * (spread ? 2 : 1);
        return TokenEmbedding.Of(table, [.. Enumerable.Range(0, table.Count)], 0, each, sessions =>
        {
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            MaskedSequence[] sequences = [.. sessions.Select(s => law.Apply(TokenSequence.Of(s, encoder.Config), random))];
            Tensor made = encoder.Forward(TokenBatch.Kept(sequences, encoder.MaskCode)).Tokens; // (batch, token, width)
            float[][] vectors = [.. made.ToArray<float>().Chunk((int)made.Size(1) * width)];
            return [.. sequences.Zip(vectors, (sequence, own) =>
            {
                var features = new float[each];
                Moments(own, [.. Enumerable.Range(0, sequence.Kept.Length)], p => sequence.Sequence.Rows[sequence.Kept[p]], rows, width, spread, features);
                return features;
            })];
        }, stop);
    }

    private static IEnumerable<int> Valid(SessionTokens session) => Enumerable.Range(0, session.Codes.Length).Where(p => session.Valid[p % session.Columns]);

    private static EmbeddingTable OfTokens(string tokens, int width, Action<SessionTokens, Span<float>> fill)
    {
        TokenTable table = TokenTable.Read(tokens);
        var values = new float[table.Count * width];
        for (int i = 0; i < table.Count; i++)
        {
            fill(table[i], values.AsSpan(i * width, width));
        }

        return new EmbeddingTable("session", table.Ids, table.Patients, width, values);
    }

    /// <summary>Of vectors (place, width) the mean of each row's places, (row, width), and behind all of them their deviations.</summary>
    private static void Moments(float[] vectors, int[] places, Func<int, int> rowOf, int rows, int width, bool spread, Span<float> features)
    {
        double[] sums = new double[rows * width], squares = new double[rows * width];
        var counts = new int[rows];
        foreach (int place in places)
        {
            int row = rowOf(place);
            counts[row]++;
            for (int k = 0; k < width; k++)
            {
                double x = vectors[(place * width) + k];
                sums[(row * width) + k] += x;
                squares[(row * width) + k] += x * x;
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            double count = Math.Max(1, counts[i / width]), mean = sums[i] / count;
            features[i] = (float)mean;
            if (spread)
            {
                features[sums.Length + i] = (float)Math.Sqrt(Math.Max(0, (squares[i] / count) - (mean * mean)));
            }
        }
    }
}
