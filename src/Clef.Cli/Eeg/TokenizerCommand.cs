using System.CommandLine;
using System.Text.Json;
using Clef.Core;
using Clef.Eeg.Models;
using Clef.Eeg.Pictures;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Configuration;
using Clef.Learning.Training;
using Clef.Tensors;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg tokenizer</c>: train, report, show, encode.</summary>
internal static class TokenizerCommand
{
    public static Command Create() => new("tokenizer", "The VQGAN that turns a session into tokens: train it, measure it, look at it, apply it.")
    {
        Train(), Report(), Show(), Encode(),
    };

    private static Command Train()
    {
        var config = new Argument<string>("CONFIG") { Description = "The recipe, YAML; configs/eeg has one for each size." };
        var overrides = new Argument<string[]>("KEY=VALUE") { Description = "Settings that differ, as training.steps=1000.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("train", "Train a tokenizer on a session store. A run that was stopped or killed goes on where it was.") { config, overrides };
        command.SetAction((parsed, stop) =>
        {
            TokenizerRecipe recipe = ConfigFile.Read<TokenizerRecipe>(parsed.GetValue(config), parsed.GetValue(overrides) ?? []);
            return Task.FromResult(TrainingOutcome.Show(progress => TokenizerRun.Train(recipe, progress, stop)));
        });
        return command;
    }

    private static Command Report()
    {
        (Argument<string> store, Option<string> model) = Common();
        var splits = new Option<string?>("--splits") { Description = "A table of splits, to look at one part only." };
        var split = new Option<string>("--split") { Description = "Which part.", DefaultValueFactory = _ => "test" };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("report", "Reconstruction error by band and channel, correlation, use of codes.") { store, model, splits, split, json };
        command.SetAction((parsed, stop) =>
        {
            using SessionStore sessions = SessionStore.Open(parsed.GetValue(store)!);
            (SessionTokenizer tokenizer, EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(parsed.GetValue(model)!);
            using SessionTokenizer owned = tokenizer;
            RequireSame(sessions, facts);
            int[] places = parsed.GetValue(splits) is { } table
                ? SessionSplits.Read(table).Places([.. sessions.Sessions.Select(s => (s.Id, s.Patient))], parsed.GetValue(split)!, table)
                : [.. Enumerable.Range(0, sessions.Count)];
            TokenizerReport report = TokenizerReport.Of(tokenizer, sessions, places, stop);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(report, EegText.Json) : Text(report));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Show()
    {
        (Argument<string> store, Option<string> model) = Common();
        var session = new Option<string?>("--session") { Description = "The session's id; the first where not given." };
        var output = new Option<string>("--out") { Description = "A picture, .svg or .png.", Required = true };
        var command = new Command("show", "Draw a session beside its reconstruction.") { store, model, session, output };
        command.SetAction(parsed =>
        {
            using SessionStore sessions = SessionStore.Open(parsed.GetValue(store)!);
            (SessionTokenizer tokenizer, EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(parsed.GetValue(model)!);
            using SessionTokenizer owned = tokenizer;
            RequireSame(sessions, facts);
            int place = EegText.Place(sessions, parsed.GetValue(session));
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            TokenizerConfig config = tokenizer.Config;
            SessionCrop crop = sessions.Crop(place, 0, config.Columns(sessions.Sessions[place].Frames) * config.PatchFrames);
            (Tensor levels, Tensor valid) = SessionTokenizer.Batch([crop]);
            Tensor rebuilt = tokenizer.Decode(tokenizer.Encode(levels, valid).Quantised, tokenizer.Columns(valid));
            double error = ReconstructionLoss.Absolute(levels, rebuilt, valid).ToDouble() * sessions.Pipeline.ClipDecibels;
            string id = sessions.Sessions[place].Id;
            SpectrogramPicture.Write(
                parsed.GetValue(output)!, sessions.Pipeline.Channels, crop.Bins, crop.Frames, sessions.Frequencies[1] - sessions.Frequencies[0], sessions.Pipeline.ClipDecibels, "dB",
                new SpectrogramPanel(id, crop.Values, crop.Valid),
                new SpectrogramPanel(FormattableString.Invariant($"rebuilt from {config.Rows} x {config.Columns(crop.Frames)} tokens, mean error {error:0.00} dB"), rebuilt.ToArray<float>(), crop.Valid));
            Console.WriteLine(FormattableString.Invariant($"{parsed.GetValue(output)}: session {id}, mean error {error:0.00} dB"));
            return 0;
        });
        return command;
    }

    private static Command Encode()
    {
        (Argument<string> store, Option<string> model) = Common();
        var output = new Option<string>("--out") { Description = "The token table, .safetensors.", Required = true };
        var command = new Command("encode", "Turn every session of a store into tokens, for training.") { store, model, output };
        command.SetAction((parsed, stop) =>
        {
            using SessionStore sessions = SessionStore.Open(parsed.GetValue(store)!);
            (SessionTokenizer tokenizer, EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(parsed.GetValue(model)!);
            using SessionTokenizer owned = tokenizer;
            RequireSame(sessions, facts);
            var progress = new ProgressLine();
            TokenTable.Write(parsed.GetValue(output)!, sessions, tokenizer, facts.Digest,
                done => progress.Show(() => FormattableString.Invariant($"{done} of {sessions.Count} sessions, {done / progress.Seconds:0.0}/s")), stop);
            progress.End();
            Console.WriteLine(FormattableString.Invariant($"{parsed.GetValue(output)}: {sessions.Count} sessions, {progress.Seconds:0.0} s"));
            return Task.FromResult(0);
        });
        return command;
    }

    private static (Argument<string> Store, Option<string> Model) Common() => (
        new Argument<string>("STORE") { Description = "A session store, as 'clef eeg prepare' makes." },
        new Option<string>("--model") { Description = "The tokenizer's model folder.", Required = true });

    private static void RequireSame(SessionStore store, EegModelFacts<TokenizerConfig> facts)
    {
        if (store.Pipeline.ToJson() != facts.Pipeline.ToJson())
        {
            throw new ClefException(store.Path, "preparation", store.Pipeline.Name, $"{facts.Pipeline.Name}, which the model was trained on");
        }
    }

    private static string Text(TokenizerReport report)
    {
        var lines = new List<string>
        {
            FormattableString.Invariant($"sessions            {report.Sessions}"),
            FormattableString.Invariant($"mean error          {report.MeanError:0.000} dB"),
            FormattableString.Invariant($"correlation         {report.Correlation:0.0000}"),
            FormattableString.Invariant($"codes used          {report.CodesUsed} of {report.Codes}, perplexity {report.Perplexity:0.0}"),
        };
        lines.AddRange(report.BandErrors.Select(b => FormattableString.Invariant($"error {b.Key,-6}        {b.Value:0.000} dB")));
        lines.AddRange(report.ChannelErrors.Select(c => FormattableString.Invariant($"error {c.Key,-4}          {c.Value:0.000} dB, correlation {report.ChannelCorrelations[c.Key]:0.0000}")));
        return string.Join('\n', lines);
    }
}
