using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Models;
using Clef.Eeg.Runs;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Runs;
using Clef.Learning.Supervised;
using Clef.Learning.Training;
using Clef.Tensors;

namespace Clef.Eeg.Finetuning;

/// <summary>How a fine-tuning run ended, with its answers for every session.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Model">The folder of the fine-tuned encoder; null where the run was interrupted.</param>
/// <param name="Set">The labelled set.</param>
/// <param name="Answers">(output, item): probabilities of the classes, or numbers on their own scale; empty where the run was interrupted.</param>
/// <param name="Weights">(output, session width): the head on the encoder's vectors, to logits or numbers; empty where interrupted.</param>
/// <param name="Intercepts">(output).</param>
public sealed record FinetuneOutcome(
    TrainingEnd End, string? Model, LabelledSet Set, IReadOnlyList<double[]> Answers, IReadOnlyList<double[]> Weights, IReadOnlyList<double> Intercepts);

/// <summary>A whole fine-tuning run: labelled sessions to the weights that are best on the validation part, those to answers for every session.</summary>
/// <remarks>A recording that is in the table as several windows (<c>id@seconds</c>), or has more columns than the encoder reads, is trained on by a window
/// drawn anew each time, and answered for by the mean of its windows' vectors weighted by their valid tokens.</remarks>
public sealed class FinetuneRun(FinetuneRecipe recipe)
{
    private const int Together = 16; // sessions in one pass where nothing is trained

    /// <summary>Told of every step.</summary>
    public Action<TrainingProgress>? OnStep { get; init; }

    /// <summary>Told of sessions tokenised and all.</summary>
    public Action<int, int>? OnTokenise { get; init; }

    /// <summary>Runs, or goes on with a run that was begun.</summary>
    public FinetuneOutcome Run(CancellationToken stop)
    {
        recipe.Checked();
        string inner = AlignmentRun.EncoderOf(recipe.Model);
        var folder = new RunFolder(recipe.Run);
        TokenTable table = Tokens(Path.Combine(inner, EncoderRun.TokenizerFolder), folder, stop);
        Dictionary<string, int[]> places = Enumerable.Range(0, table.Count).GroupBy(i => table.Ids[i].Split('@')[0])
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        LabelledSet set = LabelledSet.FromSessions(recipe.Labels, places.Keys, recipe.Task, recipe.Kind, recipe.Split);
        return Run(inner, table, set, [.. set.Items.Select(i => places[i.File])], folder, stop);
    }

    private FinetuneOutcome Run(string inner, TokenTable table, LabelledSet set, int[][] places, RunFolder folder, CancellationToken stop)
    {
        int[] PartOf(string part) => [.. Enumerable.Range(0, set.Items.Count).Where(i => set.Items[i].Split == part)];
        int[] training = PartOf("train"), validation = PartOf("validation");
        if (validation.Length == 0 && recipe.Select != SelectBy.Last)
        {
            throw new ClefException(recipe.Labels, "sessions of the validation part", 0, "at least one, by which weights are chosen, or select=last");
        }

        var targets = new LabelledTargets(set.Kind, set.Classes, set.Items, training);
        RandomState.Seed(recipe.Training.Seed);
        (SessionEncoder encoder, MaskedDecoder decoder, _) = EncoderRun.Load(inner);
        using MaskedDecoder owned = decoder;
        EncoderRun.Require(table, TokenizerRun.Facts(Path.Combine(inner, EncoderRun.TokenizerFolder)), encoder.Config);
        if (recipe.Random)
        {
            SessionEncoder untrained = encoder.Untrained();
            encoder.Dispose();
            encoder = untrained;
        }

        encoder.SetRequiresGrad(!recipe.Frozen);
        SessionTokens[][] windows = [.. places.Select(own => own.SelectMany(p => table[p].Windows(encoder.Config.Columns)).Select(w => w.Window).ToArray())];
        using var predictor = new SessionPredictor(encoder, targets.Outputs, SupervisedLoss.For(
            set.Kind switch
            {
                TaskKind.Regression => SupervisedAnswer.Number,
                TaskKind.MultiLabel => SupervisedAnswer.EachClass,
                _ => SupervisedAnswer.OneClass,
            },
            [.. training.Select(targets.Of)], recipe.Balance));
        var best = new BestWeights(folder, predictor);
        float[][] shown = recipe.Frozen || folder.Latest is null ? Vectors(predictor, [.. training.Select(i => windows[i])], stop) : [];
        if (folder.Latest is null)
        {
            best.Forget();
            predictor.Standardise(shown);
        }

        float[][] wanted = [.. validation.Select(targets.Of)];
        float[][] held = recipe.Frozen ? Vectors(predictor, [.. validation.Select(i => windows[i])], stop) : [];
        MaskLaw law = MaskLaw.Dropping(recipe.Dropped);
        TrainingEnd end = TrainingSession.Run(
            recipe.Run, recipe, recipe.Training, predictor, training.Length,
            (sample, random) =>
            {
                float[] target = targets.Of(training[sample]);
                SessionTokens[] own = windows[training[sample]];
                if (recipe.Frozen)
                {
                    return new LabelledSession(null, shown[sample], target);
                }

                MaskedSequence seen = law.Apply(TokenSequence.Of(own[random.Index(own.Length)], encoder.Config), random);
                return new LabelledSession(seen with { Masked = [] }, null, target);
            },
            validation.Length == 0 ? null : () =>
            {
                float[][] looked = recipe.Frozen ? held : Vectors(predictor, [.. validation.Select(i => windows[i])], stop);
                (float[][] outputs, double loss) = predictor.Look(looked, wanted);
                double figure = ValidationFigure.Of(recipe.Select, set.Kind, loss, () => outputs, wanted);
                if (recipe.Select != SelectBy.Last)
                {
                    best.Offer(figure);
                }

                return figure;
            },
            null, OnStep, stop);
        if (end == TrainingEnd.Interrupted)
        {
            return new FinetuneOutcome(end, null, set, [], [], []);
        }

        best.Restore();
        float[][] outputs = predictor.Look(Vectors(predictor, windows, stop), [.. Enumerable.Range(0, set.Items.Count).Select(targets.Of)]).Outputs;
        double[][] answers = [.. outputs.Select(o => TaskAnswer.Of(set.Kind, [.. o.Select(v => (double)v)], targets.Mean, targets.Scale))];
        PredictionTable.Write(
            folder.File("predictions.csv"), targets.Classes, logits: false, set.Items.Zip(answers, (i, a) => (i.Id, Prediction.Of(i, set.Kind, a))));
        string model = folder.File("model"), how = recipe.Frozen ? "as it was" : recipe.Random ? "trained from random weights" : "fine-tuned";
        EncoderRun.Write(model, encoder, decoder, Path.Combine(inner, EncoderRun.TokenizerFolder),
        [
            $"A session encoder {how}, with a head trained on {set.Name}, {set.Task}; the decoder is that of its pretraining.",
            FormattableString.Invariant($"{training.Length} sessions, {recipe.Training.Steps:N0} steps of {recipe.Training.Batch}, seed {recipe.Training.Seed}."),
        ]);
        (double[][] weights, double[] intercepts) = predictor.WholeHead();
        return new FinetuneOutcome(
            end, model, set, [.. Enumerable.Range(0, targets.Outputs).Select(o => answers.Select(a => a[o]).ToArray())],
            [.. weights.Select(row => row.Select(w => w * targets.Scale).ToArray())], [.. intercepts.Select(b => targets.Mean + (b * targets.Scale))]);
    }

    private TokenTable Tokens(string tokenizer, RunFolder folder, CancellationToken stop)
    {
        if (recipe.Tokens is { } given)
        {
            return TokenTable.Read(given);
        }

        string file = folder.File("tokens.safetensors");
        if (!File.Exists(file))
        {
            using SessionStore store = SessionStore.Open(recipe.Store!);
            (SessionTokenizer loaded, EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(tokenizer);
            using SessionTokenizer owned = loaded;
            if (store.Pipeline.ToJson() != facts.Pipeline.ToJson())
            {
                throw new ClefException(store.Path, "preparation", store.Pipeline.Name, $"{facts.Pipeline.Name}, which the model was trained on");
            }

            TokenTable.Write(file, store, loaded, facts.Digest, done => OnTokenise?.Invoke(done, store.Count), stop);
        }

        return TokenTable.Read(file);
    }

    /// <summary>The vectors of recordings, each the mean of its windows' weighted by valid columns.</summary>
    private static float[][] Vectors(SessionPredictor predictor, SessionTokens[][] recordings, CancellationToken stop)
    {
        bool training = predictor.IsTraining;
        predictor.Evaluate();
        using GradientMode.Restore mode = GradientMode.Disable();
        SessionEncoder encoder = predictor.Encoder;
        var vectors = new List<float[]>();
        foreach (SessionTokens[] some in recordings.SelectMany(w => w).Chunk(Together))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            EncodedSessions encoded = encoder.Forward(TokenBatch.Of([.. some.Select(t => TokenSequence.Of(t, encoder.Config))]));
            vectors.AddRange(encoded.Session.ToArray<float>().Chunk(encoder.Config.SessionWidth));
        }

        predictor.Train(training);
        var joined = new float[recordings.Length][];
        for (int r = 0, at = 0; r < recordings.Length; at += recordings[r++].Length)
        {
            double[] shares = [.. recordings[r].Select(w => (double)w.Valid.Count(v => v))];
            double all = shares.Sum();
            float[][] own = [.. vectors[at..(at + shares.Length)]];
            joined[r] = [.. Enumerable.Range(0, encoder.Config.SessionWidth).Select(i => (float)own.Zip(shares, (v, share) => v[i] * share / all).Sum())];
        }

        return joined;
    }
}
