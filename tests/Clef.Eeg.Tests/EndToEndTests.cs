using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Alignment;
using Clef.Eeg.Embedding;
using Clef.Eeg.Encoder;
using Clef.Eeg.Runs;
using Clef.Eeg.Search;
using Clef.Eeg.Sessions;
using Clef.Eeg.Text;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Training;
using Clef.Signals.Preparation;
using Clef.Simulation;
using Clef.Simulation.Writing;

namespace Clef.Eeg.Tests;

/// <summary>The whole way on a few simulated sessions: recordings, store, tokenizer, tokens, encoder, alignment, embeddings, search. Sizes are the smallest that run.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const int Patients = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-eeg").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void From_simulated_recordings_to_search()
    {
        CohortFolder.Write(new SimulatedCohort(Patients, 11) { EegSeconds = 60 }, Modality.Eeg, At("cohort"), threads: 2);
        using (var writer = new SessionStoreWriter(At("store"), EegPipeline.ClefV1, StorePart.Whole))
        {
            new PreparationRun(new EegPreparation(EegPipeline.ClefV1), new SessionWindows(), 2)
                .Run([At("cohort/recordings")], writer, StorePart.Whole, (_, reason) => throw new InvalidOperationException(reason), null, CancellationToken.None).Written.ShouldBe(Patients);
        }

        string tokenizer = Finished(TokenizerRun.Train(Tokenizer("tokenizer"), null, CancellationToken.None));
        Encode(tokenizer);
        string encoder = Finished(EncoderRun.Train(Pretrain(tokenizer), null, CancellationToken.None));
        string aligned = Finished(AlignmentRun.Train(Align(encoder), null, CancellationToken.None));

        EmbeddingTable sessions = Embed(encoder, EmbeddingSpace.Session), texts = Embed(aligned, EmbeddingSpace.Text);
        (sessions.Count, sessions.Width, texts.Width).ShouldBe((Patients, 16, 12));
        sessions.Values.ToArray().ShouldAllBe(v => float.IsFinite(v));
        texts.Write(At("index.csv"));
        SessionIndex index = SessionIndex.Read(At("index.csv"));
        using EegModel model = EegModel.Open(aligned);
        index.Nearest(model.EmbedText("sharp waves during sleep"), 3).Count.ShouldBe(3);
        IReadOnlyList<SearchHit> like = index.Like(texts.Ids[0], 10);
        like.Count.ShouldBe(Patients - 1);
        like.ShouldNotContain(h => h.Session == texts.Ids[0]);
        like.Select(h => -h.Cosine).ShouldBeInOrder();
        Should.Throw<ClefException>(() => new SessionIndex(sessions).Nearest(model.EmbedText("x"), 1)).Message.ShouldContain("--space text");

        // Straight from recordings the same vectors as from the store, to the store's 8 bits; here also the tokens' rows.
        var run = new EmbeddingRun(model, EmbeddingSpace.Session, perToken: true);
        run.Add([At("cohort/recordings")], new SessionWindows(), (_, reason) => throw new InvalidOperationException(reason), null, CancellationToken.None);
        run.Table("recordings").Count.ShouldBe(Patients * 8 * 12);

        Relevance(model);
        LongSessions(encoder);
        Should.Throw<ClefException>(() => EegModel.Open(encoder).EmbedText("x")).Message.ShouldContain("aligned");
    }

    [Fact]
    public void A_stopped_tokenizer_goes_on_to_the_same_bytes()
    {
        CohortFolder.Write(new SimulatedCohort(3, 12) { EegSeconds = 20 }, Modality.Eeg, At("cohort"), threads: 2);
        using (var writer = new SessionStoreWriter(At("store"), EegPipeline.ClefV1, StorePart.Whole))
        {
            new PreparationRun(new EegPreparation(EegPipeline.ClefV1), new SessionWindows(), 2)
                .Run([At("cohort/recordings")], writer, StorePart.Whole, (_, _) => { }, null, CancellationToken.None);
        }

        TokenizerRecipe recipe = Tokenizer("whole") with { CropFrames = 20 };
        TokenizerRun.Train(recipe, null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        TokenizerRecipe again = recipe with { Run = At("stopped") };
        TokenizerRun.Train(again, p =>
        {
            if (p.Step == 3)
            {
                stop.Cancel();
            }
        }, stop.Token).End.ShouldBe(TrainingEnd.Interrupted);
        TokenizerRun.Train(again, null, CancellationToken.None).End.ShouldBe(TrainingEnd.Finished);
        File.ReadAllBytes(At("stopped/model/model.safetensors")).ShouldBe(File.ReadAllBytes(At("whole/model/model.safetensors")));
    }

    private void Relevance(EegModel model)
    {
        using SessionStore store = SessionStore.Open(At("store"));
        SessionTokens tokens = model.Tokenise(store.Read(0));
        float[] text = model.EmbedText("generalised slowing");
        TokenRelevance gradient = TokenRelevance.ByGradient(model, tokens, text);
        TokenRelevance occlusion = TokenRelevance.ByOcclusion(model, tokens, text, 6, null, CancellationToken.None);
        gradient.Score.ShouldBe(occlusion.Score, 1e-5);
        gradient.Score.ShouldBe(new SessionIndex(new EmbeddingTable("session", ["a"], [null], 12, model.Embed(tokens, EmbeddingSpace.Text))).Cosines(text)[0], 1e-5);
        gradient.Values.ShouldContain(v => v != 0);
        // A patch's tokens share what its absence costs.
        occlusion.Values.AsSpan(0, 6).ToArray().Distinct().Count().ShouldBe(1);
        occlusion.Values.Distinct().Count().ShouldBeGreaterThan(8);
    }

    /// <summary>A session of more columns than the encoder has is the mean of its windows.</summary>
    private void LongSessions(string encoder)
    {
        using SessionStore store = SessionStore.Open(At("store"));
        using EegModel model = EegModel.Open(encoder);
        SessionTokens brief = model.Tokenise(store.Read(0));
        int[] columns = [.. Enumerable.Range(0, 264).Select(c => c * 7 % brief.Columns)]; // the encoder reads 256
        var session = new SessionTokens("long", null, brief.Rows, [.. Enumerable.Range(0, brief.Rows).SelectMany(r => columns.Select(c => brief.Codes[(r * brief.Columns) + c]))], [.. columns.Select(_ => true)]);
        float[] first = model.Embed(session.Part("a", 0, 256)), second = model.Embed(session.Part("b", 256, 8)), whole = model.Embed(session);
        whole.Zip(first.Zip(second, (a, b) => ((256 * a) + (8 * b)) / 264)).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
        model.EmbedAll([brief, session])[EmbeddingSpace.Session][1].ShouldBe(whole);
        (TokenSequence places, float[] vectors) = model.EmbedTokens(session);
        (places.Count, vectors.Length).ShouldBe((264 * brief.Rows, 264 * brief.Rows * model.TokenWidth));
        places.Columns.Distinct().Order().ShouldBe(Enumerable.Range(0, 264));
    }

    private EmbeddingTable Embed(string folder, EmbeddingSpace space)
    {
        using SessionStore store = SessionStore.Open(At("store"));
        using EegModel model = EegModel.Open(folder);
        var run = new EmbeddingRun(model, space, perToken: false);
        run.Add(store, null, CancellationToken.None);
        return run.Table(store.Path);
    }

    private void Encode(string tokenizer)
    {
        using SessionStore store = SessionStore.Open(At("store"));
        (SessionTokenizer loaded, Models.EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(tokenizer);
        using SessionTokenizer owned = loaded;
        TokenTable.Write(At("tokens.safetensors"), store, loaded, facts.Digest, null, CancellationToken.None);
        TokenTable table = TokenTable.Read(At("tokens.safetensors"));
        table.Count.ShouldBe(Patients);
        table[2].Codes.ShouldBe(TokenTable.Tokenise(loaded, table.Ids[2], null, store.Read(2)).Codes);
    }

    private TokenizerRecipe Tokenizer(string run) => new()
    {
        Store = At("store"),
        Run = At(run),
        CropFrames = 40,
        Model = new TokenizerConfig { Width = 8, Multipliers = [1, 2], Codes = 32, CodeWidth = 8 },
        DiscriminatorWidth = 4,
        Loss = new TokenizerLossWeights { AdversarialFrom = 2 },
        Training = Brief(5),
    };

    private PretrainRecipe Pretrain(string tokenizer) => new()
    {
        Tokens = At("tokens.safetensors"),
        Tokenizer = tokenizer,
        Run = At("encoder"),
        Model = new EncoderConfig { Codes = 32, Width = 16, Depth = 1, Heads = 2, DecoderWidth = 8, DecoderDepth = 1, DecoderHeads = 2 },
        Training = Brief(4),
    };

    private AlignmentRecipe Align(string encoder)
    {
        // A vocabulary of single letters serves any text.
        File.WriteAllLines(At("vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. "abcdefghijklmnopqrstuvwxyz".SelectMany(c => new[] { $"{c}", $"##{c}" })]);
        BranchSizes branch = new() { Width = 8, Depth = 1, Heads = 2, Length = 64 };
        return new AlignmentRecipe
        {
            Tokens = At("tokens.safetensors"),
            Encoder = encoder,
            Run = At("aligned"),
            Sessions = At("cohort/metadata.csv"),
            Reports = At("cohort/reports.csv"),
            Events = At("cohort/records/events.parquet"),
            Vocabulary = At("vocab.txt"),
            Alignment = new AlignmentConfig { Width = 12, Text = branch, Profile = branch },
            Training = Brief(4),
        };
    }

    private static TrainingSettings Brief(int steps) => new() { Steps = steps, Batch = 2, Rate = 1e-3, Warmup = 1, LogEvery = 1, CheckpointEvery = 2, Average = 0.9 };

    private static string Finished((TrainingEnd End, string? Model) run)
    {
        run.End.ShouldBe(TrainingEnd.Finished);
        return run.Model.ShouldNotBeNull();
    }

    private string At(string name) => Path.Combine(_folder, name);
}
