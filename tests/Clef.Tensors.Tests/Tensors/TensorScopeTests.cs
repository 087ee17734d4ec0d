namespace Clef.Tensors.Tests.Tensors;

public class TensorScopeTests
{
    [Fact]
    public void A_scope_frees_what_operations_make_in_it()
    {
        Tensor made;
        using (new TensorScope())
        {
            made = Tensor.Ones(2, 3) + 1;
            made.IsDisposed.ShouldBeFalse();
        }

        made.IsDisposed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => made.Sum());
    }

    [Fact]
    public void A_returned_tensor_belongs_to_the_enclosing_scope()
    {
        using var outer = new TensorScope();
        Tensor result;
        using (var inner = new TensorScope())
        {
            Tensor lost = Tensor.Ones(4);
            result = inner.Return(lost * 2);
            inner.Count.ShouldBe(1);
        }

        outer.Count.ShouldBe(1);
        result.ToArray<float>().ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void A_tensor_returned_from_the_outermost_scope_is_the_callers()
    {
        Tensor result = TensorScope.Run(() => Tensor.Ones(2) + 1);
        result.IsDisposed.ShouldBeFalse();
        result.Dispose();
        result.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_computation_is_broken_off_between_operations_and_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        Tensor? before = null;
        using (var outer = new TensorScope())
        {
            using (new BreakOff(stop.Token))
            {
                before = Tensor.Ones(2) + 1;
                stop.Cancel();
                Should.Throw<OperationCanceledException>(() => TensorScope.Run(() => Tensor.Ones(2)));
                using (new BreakOff(CancellationToken.None))
                {
                    (before + 1).ToArray<float>().ShouldBe([3, 3]); // of the innermost
                }

                Should.Throw<OperationCanceledException>(() => before * 2);
            }

            (before * 2).ToArray<float>().ShouldBe([4, 4]); // and no longer than it is open
            TensorScope.Current.ShouldBe(outer);
        }

        before.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_kept_tensor_outlives_its_scope()
    {
        Tensor kept;
        using (new TensorScope())
        {
            kept = Tensor.Ones(2).Keep();
        }

        kept.Sum().ToDouble().ShouldBe(2);
        kept.Dispose();
    }

    [Fact]
    public void Disposing_early_leaves_the_scope_whole()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Ones(1), b = Tensor.Ones(1), c = Tensor.Ones(1);
        a.Dispose();
        a.Dispose();
        scope.Count.ShouldBe(2);
        (b + c).ToArray<float>().ShouldBe([2]);
    }

    [Fact]
    public void Closing_a_scope_closes_those_left_open_inside()
    {
        Tensor inside;
        using (new TensorScope())
        {
            _ = new TensorScope();
            inside = Tensor.Ones(1);
        }

        TensorScope.Current.ShouldBeNull();
        inside.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_view_keeps_the_memory_it_needs()
    {
        using var scope = new TensorScope();
        Tensor whole = Tensor.Arange(6, DType.Float32);
        Tensor view = whole[2..4];
        whole.Dispose();
        view.ToArray<float>().ShouldBe([2, 3]);
    }

    [Fact]
    public void A_scope_of_another_thread_refuses_to_close()
    {
        TensorScope? other = null;
        var thread = new Thread(() => other = new TensorScope());
        thread.Start();
        thread.Join();
        Should.Throw<InvalidOperationException>(() => other!.Dispose());
    }
}
