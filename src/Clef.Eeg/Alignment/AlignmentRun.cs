using Clef.Core;
using Clef.Eeg.Encoder;
using Clef.Eeg.Models;
using Clef.Eeg.Runs;
using Clef.Eeg.Sessions;
using Clef.Eeg.Text;
using Clef.Eeg.Text.Frozen;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;

namespace Clef.Eeg.Alignment;

/// <summary>What an aligned model's folder says.</summary>
/// <param name="Alignment">Sizes.</param>
/// <param name="Objectives">What it was trained for.</param>
/// <param name="Profile">The tokens of records.</param>
/// <param name="HeldOut">Codes that were kept out of records.</param>
/// <param name="TextEncoder">Digest of the frozen text encoder; empty where word pieces were trained.</param>
public sealed record AlignmentFacts(AlignmentConfig Alignment, AlignmentObjectives Objectives, IReadOnlyList<string> Profile, IReadOnlyList<string> HeldOut, string TextEncoder);

/// <summary>Aligns an encoder with reports and records as a recipe says and writes its model folder.</summary>
public static class AlignmentRun
{
    internal const string Kind = "eeg-alignment", EncoderFolder = "encoder", VocabularyFile = "vocab.txt", NetworkPart = "alignment";

    /// <summary>The folder of a model's encoder: of an aligned model the one within.</summary>
    public static string EncoderOf(string model) => EegModelFolder.Is(model, Kind) ? Path.Combine(model, EncoderFolder) : model;

    /// <summary>Trains, or goes on with a run that was begun.</summary>
    /// <returns>How it ended, and the model folder where it is finished.</returns>
    public static (TrainingEnd End, string? Model) Train(AlignmentRecipe recipe, Action<TrainingProgress>? progress, CancellationToken cancel)
    {
        MaskLaw law = recipe.Mask.Checked("recipe");
        TokenTable table = TokenTable.Read(recipe.Tokens);
        string[] heldOut = recipe.HeldOutCodes is null ? [] : [.. File.ReadAllLines(recipe.HeldOutCodes).Select(l => l.Trim()).Where(l => l.Length > 0)];
        AlignmentData data = AlignmentData.Read(table, recipe.Sessions, recipe.Reports, recipe.Events, heldOut.ToHashSet(StringComparer.Ordinal), recipe.ReportPart, recipe.Maps);
        SessionSplits splits = SessionSplits.Read(recipe.Splits);
        (string, string?)[] sessions = [.. Enumerable.Range(0, table.Count).Select(i => (table.Ids[i], (string?)data.Patients[i]))];
        int[] places = splits.Places(sessions, "train", recipe.Splits ?? recipe.Tokens);
        int[] validation = [.. Enumerable.Range(0, table.Count).Where(i => splits.Of(sessions[i].Item1, sessions[i].Item2) == "validation").Take(recipe.Training.ValidationSessions)];
        using IFrozenTextEncoder? frozen = recipe.TextEncoder is null ? null : FrozenTextEncoder.Open(recipe.TextEncoder);
        WordPieces? own = frozen is null ? Pieces(recipe, places.Select(p => data.Reports[p]).OfType<string>()) : null;
        IPieceTokenizer pieces = frozen?.Tokenizer ?? own!;
        var profile = ProfileVocabulary.Of(places.Select(p => data.Profiles[p]).OfType<Clinical.Records.PatientProfile>());
        using ProcessGroup? group = TrainingSession.Join();
        RandomState.Seed(recipe.Training.Seed);
        (SessionEncoder encoder, MaskedDecoder decoder, string tokenizer) = Start(recipe);
        using (encoder)
        using (decoder)
        {
            EncoderRun.Require(table, TokenizerRun.Facts(tokenizer), encoder.Config);
            encoder.SetRequiresGrad(recipe.TrainEncoder);
            decoder.SetRequiresGrad(recipe.Objectives.Reconstruction > 0);
            using var network = new AlignmentNetwork(recipe.Alignment, encoder.Config.SessionWidth, pieces.Count, profile.Tokens.Count, frozen);
            var training = new AlignmentTraining(encoder, decoder, network, recipe.Objectives, pieces.Padding, group);
            var samples = new AlignmentSamples(table, data, encoder.Config, law, pieces, profile, recipe);
            TrainingEnd end = TrainingSession.Run(
                recipe.Run, recipe, recipe.Training, training, places.Length, (sample, random) => samples.Prepare(places[sample], random, training: true),
                validation.Length == 0 ? null : () => HeldOutLoss.Mean(training, validation, (p, random) => samples.Prepare(p, random, training: false), s => training.Loss(s, new Dictionary<string, double>()), recipe.Training),
                group, progress, cancel);
            return end != TrainingEnd.Finished || group is { Rank: > 0 }
                ? (end, null)
                : (end, Write(recipe, encoder, decoder, network, tokenizer, (frozen, own), profile, heldOut, places.Length));
        }
    }

    /// <summary>The word pieces of a branch that is trained from scratch: the user's, or learnt from the reports that train.</summary>
    private static WordPieces Pieces(AlignmentRecipe recipe, IEnumerable<string> reports) =>
        recipe.Vocabulary is { } path ? WordPieces.Read(path) : new WordPieces("learnt pieces", WordPieceLearning.Learn(reports, recipe.LearntPieces));

    private static (SessionEncoder Encoder, MaskedDecoder Decoder, string Tokenizer) Start(AlignmentRecipe recipe)
    {
        if (recipe.Encoder is { } folder)
        {
            (SessionEncoder encoder, MaskedDecoder decoder, _) = EncoderRun.Load(folder);
            return (encoder, decoder, Path.Combine(folder, EncoderRun.TokenizerFolder));
        }

        string tokenizer = recipe.Tokenizer ?? throw new ClefException("recipe", "encoder", null, "a pretrained encoder's folder, or a tokenizer's and random weights");
        return (EncoderRun.Untrained(recipe.Model, tokenizer, recipe.CodeVectors), new MaskedDecoder(recipe.Model), tokenizer);
    }

    private static string Write(
        AlignmentRecipe recipe, SessionEncoder encoder, MaskedDecoder decoder, AlignmentNetwork network, string tokenizer, (IFrozenTextEncoder? Frozen, WordPieces? Own) text, ProfileVocabulary profile, string[] heldOut, int trained)
    {
        string folder = Path.Combine(recipe.Run, "model");
        IReadOnlyList<Tensors.Weights.WeightEntry> weights = TrainingSession.Export(recipe.Run, recipe.Training, "encoder", "decoder", NetworkPart);
        string[] names = ["encoder", "decoder"];
        foreach ((string name, Tensors.Modules.Module module) in names.Zip(new Tensors.Modules.Module[] { encoder, decoder }))
        {
            Tensors.Weights.ModuleWeights.Load(module, [.. weights.Where(w => w.Name.StartsWith(name + ".", StringComparison.Ordinal)).Select(w => w.Renamed(w.Name[(name.Length + 1)..]))], recipe.Run);
        }

        string card = FormattableString.Invariant($"Trained on {trained} sessions for {recipe.Training.Steps:N0} steps of {recipe.Training.Batch}, seed {recipe.Training.Seed}; weights: reconstruction {recipe.Objectives.Reconstruction}, reports {recipe.Objectives.Text}, records {recipe.Objectives.Profile}.");
        EncoderRun.Write(Path.Combine(folder, EncoderFolder), encoder, decoder, tokenizer, ["The session encoder of an aligned model.", card]);
        if (text.Own is { } own)
        {
            AtomicFile.WriteText(Path.Combine(folder, VocabularyFile), string.Join('\n', own.Vocabulary) + '\n');
        }

        EegModelFolder.Write(folder, Kind, new AlignmentFacts(network.Config, recipe.Objectives, profile.Tokens, heldOut, text.Frozen?.Digest ?? ""), TokenizerRun.Facts(tokenizer).Pipeline,
            [.. weights.Where(w => w.Name.StartsWith(NetworkPart + ".", StringComparison.Ordinal))],
            ["Brings sessions, reports and patient records into common spaces; the session encoder and its tokenizer are within.", card]);
        return folder;
    }
}
