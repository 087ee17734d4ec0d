using Clef.Eeg.Tokenizer;
using Clef.Tensors;

namespace Clef.Eeg.Tests.Tokenizer;

public sealed class TokenizerTests : IDisposable
{
    private readonly TensorScope _scope = new();
    private readonly SessionTokenizer _tokenizer;

    public TokenizerTests()
    {
        RandomState.Seed(1);
        _tokenizer = new SessionTokenizer(Small);
    }

    internal static TokenizerConfig Small => new() { Channels = 3, Bins = 32, PatchBins = 8, Width = 8, Multipliers = [1, 2], Codes = 64, CodeWidth = 8 };

    public void Dispose()
    {
        _tokenizer.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(16, 5, 8, 256)]
    [InlineData(8, 10, 16, 128)]
    public void A_full_session_is_2048_tokens(int patchBins, int patchFrames, int rows, int columns)
    {
        var config = new TokenizerConfig { PatchBins = patchBins, PatchFrames = patchFrames, Width = 4, Codes = 16, CodeWidth = 4 };
        using var tokenizer = new SessionTokenizer(config);
        tokenizer.Evaluate();
        Quantisation tokens = tokenizer.Encode(Tensor.Zeros(1, 19, 128, 1280), Tensor.Ones(1, 19, 1280));
        tokens.Indices.Shape.ToArray().ShouldBe([1, rows, columns]);
        tokenizer.Decode(tokens.Quantised, tokenizer.Columns(Tensor.Ones(1, 19, 1280))).Shape.ToArray().ShouldBe([1, 19, 128, 1280]);
    }

    [Fact]
    public void What_is_masked_changes_nothing()
    {
        (Tensor levels, Tensor valid) = Example();
        Tensor other = Tensor.Where(valid.Unsqueeze(2).Expand(levels.Shape) > 0.5, levels, Tensor.Full(levels.Shape, double.NaN));
        _tokenizer.Evaluate();
        Tensor columns = _tokenizer.Columns(valid);
        Quantisation a = _tokenizer.Encode(levels, valid), b = _tokenizer.Encode(other, valid);
        b.Indices.ToArray<long>().ShouldBe(a.Indices.ToArray<long>());
        Tensor rebuilt = _tokenizer.Decode(a.Quantised, columns);
        _tokenizer.Decode(b.Quantised, columns).ToArray<float>().ShouldBe(rebuilt.ToArray<float>());
        ReconstructionLoss.Absolute(other, rebuilt, valid).ToDouble().ShouldBe(ReconstructionLoss.Absolute(levels, rebuilt, valid).ToDouble());
        ReconstructionLoss.Correlation(other, rebuilt, valid).ToDouble().ShouldBe(ReconstructionLoss.Correlation(levels, rebuilt, valid).ToDouble());
    }

    [Fact]
    public void Padding_changes_no_token_and_no_reconstruction()
    {
        _tokenizer.Evaluate();
        Tensor levels = Tensor.Rand([1, 3, 32, 20]), valid = Tensor.Ones(1, 3, 20);
        Tensor longer = levels.Pad([0, 30]), longerValid = valid.Pad([0, 30]);
        Quantisation a = _tokenizer.Encode(levels, valid), b = _tokenizer.Encode(longer, longerValid);
        b.Indices.Slice(2, 0, 4).Contiguous().ToArray<long>().ShouldBe(a.Indices.ToArray<long>());
        Tensor short_ = _tokenizer.Decode(a.Quantised, _tokenizer.Columns(valid));
        Tensor long_ = _tokenizer.Decode(b.Quantised, _tokenizer.Columns(longerValid)).Slice(3, 0, 20);
        (short_ - long_).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
        b.Use.Sum().ToDouble().ShouldBe(4 * 4); // only the four columns that are there count
    }

    [Fact]
    public void Losses_equal_sums_by_hand()
    {
        // One channel, two bins, three frames of which the last is not valid.
        Tensor levels = Tensor.From<float>([1, 2, 9, 3, 4, 9], 1, 1, 2, 3), rebuilt = Tensor.From<float>([2, 2, 0, 3, 8, 0], 1, 1, 2, 3), valid = Tensor.From<float>([1, 1, 0], 1, 1, 3);
        ReconstructionLoss.Absolute(levels, rebuilt, valid).ToDouble().ShouldBe((1 + 0 + 0 + 4) / 4.0, 1e-6);
        // levels 1 2 3 4 (mean 2.5), rebuilt 2 2 3 8 (mean 3.75): covariance 9.5, variances 5 and 24.75
        ReconstructionLoss.Correlation(levels, rebuilt, valid).ToDouble().ShouldBe(1 - (9.5 / Math.Sqrt(5 * 24.75)), 1e-5);
    }

    [Fact]
    public void Perplexity_of_even_use_is_the_number_of_codes()
    {
        CodeUse.Perplexity([3, 3, 3, 3, 0]).ShouldBe(4, 1e-9);
        CodeUse.Perplexity([7, 0]).ShouldBe(1, 1e-9);
        CodeUse.Perplexity([0, 0]).ShouldBe(0);
    }

    [Fact]
    public void Codes_stay_on_the_sphere_and_follow_their_tokens()
    {
        var config = Small with { Codes = 2, CodeWidth = 2, CodeDecay = 0.5, DeadShare = 0 };
        using var book = new Codebook(config);
        Tensor columns = Tensor.Ones(1, 1, 1, 4);
        // Four tokens along one row: two near (1, 0), two near (0, 1).
        Tensor tokens = Tensor.From<float>([2, 3, 0.1f, 0, 0, 0.2f, 1, 5], 1, 2, 1, 4);
        for (int i = 0; i < 40; i++)
        {
            book.Forward(tokens, columns);
        }

        book.Evaluate();
        Quantisation result = book.Forward(tokens, columns);
        book.Codes.Norm(1, false).ToArray<float>().ShouldAllBe(n => Math.Abs(n - 1) < 1e-5);
        long[] indices = result.Indices.ToArray<long>();
        indices[0].ShouldBe(indices[1]);
        indices[2].ShouldBe(indices[3]);
        indices[0].ShouldNotBe(indices[2]);
        result.Use.ToArray<float>().ShouldBe([2, 2]);
        // The code is the normalised mean of its unit tokens: here (1, 0) and (3, 0.2) / |(3, 0.2)|.
        double length = Math.Sqrt(9.04), x = 1 + (3 / length), y = 0.2 / length, norm = Math.Sqrt((x * x) + (y * y));
        float[] code = book.Codes.Select(0, indices[0]).ToArray<float>();
        code[0].ShouldBe((float)(x / norm), 1e-4f);
        code[1].ShouldBe((float)(y / norm), 1e-4f);
    }

    [Fact]
    public void A_common_part_of_all_tokens_does_not_make_them_share_a_code()
    {
        // (batch, code width, row, column): a common vector of length 20 and a deviation of 0.1 round it.
        Tensor tokens = (Tensor.Randn([1, 8, 1, 1]).Normalize(1) * 20) + (Tensor.Randn([4, 8, 8, 16]) * 0.1);
        Tensor columns = Tensor.Ones(4, 1, 1, 16);
        using var spread = new TokenSpread(8);
        Tensor apart = spread.Forward(tokens, columns);
        apart.Mean([0, 2, 3]).ToArray<float>().ShouldAllBe(m => Math.Abs(m) < 1e-2);
        apart.Square().Mean([0, 2, 3]).ToArray<float>().ShouldAllBe(v => Math.Abs(v - 1) < 0.05);
        Cosine(tokens).ShouldBeGreaterThan(0.99); // one cone
        Math.Abs(Cosine(apart)).ShouldBeLessThan(0.05); // all round the sphere
        spread.Evaluate();
        spread.Forward(tokens, columns).ToArray<float>().ShouldBe(apart.ToArray<float>(), 1e-6);

        static double Cosine(Tensor map)
        {
            Tensor unit = map.Permute(0, 2, 3, 1).Reshape(-1, 8).Normalize(-1); // (token, code width)
            return unit.MatMul(unit.Transpose(0, 1)).Mean().ToDouble();
        }
    }

    [Fact]
    public void Padding_does_not_move_the_mean_of_tokens()
    {
        Tensor tokens = Tensor.Randn([2, 4, 3, 6]);
        using TokenSpread whole = new(4), padded = new(4);
        Tensor columns = Tensor.Ones(2, 1, 1, 6);
        whole.Forward(tokens, columns);
        padded.Forward(Tensor.Concatenate([tokens, Tensor.Full([2, 4, 3, 2], 1000)], 3), Tensor.Concatenate([columns, Tensor.Zeros(2, 1, 1, 2)], 3));
        padded.StateDict()["mean"].ToArray<float>().ShouldBe(whole.StateDict()["mean"].ToArray<float>(), 1e-6);
        padded.StateDict()["variance"].ToArray<float>().ShouldBe(whole.StateDict()["variance"].ToArray<float>(), 1e-6);
    }

    [Fact]
    public void A_dead_code_comes_back_as_a_token()
    {
        var config = Small with { Codes = 4, CodeWidth = 2, CodeDecay = 0.5, DeadShare = 0.1 };
        using var book = new Codebook(config);
        Tensor columns = Tensor.Ones(1, 1, 1, 4);
        book.Forward(Tensor.From<float>([1, 1, 1, 1, 0, 0, 0, 0], 1, 2, 1, 4), columns);
        // All tokens turn round: every code but those that take them dies, and is revived where the tokens are now.
        Tensor opposite = Tensor.From<float>([-1, -1, -1, -1, 0.1f, -0.1f, 0.2f, -0.2f], 1, 2, 1, 4);
        for (int i = 0; i < 30; i++)
        {
            book.Forward(opposite, columns);
        }

        float[] codes = book.Codes.ToArray<float>();
        Enumerable.Range(0, 4).ShouldAllBe(i => codes[2 * i] < -0.9f);
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        // Without quantisation, whose gradient is passed straight through by design: decoder and losses.
        _tokenizer.Evaluate();
        _tokenizer.ConvertTo(DType.Float64);
        (Tensor levels, Tensor valid) = Example();
        (levels, valid) = (levels.To(DType.Float64), valid.To(DType.Float64));
        Tensor codes = Tensor.Randn([2, 8, 4, 4], DType.Float64), columns = _tokenizer.Columns(valid);
        codes.RequiresGrad = true;
        Tensor Loss(Tensor c)
        {
            Tensor r = _tokenizer.Decode(c, columns);
            return ReconstructionLoss.Absolute(levels, r, valid) + ReconstructionLoss.Correlation(levels, r, valid).To(DType.Float64);
        }

        Loss(codes).Backward();
        Gradients.Check(codes, c => Loss(c).ToDouble(), codes.Grad!, [0, 17, 40, 100, 255]);
    }

    [Fact]
    public void Training_lowers_the_error_and_the_judge_enters_at_its_step()
    {
        using var judge = new PatchDiscriminator(3, 4);
        var training = new TokenizerTraining(_tokenizer, judge, new TokenizerLossWeights { AdversarialFrom = 15 });
        using var optimiser = new Clef.Tensors.Optimisation.AdamW(training.Parts.SelectMany(p => p.Module.NamedParameters(p.Name + ".")), 3e-3);
        (Tensor levels, Tensor valid) = Example();
        var errors = new List<double>();
        for (int step = 0; step < 30; step++)
        {
            using var scope = new TensorScope();
            var report = new Dictionary<string, double>();
            optimiser.ZeroGrad();
            training.Loss(levels, valid, report).Backward();
            report.ContainsKey("judging").ShouldBe(step >= 15);
            optimiser.Step();
            training.AfterStep();
            errors.Add(report["absolute"]);
        }

        errors[^1].ShouldBeLessThan(0.7 * errors[0]);
        judge.Parameters().ShouldAllBe(p => p.RequiresGrad);
    }

    /// <summary>Two sessions of 20 frames: smooth levels, one channel missing in the second, the last five frames of the first not there.</summary>
    private static (Tensor Levels, Tensor Valid) Example()
    {
        Tensor time = Tensor.Arange(20, DType.Float32).Reshape(1, 1, 1, 20) * 0.4, bin = Tensor.Arange(32, DType.Float32).Reshape(1, 1, 32, 1) * 0.2;
        Tensor phase = Tensor.Arange(6, DType.Float32).Reshape(2, 3, 1, 1);
        Tensor levels = (time + bin + phase).Sin() * 0.8;
        var valid = new float[2 * 3 * 20];
        for (int i = 0; i < valid.Length; i++)
        {
            (int session, int channel, int frame) = (i / 60, i / 20 % 3, i % 20);
            valid[i] = (session == 0 && frame >= 15) || (session == 1 && channel == 2) ? 0 : 1;
        }

        return (levels, Tensor.From(valid, 2, 3, 20));
    }
}
