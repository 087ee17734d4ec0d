namespace Clef.Tensors.Tests.Tensors;

public class IndexingTests
{
    private static Tensor Grid() => Tensor.Arange(24, DType.Float32).Reshape(2, 3, 4);

    [Fact]
    public void Elements_ranges_and_ends()
    {
        using var scope = new TensorScope();
        Tensor x = Grid();
        x[1, 2, 3].ToDouble().ShouldBe(23);
        x[^1, -1, ^1].ToDouble().ShouldBe(23);
        x[0, .., 1..3].ToArray<float>().ShouldBe([1, 2, 5, 6, 9, 10]);
        x[.., ^1, TensorIndex.Step(.., 2)].ToArray<float>().ShouldBe([8, 10, 20, 22]);
        x[.., TensorIndex.NewAxis, 0].Shape.ToArray().ShouldBe([2, 1, 4]);
        x[..].Shape.ToArray().ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void Indices_and_masks()
    {
        using var scope = new TensorScope();
        Tensor x = Grid();
        x[0, Tensor.From<long>([2, 0])].ToArray<float>().ShouldBe([8, 9, 10, 11, 0, 1, 2, 3]);
        x[1, 0, Tensor.From<bool>([true, false, false, true])].ToArray<float>().ShouldBe([12, 15]);
    }

    [Fact]
    public void Setting_writes_through()
    {
        using var scope = new TensorScope();
        Tensor x = Grid();
        x[1, .., 0] = Tensor.From<float>([-1, -2, -3]);
        x[1].ToArray<float>().ShouldBe([-1, 13, 14, 15, -2, 17, 18, 19, -3, 21, 22, 23]);
        Should.Throw<TensorException>(() => x[Tensor.From<long>([0])] = Tensor.Ones(1));
    }

    [Fact]
    public void Errors_name_the_shape()
    {
        using var scope = new TensorScope();
        Tensor x = Grid();
        Should.Throw<TensorException>(() => x[0..3]).Message.ShouldBe("range 0..3 of axis 0 of f32[2,3,4]; expected a part of 0..2");
        Should.Throw<TensorException>(() => x[0, 3]).Message.ShouldStartWith("select(f32[3,4]): ");
        Should.Throw<TensorException>(() => x[0, 0, 0, 0]).Message.ShouldContain("axis 0 of f32[]");
        Should.Throw<TensorException>(() => x.MatMul(Tensor.Ones(3, 3))).Message.ShouldStartWith("matmul(f32[2,3,4], f32[3,3]): ");
    }
}
