using Clef.Core;
using Clef.Eeg.Models;
using Clef.Eeg.Runs;
using Clef.Eeg.Sessions;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;

namespace Clef.Eeg.Tokenizer;

/// <summary>Trains a tokenizer as a recipe says and writes its model folder; reads it back.</summary>
public static class TokenizerRun
{
    private const string Kind = "eeg-tokenizer", Part = "tokenizer";

    /// <summary>Trains, or goes on with a run that was begun.</summary>
    /// <returns>How it ended, and the model folder where it is finished.</returns>
    public static (TrainingEnd End, string? Model) Train(TokenizerRecipe recipe, Action<TrainingProgress>? progress, CancellationToken cancel)
    {
        using SessionStore store = SessionStore.Open(recipe.Store);
        if (recipe.CropFrames < recipe.Model.PatchFrames || recipe.CropFrames % recipe.Model.PatchFrames != 0)
        {
            throw new ClefException("recipe", "crop_frames", recipe.CropFrames, $"a multiple of {recipe.Model.PatchFrames}");
        }

        SessionSplits splits = SessionSplits.Read(recipe.Splits);
        (string, string?)[] sessions = [.. store.Sessions.Select(s => (s.Id, s.Patient))];
        int[] places = splits.Places(sessions, "train", recipe.Splits ?? recipe.Store);
        int[] heldOut = [.. Enumerable.Range(0, store.Count).Where(i => splits.Of(sessions[i].Item1, sessions[i].Item2) == "validation").Take(recipe.Training.ValidationSessions)];
        using ProcessGroup? group = TrainingSession.Join();
        RandomState.Seed(recipe.Training.Seed);
        using var tokenizer = new SessionTokenizer(recipe.Model);
        tokenizer.Group = group;
        using PatchDiscriminator? judge = recipe.Loss.Adversarial > 0 ? new PatchDiscriminator(recipe.Model.Channels, recipe.DiscriminatorWidth) : null;
        var training = new TokenizerTraining(tokenizer, judge, recipe.Loss);
        TrainingEnd end = TrainingSession.Run(
            recipe.Run, recipe, recipe.Training, training, places.Length,
            (sample, random) =>
            {
                // A session longer than the crop gives a random part of it, on the grid of tokens.
                int place = places[sample], spare = Math.Max(0, store.Sessions[place].Frames - recipe.CropFrames);
                int first = spare == 0 ? 0 : random.Index((spare / recipe.Model.PatchFrames) + 1) * recipe.Model.PatchFrames;
                return store.Crop(place, first, recipe.CropFrames);
            },
            heldOut.Length == 0 ? null : () => TokenizerReport.Of(tokenizer, store, heldOut, cancel).MeanError,
            group, progress, cancel);
        if (end != TrainingEnd.Finished || group is { Rank: > 0 })
        {
            return (end, null);
        }

        string folder = Path.Combine(recipe.Run, "model");
        EegModelFolder.Write(folder, Kind, recipe.Model, store.Pipeline, TrainingSession.Export(recipe.Run, recipe.Training, Part),
        [
            FormattableString.Invariant($"Turns a session of {recipe.Model.Channels} channels into {recipe.Model.Rows} x columns of {recipe.Model.PatchFrames} s tokens, from {recipe.Model.Codes:N0} codes."),
            FormattableString.Invariant($"Trained on {places.Length} sessions for {recipe.Training.Steps:N0} steps of {recipe.Training.Batch}, seed {recipe.Training.Seed}."),
        ]);
        return (end, folder);
    }

    /// <summary>What a tokenizer's folder says, without its weights.</summary>
    public static EegModelFacts<TokenizerConfig> Facts(string folder) => EegModelFolder.Open<TokenizerConfig>(folder, Kind);

    /// <summary>Loads a trained tokenizer, in evaluation.</summary>
    /// <exception cref="ClefException">The folder is none, or its weights do not match.</exception>
    public static (SessionTokenizer Tokenizer, EegModelFacts<TokenizerConfig> Facts) Load(string folder)
    {
        EegModelFacts<TokenizerConfig> facts = Facts(folder);
        var tokenizer = new SessionTokenizer(facts.Config.Checked(folder));
        try
        {
            EegModelFolder.Load(facts, (Part, tokenizer));
            tokenizer.Evaluate();
            return (tokenizer, facts);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }
}
