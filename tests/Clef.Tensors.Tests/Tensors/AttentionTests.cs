using Clef.Tensors.Tests.Gradients;

namespace Clef.Tensors.Tests.Tensors;

public class AttentionTests
{
    private static Tensor Plain(Tensor q, Tensor k, Tensor v, Tensor? padding)
    {
        Tensor scores = (q / Math.Sqrt(q.Size(-1))).MatMul(k.Transpose(-2, -1));
        if (padding is not null)
        {
            scores = scores.MaskedFill(padding.Unsqueeze(1).Unsqueeze(1), double.NegativeInfinity);
        }

        return scores.Softmax().MatMul(v);
    }

    private static Tensor Leaf(Tensor tensor)
    {
        Tensor leaf = tensor.Detach().Clone();
        leaf.RequiresGrad = true;
        return leaf;
    }

    // True for the last tokens of every second batch element.
    private static Tensor Padding(long batch, long tokens)
    {
        Tensor position = Tensor.Arange(tokens).Reshape(1, -1);
        Tensor length = Tensor.Arange(batch).Reshape(-1, 1) * -2 + tokens;
        return position >= length;
    }

    [Theory]
    [InlineData(2, 3, 7, 7, 4, false)]
    [InlineData(2, 3, 130, 300, 16, true)]
    [InlineData(1, 2, 257, 257, 48, false)]
    [InlineData(2, 2, 1, 9, 8, true)]
    public void Result_and_gradients_match_the_plain_formula(long batch, long heads, long queries, long keys, long width, bool padded)
    {
        using var scope = new TensorScope();
        RandomState.Seed(7);
        Tensor q = Tensor.Randn([batch, heads, queries, width]), k = Tensor.Randn([batch, heads, keys, width]), v = Tensor.Randn([batch, heads, keys, width]);
        Tensor seed = Tensor.Randn([batch, heads, queries, width]);
        Tensor? padding = padded ? Padding(batch, keys) : null;

        Tensor[] expected = WithGradients((a, b, c) => Plain(a, b, c, padding), q, k, v, seed);
        Tensor[] actual = WithGradients((a, b, c) => Tensor.Attention(a, b, c, padding), q, k, v, seed);

        for (int i = 0; i < expected.Length; i++)
        {
            (actual[i] - expected[i]).Abs().Max().ToDouble().ShouldBeLessThan(1e-5, new[] { "result", "dq", "dk", "dv" }[i]);
        }
    }

    [Fact]
    public void Packed_attention_equals_attention_of_its_parts()
    {
        using var scope = new TensorScope();
        RandomState.Seed(3);
        const long batch = 2, tokens = 150, heads = 4, width = 32;
        Tensor packed = Leaf(Tensor.Randn([batch, tokens, 3 * width]));
        Tensor again = Leaf(packed);
        Tensor padding = Padding(batch, tokens), seed = Tensor.Randn([batch, tokens, width]);

        // (batch, token, 3, head, width / head) to (3, batch, head, token, width / head)
        Tensor parts = again.Reshape(batch, tokens, 3, heads, width / heads).Permute(2, 0, 3, 1, 4);
        Tensor expected = Plain(parts[0], parts[1], parts[2], padding).Transpose(1, 2).Reshape(batch, tokens, width);
        Tensor actual = packed.PackedAttention(heads, padding);
        (actual - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
        actual.Backward(seed);
        expected.Backward(seed);
        (packed.Grad! - again.Grad!).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Gradients_match_differences_in_double_precision()
    {
        using var scope = new TensorScope();
        Tensor padding = Padding(2, 5);
        GradientCheck.Run(
            x => Tensor.Attention(x[0], x[1], x[2], padding), GradientCheck.Numbers(2, 2, 3, 4), GradientCheck.Numbers(2, 2, 5, 4), GradientCheck.Numbers(2, 2, 5, 4));
        GradientCheck.Run(x => x[0].PackedAttention(2), GradientCheck.Numbers(1, 4, 12));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_query_without_keys_gives_zeros_and_no_gradient(DType dtype)
    {
        using var scope = new TensorScope();
        Tensor q = Leaf(Tensor.Randn([1, 1, 3, 4], dtype)), k = Leaf(Tensor.Randn([1, 1, 6, 4], dtype)), v = Leaf(Tensor.Randn([1, 1, 6, 4], dtype));
        Tensor result = Tensor.Attention(q, k, v, Tensor.Ones([1, 6], DType.Bool));
        result.Abs().Max().ToDouble().ShouldBe(0);
        result.Sum().Backward();
        foreach (Tensor leaf in new[] { q, k, v })
        {
            leaf.Grad!.Abs().Max().ToDouble().ShouldBe(0);
        }
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        using var scope = new TensorScope();
        Tensor q = Tensor.Full([1, 1, 2, 1], 300), k = Tensor.From<float>([-300, 0, 300], 1, 1, 3, 1), v = Tensor.From<float>([1, 2, 3], 1, 1, 3, 1);
        Tensor.Attention(q, k, v, scale: 1).ToArray<float>().ShouldBe([3, 3]);
    }

    [Fact]
    public void Half_precision_is_close()
    {
        using var scope = new TensorScope();
        Tensor q = Tensor.Randn([1, 2, 20, 8]), k = Tensor.Randn([1, 2, 20, 8]), v = Tensor.Randn([1, 2, 20, 8]);
        Tensor half = Tensor.Attention(q.To(DType.BFloat16), k.To(DType.BFloat16), v.To(DType.BFloat16));
        half.DType.ShouldBe(DType.BFloat16);
        // bf16 has 8 bits of fraction.
        (half.To(DType.Float32) - Tensor.Attention(q, k, v)).Abs().Max().ToDouble().ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        using var scope = new TensorScope();
        Should.Throw<TensorException>(() => Tensor.Attention(Tensor.Ones(1, 2, 3, 4), Tensor.Ones(1, 2, 3, 5), Tensor.Ones(1, 2, 3, 5))).Message
            .ShouldStartWith("attention(f32[1,2,3,4], f32[1,2,3,5], f32[1,2,3,5], none): queries, keys and values are");
        Should.Throw<TensorException>(() => Tensor.Ones(1, 2, 12).PackedAttention(5)).Message.ShouldStartWith("packed_attention(f32[1,2,12], none): ");
    }

    private static Tensor[] WithGradients(Func<Tensor, Tensor, Tensor, Tensor> attention, Tensor q, Tensor k, Tensor v, Tensor seed)
    {
        Tensor a = Leaf(q), b = Leaf(k), c = Leaf(v);
        Tensor result = attention(a, b, c);
        result.Backward(seed);
        return [result, a.Grad!, b.Grad!, c.Grad!];
    }
}
