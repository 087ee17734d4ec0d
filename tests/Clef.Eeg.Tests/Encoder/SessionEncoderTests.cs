using Clef.Core;
using Clef.Eeg.Encoder;
using Clef.Eeg.Tokenizer;
using Clef.Tensors;

namespace Clef.Eeg.Tests.Encoder;

public sealed class SessionEncoderTests : IDisposable
{
    private readonly TensorScope _scope = new();
    private readonly SessionEncoder _encoder;
    private readonly MaskedDecoder _decoder;

    public SessionEncoderTests()
    {
        RandomState.Seed(2);
        _encoder = new SessionEncoder(Small);
        _decoder = new MaskedDecoder(Small);
    }

    internal static EncoderConfig Small => new() { Rows = 2, Columns = 12, Codes = 20, Width = 16, Depth = 2, Heads = 2, DecoderWidth = 8, DecoderDepth = 1, DecoderHeads = 2 };

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _scope.Dispose();
    }

    /// <summary>Codes that repeat over time, each session with its own pattern.</summary>
    internal static TokenSequence Sequence(int pattern, int columns)
    {
        int[] codes = [.. Enumerable.Range(0, 2 * columns).Select(i => ((i / columns * 7) + (i % columns % 3) + (pattern * 3)) % 20)];
        return TokenSequence.Of(new SessionTokens($"s{pattern}", null, 2, codes, [.. Enumerable.Repeat(true, columns)]), Small);
    }

    [Fact]
    public void Columns_that_are_not_there_are_not_in_the_sequence()
    {
        var tokens = new SessionTokens("s", null, 2, [0, 1, 2, 3, 4, 5, 6, 7], [true, false, true, true]);
        TokenSequence sequence = TokenSequence.Of(tokens, Small with { Columns = 3 });
        sequence.Codes.ShouldBe([0, 2, 4, 6]);
        sequence.Rows.ShouldBe([0, 0, 1, 1]);
        sequence.Columns.ShouldBe([0, 2, 0, 2]);
        Should.Throw<ClefException>(() => TokenSequence.Of(tokens with { Valid = new bool[4] }, Small)).Message.ShouldContain("valid");
        Should.Throw<ClefException>(() => TokenSequence.Of(tokens with { Codes = [0, 1, 2, 3, 4, 5, 6, 20] }, Small));
    }

    [Fact]
    public void A_session_is_the_same_alone_and_beside_a_longer_one()
    {
        _encoder.Evaluate();
        TokenSequence brief = Sequence(1, 4), full = Sequence(2, 12);
        float[] alone = _encoder.Forward(TokenBatch.Of([brief])).Session.ToArray<float>();
        float[] beside = _encoder.Forward(TokenBatch.Of([full, brief])).Session.Select(0, 1).ToArray<float>();
        alone.Zip(beside).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void The_mean_is_over_what_is_there()
    {
        Tensor tokens = Tensor.From<float>([1, 2, 3, 4, 100, 100], 1, 3, 2), padding = Tensor.From<bool>([false, false, true], 1, 3);
        SessionEncoder.MaskedMean(tokens, padding).ToArray<float>().ShouldBe([2, 3]);
    }

    [Fact]
    public void Rows_are_meaned_apart_and_padding_does_not_count()
    {
        Tensor tokens = Tensor.From<float>([1, 2, 3, 4, 5, 6, 100, 100], 1, 4, 2);
        Tensor rows = Tensor.From<long>([0, 2, 2, 0], 1, 4), padding = Tensor.From<bool>([false, false, false, true], 1, 4);
        SessionEncoder.RowMeans(tokens, rows, padding, 3).ToArray<float>().ShouldBe([1, 2, 0, 0, 4, 5]);
    }

    [Fact]
    public void A_session_pooled_by_rows_has_a_part_for_each_row_that_is_its_tokens_mean()
    {
        RandomState.Seed(4);
        using var encoder = new SessionEncoder(Small with { Pooling = SessionPooling.Rows });
        encoder.Evaluate();
        EncodedSessions result = encoder.Forward(TokenBatch.Of([Sequence(0, 6), Sequence(1, 3)]));
        result.Session.Shape.ToArray().ShouldBe([2, encoder.Config.SessionWidth]);
        float[] second = result.Tokens.Select(0, 1).Slice(0, 3, 6).Mean(0).ToArray<float>(); // the second session's second row: tokens 3 to 5
        result.Session.Select(0, 1).ToArray<float>()[16..].Zip(second).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void Codes_enter_by_their_vectors_in_the_book_which_is_not_trained()
    {
        RandomState.Seed(4);
        Tensor book = Tensor.Randn([20, 3]);
        book.Select(0, 7).CopyInPlace(book.Select(0, 2)); // two codes of one vector
        using var encoder = new SessionEncoder(Small with { CodeWidth = 3 }, book);
        Tensor embedded = encoder.Embed(Tensor.From<long>([2, 7, 5, encoder.MaskCode], 1, 4)); // (1, token, width)
        embedded.Select(1, 0).ToArray<float>().ShouldBe(embedded.Select(1, 1).ToArray<float>());
        embedded.Select(1, 0).ToArray<float>().ShouldNotBe(embedded.Select(1, 2).ToArray<float>());
        encoder.NamedParameters().Select(p => p.Name).ShouldNotContain("book");
        using SessionEncoder other = encoder.Untrained();
        other.StateDict()["book"].ToArray<float>().ShouldBe(book.ToArray<float>());
        other.Embed(Tensor.From<long>([5], 1, 1)).ToArray<float>().ShouldNotBe(embedded.Select(1, 2).ToArray<float>());
    }

    [Fact]
    public void Codes_under_the_mask_change_no_prediction()
    {
        _encoder.Evaluate();
        _decoder.Evaluate();
        MaskedSequence masked = new MaskLaw().Apply(Sequence(1, 12), new CounterRandom(9));
        int[] changed = [.. masked.Sequence.Codes];
        foreach (int place in masked.Masked)
        {
            changed[place] = (changed[place] + 5) % 20;
        }

        MaskedSequence other = masked with { Sequence = masked.Sequence with { Codes = changed } };
        Logits(other).ShouldBe(Logits(masked));
        MaskedDecoder.Targets([other]).ToArray<long>().ShouldBe(masked.Masked.Select(p => (long)changed[p]));
    }

    [Fact]
    public void A_class_token_stands_for_the_session_where_asked()
    {
        RandomState.Seed(4);
        using var encoder = new SessionEncoder(Small with { ClassToken = true, Pooling = SessionPooling.Class });
        encoder.Evaluate();
        EncodedSessions result = encoder.Forward(TokenBatch.Of([Sequence(0, 6), Sequence(1, 3)]));
        result.Tokens.Shape.ToArray().ShouldBe([2, 12, 16]);
        float[] mean = SessionEncoder.MaskedMean(result.Tokens, TokenBatch.Of([Sequence(0, 6), Sequence(1, 3)]).Padding).ToArray<float>();
        result.Session.ToArray<float>().Zip(mean).ShouldContain(p => Math.Abs(p.First - p.Second) > 1e-3);
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        _encoder.ConvertTo(DType.Float64);
        _decoder.ConvertTo(DType.Float64);
        var training = new MaskedReconstruction(_encoder, _decoder);
        var random = new CounterRandom(1);
        MaskedSequence[] samples = [new MaskLaw().Apply(Sequence(0, 12), random), new MaskLaw().Apply(Sequence(1, 5), random)];
        training.Loss(samples, new Dictionary<string, double>()).Backward();
        foreach (string name in new[] { "places.columns", "blocks.0.attn.qkv.weight", "last_norm.bias" })
        {
            Tensor parameter = _encoder.NamedParameters().Single(p => p.Name == name).Tensor;
            Gradients.Check(parameter, () => training.Loss(samples, new Dictionary<string, double>()).ToDouble(), [0, 3, 7]);
        }
    }

    [Fact]
    public void Training_learns_the_patterns()
    {
        var training = new MaskedReconstruction(_encoder, _decoder, smoothing: 0);
        using var optimiser = new Clef.Tensors.Optimisation.AdamW(training.Parts.SelectMany(p => p.Module.NamedParameters(p.Name + ".")), 1e-2);
        var random = new CounterRandom(1);
        var losses = new List<double>();
        for (int step = 0; step < 60; step++)
        {
            using var scope = new TensorScope();
            MaskedSequence[] samples = [.. Enumerable.Range(0, 4).Select(i => new MaskLaw { Most = 0.8 }.Apply(Sequence(i, 12), random))];
            optimiser.ZeroGrad();
            Tensor loss = training.Loss(samples, new Dictionary<string, double>());
            loss.Backward();
            optimiser.Step();
            losses.Add(loss.ToDouble());
        }

        losses.TakeLast(5).Average().ShouldBeLessThan(0.5 * Math.Log(20));
    }

    private float[] Logits(MaskedSequence sample) => _decoder.Forward(_encoder.Forward(TokenBatch.Kept([sample], _encoder.MaskCode)).Tokens, [sample]).ToArray<float>();
}
