using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Eeg.Encoder;
using Clef.Eeg.Finetuning;
using Clef.Eeg.Models;
using Clef.Eeg.Runs;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Training;
using Clef.Signals.Preparation;
using Clef.Tensors;

namespace Clef.Eeg.Tests;

/// <summary>Fine-tuning on sessions whose label can be read off their tokens. The model is random and small; its folders are real ones.</summary>
public sealed class FinetuneTests : IDisposable
{
    private const int Sessions = 60, Rows = 8, Columns = 4;
    private static readonly TokenizerConfig Tokens = new() { Width = 8, Multipliers = [1, 2], Codes = 32, CodeWidth = 8 };
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-finetune").FullName;

    public FinetuneTests()
    {
        RandomState.Seed(5);
        using var tokenizer = new SessionTokenizer(Tokens);
        EegModelFolder.Write(At("tokenizer"), "eeg-tokenizer", Tokens, EegPipeline.ClefV1, EegModelFolder.Weights(("tokenizer", tokenizer)), ["random"]);
        var sizes = new EncoderConfig { Codes = 32, CodeWidth = 8, Columns = Columns, Width = 16, Depth = 1, Heads = 2, DecoderWidth = 8, DecoderDepth = 1, DecoderHeads = 2, Pooling = SessionPooling.Rows };
        using var encoder = new SessionEncoder(sizes, tokenizer.Codebook.Codes);
        using var decoder = new MaskedDecoder(sizes);
        EncoderRun.Write(At("model"), encoder, decoder, At("tokenizer"), ["random"]);

        // The lowest row has codes 0 and 1, the more of the latter the greater the label; all others are noise. Every third recording is two windows.
        var random = new CounterRandom(3);
        var tokens = new List<SessionTokens>();
        string labels = "session,patient,yes,kind,level,marks\n";
        for (int i = 0; i < Sessions; i++)
        {
            int level = i % 4;
            int windows = i % 3 == 0 ? 2 : 1;
            for (int w = 0; w < windows; w++)
            {
                int[] codes = [.. Enumerable.Range(0, Rows * Columns).Select(p => p < Columns ? (p < level ? 1 : 0) : 2 + random.Index(30))];
                tokens.Add(new SessionTokens(windows == 2 ? $"s{i:00}@{w * 1280}" : $"s{i:00}", $"p{i / 2}", Rows, codes, [.. Enumerable.Repeat(true, Columns)]));
            }

            labels += $"s{i:00},p{i / 2},{(i % 10 == 9 ? -1 : level / 2)},{"abcd"[level]},{(10 * level) + (0.1 * i)},{(level >= 2 ? "high;" : "")}{(level % 2 == 1 ? "odd;" : "any")}\n";
        }

        TokenTable.Write(At("tokens.safetensors"), Rows, TokenizerRun.Facts(At("tokenizer")).Digest, tokens);
        File.WriteAllText(At("labels.csv"), labels);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("yes", TaskKind.Binary, false)]
    [InlineData("yes", TaskKind.Binary, true)]
    [InlineData("kind", TaskKind.MultiClass, false)]
    [InlineData("marks", TaskKind.MultiLabel, false)]
    [InlineData("level", TaskKind.Regression, false)]
    public void A_label_that_the_tokens_hold_is_learnt(string task, TaskKind kind, bool frozen)
    {
        FinetuneOutcome outcome = new FinetuneRun(Recipe(task, "run") with { Frozen = frozen }).Run(CancellationToken.None);
        outcome.End.ShouldBe(TrainingEnd.Finished);
        (outcome.Set.Kind, outcome.Set.Items.Count).ShouldBe((kind, task == "yes" ? 54 : 60)); // -1 is no label
        DatasetItem[] items = [.. outcome.Set.Items];
        int[] test = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Split == "test")];
        int output = task switch { "yes" => 1, "marks" => outcome.Set.Classes.ToList().IndexOf("high"), _ => 0 };
        bool Positive(int i) => kind == TaskKind.Regression ? items[i].Value > 15 : items[i].Classes.Contains(task == "kind" ? "a" : outcome.Set.Classes[output]);
        double[] high = [.. test.Where(Positive).Select(i => outcome.Answers[output][i])], low = [.. test.Where(i => !Positive(i)).Select(i => outcome.Answers[output][i])];
        high.Sum(h => low.Count(l => l < h)).ShouldBeGreaterThan((int)(0.85 * high.Length * low.Length)); // the AUROC on sessions that were not trained on

        // The head answers for the vectors that the written model gives.
        using Embedding.EegModel model = Embedding.EegModel.Open(outcome.Model!);
        TokenTable table = TokenTable.Read(At("tokens.safetensors"));
        int place = Enumerable.Range(0, table.Count).First(p => table.Ids[p] == "s01");
        float[] vector = model.Embed(table[place]);
        double[] outputs = [.. outcome.Weights.Zip(outcome.Intercepts, (w, b) => b + w.Zip(vector, (x, y) => x * y).Sum())];
        int at = Array.FindIndex(items, i => i.Id == "s01");
        TaskAnswer.Of(kind, outputs, 0, 1).Zip(outcome.Answers, (a, o) => Math.Abs(a - o[at])).Max().ShouldBeLessThan(1e-3 * Math.Max(1, outcome.Answers[0].Max(Math.Abs)));
        File.ReadAllLines(At("run/predictions.csv")).Length.ShouldBe(items.Length + 1);
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_answers()
    {
        FinetuneRecipe recipe = Recipe("yes", "whole") with { Training = Brief(20) };
        FinetuneOutcome whole = new FinetuneRun(recipe).Run(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        FinetuneRecipe again = recipe with { Run = At("stopped") };
        new FinetuneRun(again)
        {
            OnStep = p =>
            {
                if (p.Step == 13)
                {
                    stop.Cancel();
                }
            },
        }.Run(stop.Token).End.ShouldBe(TrainingEnd.Interrupted);
        FinetuneOutcome resumed = new FinetuneRun(again).Run(CancellationToken.None);
        resumed.Answers[1].ShouldBe(whole.Answers[1]);
        File.ReadAllBytes(At("stopped/predictions.csv")).ShouldBe(File.ReadAllBytes(At("whole/predictions.csv")));
    }

    [Fact]
    public void A_frozen_encoder_is_written_as_it_was_and_a_random_one_is_not()
    {
        byte[] before = File.ReadAllBytes(At("model/model.safetensors"));
        new FinetuneRun(Recipe("yes", "frozen") with { Frozen = true, Training = Brief(4) }).Run(CancellationToken.None);
        File.ReadAllBytes(At("frozen/model/model.safetensors")).ShouldBe(before);
        new FinetuneRun(Recipe("yes", "random") with { Random = true, Frozen = true, Training = Brief(4) }).Run(CancellationToken.None);
        File.ReadAllBytes(At("random/model/model.safetensors")).ShouldNotBe(before);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        FinetuneRecipe recipe = Recipe("yes", "run");
        Refused(recipe with { Store = At("store") }, "store, tokens");
        Refused(recipe with { Task = "nothing" }, "nothing");
        Refused(recipe with { Dropped = 1 }, "dropped");
        Refused(recipe with { Training = recipe.Training with { Average = 0.9 } }, "average");
        Refused(recipe with { Kind = TaskKind.Binary, Task = "kind" }, "two values");
        Refused(recipe with { Model = At("none") }, "model folder");
    }

    private static void Refused(FinetuneRecipe recipe, string named) =>
        Should.Throw<ClefException>(() => new FinetuneRun(recipe).Run(CancellationToken.None)).Message.ShouldContain(named);

    private FinetuneRecipe Recipe(string task, string run) => new()
    {
        Model = At("model"), Tokens = At("tokens.safetensors"), Labels = At("labels.csv"), Task = task, Run = At(run), Dropped = 0.1, Training = Brief(120),
    };

    private static TrainingSettings Brief(int steps) =>
        new() { Steps = steps, Batch = 16, Rate = 1e-2, Warmup = 5, WeightDecay = 0.01, Average = null, ValidateEvery = 10, LogEvery = 5, CheckpointEvery = 10 };

    private string At(string name) => Path.Combine(_folder, name);
}
