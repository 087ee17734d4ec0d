using Clef.Core;
using Clef.Eeg.Models;
using Clef.Eeg.Runs;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;

namespace Clef.Eeg.Encoder;

/// <summary>What a trained encoder's folder says.</summary>
/// <param name="Encoder">Sizes.</param>
/// <param name="Tokenizer">Digest of the tokenizer whose codes it reads.</param>
public sealed record EncoderFacts(EncoderConfig Encoder, string Tokenizer);

/// <summary>Pretrains an encoder as a recipe says and writes its model folder; reads it back.</summary>
public static class EncoderRun
{
    /// <summary>The folder of the tokenizer within an encoder's.</summary>
    public const string TokenizerFolder = "tokenizer";

    internal const string Kind = "eeg-encoder";
    private const string EncoderPart = "encoder", DecoderPart = "decoder";

    /// <summary>Trains, or goes on with a run that was begun.</summary>
    /// <returns>How it ended, and the model folder where it is finished.</returns>
    public static (TrainingEnd End, string? Model) Train(PretrainRecipe recipe, Action<TrainingProgress>? progress, CancellationToken cancel)
    {
        TokenTable table = TokenTable.Read(recipe.Tokens);
        EegModelFacts<TokenizerConfig> facts = TokenizerRun.Facts(recipe.Tokenizer);
        Require(table, facts, recipe.Model);
        MaskLaw law = recipe.Mask.Checked("recipe");
        SessionSplits splits = SessionSplits.Read(recipe.Splits);
        (string, string?)[] sessions = [.. Enumerable.Range(0, table.Count).Select(i => (table.Ids[i], table.Patients[i]))];
        int[] places = splits.Places(sessions, "train", recipe.Splits ?? recipe.Tokens);
        int[] heldOut = [.. Enumerable.Range(0, table.Count).Where(i => splits.Of(sessions[i].Item1, sessions[i].Item2) == "validation").Take(recipe.Training.ValidationSessions)];
        using ProcessGroup? group = TrainingSession.Join();
        RandomState.Seed(recipe.Training.Seed);
        using SessionEncoder encoder = Untrained(recipe.Model, recipe.Tokenizer, recipe.CodeVectors);
        using var decoder = new MaskedDecoder(encoder.Config);
        var training = new MaskedReconstruction(encoder, decoder, recipe.Smoothing);
        MaskedSequence Sample(int place, CounterRandom random) => law.Apply(TokenSequence.Of(table[place], encoder.Config), random);
        TrainingEnd end = TrainingSession.Run(
            recipe.Run, recipe, recipe.Training, training, places.Length, (sample, random) => Sample(places[sample], random),
            heldOut.Length == 0 ? null : () => HeldOutLoss.Mean(training, heldOut, Sample, samples => training.Loss(samples, new Dictionary<string, double>()), recipe.Training), group, progress, cancel);
        if (end != TrainingEnd.Finished || group is { Rank: > 0 })
        {
            return (end, null);
        }

        string folder = Path.Combine(recipe.Run, "model");
        EegModelFolder.Write(folder, Kind, new EncoderFacts(encoder.Config, facts.Digest), facts.Pipeline, TrainingSession.Export(recipe.Run, recipe.Training, EncoderPart, DecoderPart),
        [
            FormattableString.Invariant($"The session encoder, {recipe.Model.Depth} x {recipe.Model.Width}, and the decoder of its pretraining by masked reconstruction."),
            FormattableString.Invariant($"Trained on {places.Length} sessions for {recipe.Training.Steps:N0} steps of {recipe.Training.Batch}, seed {recipe.Training.Seed}."),
        ]);
        EegModelFolder.Copy(recipe.Tokenizer, Path.Combine(folder, TokenizerFolder));
        return (end, folder);
    }

    /// <summary>An encoder with random weights over a tokenizer's codes.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="tokenizer">The tokenizer's folder.</param>
    /// <param name="codeVectors">Whether codes enter by their vectors in its book.</param>
    internal static SessionEncoder Untrained(EncoderConfig config, string tokenizer, bool codeVectors)
    {
        if (!codeVectors)
        {
            return new SessionEncoder(config with { CodeWidth = 0 });
        }

        using SessionTokenizer loaded = TokenizerRun.Load(tokenizer).Tokenizer;
        return new SessionEncoder(config with { CodeWidth = loaded.Config.CodeWidth }, loaded.Codebook.Codes);
    }

    /// <summary>Writes an encoder's folder from weights in memory, with its tokenizer inside.</summary>
    internal static void Write(string folder, SessionEncoder encoder, MaskedDecoder decoder, string tokenizer, IReadOnlyList<string> card)
    {
        EegModelFacts<TokenizerConfig> facts = TokenizerRun.Facts(tokenizer);
        EegModelFolder.Write(folder, Kind, new EncoderFacts(encoder.Config, facts.Digest), facts.Pipeline, EegModelFolder.Weights((EncoderPart, encoder), (DecoderPart, decoder)), card);
        EegModelFolder.Copy(tokenizer, Path.Combine(folder, TokenizerFolder));
    }

    /// <summary>Loads an encoder and its decoder.</summary>
    /// <exception cref="ClefException">The folder is none, or its weights do not match.</exception>
    public static (SessionEncoder Encoder, MaskedDecoder Decoder, EegModelFacts<EncoderFacts> Facts) Load(string folder)
    {
        EegModelFacts<EncoderFacts> facts = EegModelFolder.Open<EncoderFacts>(folder, Kind);
        var encoder = new SessionEncoder(facts.Config.Encoder.Checked(folder));
        var decoder = new MaskedDecoder(facts.Config.Encoder);
        EegModelFolder.Load(facts, (EncoderPart, encoder), (DecoderPart, decoder));
        encoder.Evaluate();
        decoder.Evaluate();
        return (encoder, decoder, facts);
    }

    /// <summary>Checks that tokens, tokenizer and encoder belong together.</summary>
    internal static void Require(TokenTable table, EegModelFacts<TokenizerConfig> tokenizer, EncoderConfig encoder)
    {
        if (table.Tokenizer != tokenizer.Digest)
        {
            throw new ClefException(table.Name, "tokenizer", table.Tokenizer, $"{tokenizer.Digest}, the tokenizer given");
        }

        if (encoder.Rows != tokenizer.Config.Rows || encoder.Codes != tokenizer.Config.Codes)
        {
            throw new ClefException("recipe", "model", $"{encoder.Rows} rows, {encoder.Codes} codes", $"{tokenizer.Config.Rows} rows, {tokenizer.Config.Codes} codes, as the tokenizer has");
        }
    }
}
