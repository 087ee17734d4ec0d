using Clef.Core;

namespace Clef.Tensors.Tests.Tensors;

public class ErrorTests
{
    [Fact]
    public void Errors_name_the_operation_and_the_shapes()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Zeros(2, 3), b = Tensor.Zeros([4, 5], DType.Float64);
        Text(() => a + b).ShouldStartWith("add(f32[2,3], f64[4,5]): ");
        Text(() => a.Linear(b)).ShouldStartWith("linear(f32[2,3], f64[4,5], none, none): ");
        Text(() => a.Conv1d(b)).ShouldStartWith("conv1d(f32[2,3], f64[4,5], none): ");
        Text(() => a.Reshape(7)).ShouldStartWith("reshape(f32[2,3]): ");
        Text(() => Tensor.Concatenate([a, Tensor.Zeros(1)])).ShouldStartWith("cat(f32[2,3], f32[1]): ");
        Text(() => a.CrossEntropy(Tensor.From<long>([1, 9]))).ShouldStartWith("cross_entropy(f32[2,3], i64[2], none): ");
        Text(() => a.Backward()).ShouldStartWith("backward(f32[2,3], none): ");
        Text(() => a.ToDouble()).ShouldStartWith("item(f32[2,3]): ");
        Text(() => a.Size(2)).ShouldBe("size of axis 2 of f32[2,3]; expected an axis from -2 to 1");
        Text(() => a.CopyTo(new float[5].AsSpan())).ShouldStartWith("to_memory(f32[2,3]): the tensor holds 24 bytes, but room for 20 was given");
        Text(() => Tensor.From<float>([1, 2, 3], 2, 2)).ShouldContain("holds 16 bytes, but 12 were given");
        Text(() => Tensor.Zeros([2], DType.Float32, Device.Parse("cuda:5"))).ShouldStartWith("full(): ");
    }

    [Fact]
    public void Errors_show_no_native_back_trace()
    {
        using var scope = new TensorScope();
        string text = Text(() => Tensor.Zeros(2, 3).MatMul(Tensor.Zeros(2, 3)));
        text.ShouldNotContain("Exception raised from");
        text.ShouldNotContain(".cpp");
        text.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void A_failed_operation_leaves_nothing_behind()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Zeros(2, 3);
        Should.Throw<ClefException>(() => a.MatMul(a));
        scope.Count.ShouldBe(1);
        (a + 1).Sum().ToDouble().ShouldBe(6);
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    public void Devices_are_named(string name, string expected) => Device.Parse(name).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:999")]
    public void Other_names_are_refused(string name) =>
        Should.Throw<TensorException>(() => Device.Parse(name)).Message.ShouldBe($"device '{name}'; expected cpu, cuda or cuda:N");

    private static string Text(Action action) => Should.Throw<TensorException>(action).Message;

    private static string Text(Func<object> action) => Should.Throw<TensorException>(action).Message;
}
