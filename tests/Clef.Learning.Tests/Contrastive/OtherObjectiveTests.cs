using Clef.Core;
using Clef.Learning.Contrastive;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Learning.Tests.Contrastive;

public class OtherObjectiveTests
{
    [Fact]
    public void NtXent_has_the_spec_s_value()
    {
        using var scope = new TensorScope();
        double[] z = [1, 0, 0, 0, .6, .8, 0, 0, 0, .5, .5, .7, .9, .1, .2, -.1, .5, .7, .3, .1, .2, .4, .6, .5];
        NtXent.Loss(Tensor.From(z, 6, 4)).ToDouble().ShouldBe(0.03593558, 1e-8);
    }

    [Fact]
    public void NtXent_gradient_is_that_of_the_loss() => Gradients.Check(z => NtXent.Loss(z, 0.5), Gradients.Point(6 * 4, 2), 6, 4);

    [Fact]
    public void Byol_loss_is_zero_when_predictions_meet_targets_and_its_gradient_is_right()
    {
        using var scope = new TensorScope();
        RandomState.Seed(1);
        using var predictor = new ByolPredictor(6);
        predictor.ConvertTo(DType.Float64);
        predictor.Evaluate(); // running statistics, so that the finite difference sees the same function
        Tensor other = Tensor.From(Gradients.Point(4 * 6, 3), 4, 6), target = Tensor.From(Gradients.Point(4 * 6, 4), 4, 6);
        Gradients.Check(z => predictor.Loss(z, other, target, target), Gradients.Point(4 * 6, 5), 4, 6);
        Tensor met = predictor.Forward(other);
        predictor.Loss(other, other, met, met).ToDouble().ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Moco_picks_the_own_key_among_the_queue()
    {
        using var scope = new TensorScope();
        RandomState.Seed(2);
        using var queue = new MomentumQueue(4, 7);
        queue.ConvertTo(DType.Float64);
        Tensor keys = Tensor.From(Gradients.Point(3 * 4, 6), 3, 4);
        Gradients.Check(q => queue.Loss(q, keys, 0.5), Gradients.Point(3 * 4, 7), 3, 4);

        // By hand: -log of the own key's share.
        double[][] columns = Columns(queue);
        double[] query = [1, 0, 0, 0], key = [0.6, 0.8, 0, 0];
        double own = Math.Exp(0.6 / 0.5), all = own + columns.Sum(c => Math.Exp(c[0] / 0.5));
        queue.Loss(Tensor.From(query, 1, 4), Tensor.From(key, 1, 4), 0.5).ToDouble().ShouldBe(-Math.Log(own / all), 1e-12);
    }

    [Fact]
    public void Keys_are_enqueued_once_normalised_and_in_turn()
    {
        using var scope = new TensorScope();
        RandomState.Seed(3);
        using var queue = new MomentumQueue(2, 5);
        queue.Enqueue(Tensor.From<float>([3, 4, 0, 2, -5, 0], 3, 2));
        Columns(queue)[..3].SelectMany(c => c).ToArray().ShouldBe([0.6, 0.8, 0, 1, -1, 0], 1e-6);
        queue.Enqueue(Tensor.From<float>([1, 0, 0, 1, 1, 0], 3, 2)); // passes the end: columns 3, 4, 0
        Columns(queue)[0].ShouldBe([1, 0], 1e-6);
        Columns(queue)[1].ShouldBe([0, 1], 1e-6);
        queue.NamedBuffers().Single(b => b.Name == "queue_ptr").Tensor.ToInt64().ShouldBe(1);
    }

    [Fact]
    public void The_momentum_copy_follows_by_its_law()
    {
        using var scope = new TensorScope();
        using var online = new Linear(2, 1);
        using var other = new Linear(2, 1);
        var copy = new MomentumCopy<Linear>(online, other, 0.9);
        float[] before = online.Parameters().First().ToArray<float>();
        using (GradientMode.Restore mode = GradientMode.Disable())
        {
            online.Parameters().First().AddInPlace(1);
        }

        copy.Follow();
        copy.Target.Parameters().First().ToArray<float>().Zip(before).ShouldAllBe(p => Math.Abs(p.First - p.Second - 0.1f) < 1e-6);
        copy.Target.Parameters().ShouldAllBe(p => !p.RequiresGrad);
    }

    [Fact]
    public void Alignment_is_the_mean_of_both_directions()
    {
        using var scope = new TensorScope();
        double[] a = [1, 0, 0, 1], b = [1, 0, 0.6, 0.8];
        double s = 2;
        double forward = (Log(1, 0.6) + Log(0.8, 0)) / 2, backward = (Log(1, 0) + Log(0.8, 0.6)) / 2;
        SymmetricInfoNce.Loss(Tensor.From(a, 2, 2), Tensor.From(b, 2, 2), [true, true], scale: s).ToDouble().ShouldBe((forward + backward) / 2, 1e-12);

        double Log(double own, double other) => Math.Log(1 + Math.Exp(s * (other - own)));
    }

    [Fact]
    public void Alignment_leaves_out_samples_without_a_partner_and_masks_the_same_patient()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.From(Gradients.Point(4 * 3, 8), 4, 3), b = Tensor.From(Gradients.Point(4 * 3, 9), 4, 3);
        double two = SymmetricInfoNce.Loss(a[..2], b[..2], [true, true]).ToDouble();
        SymmetricInfoNce.Loss(a, b, [true, true, false, false]).ToDouble().ShouldBe(two, 1e-12);
        // Two samples of one patient have no negatives left: the loss is zero.
        SymmetricInfoNce.Loss(a[..2], b[..2], [true, true], [7, 7]).ToDouble().ShouldBe(0, 1e-12);
        SymmetricInfoNce.Loss(a, b, [false, false, false, false]).ToDouble().ShouldBe(0);
        Gradients.Check(x => SymmetricInfoNce.Loss(x, b, [true, false, true, true], [1, 2, 1, 3], 2), Gradients.Point(4 * 3, 10), 4, 3);
    }

    [Fact]
    public void An_odd_number_of_views_is_refused()
    {
        using var scope = new TensorScope();
        Should.Throw<ClefException>(() => NtXent.Loss(Tensor.Zeros(3, 4))).Message.ShouldContain("both views");
    }

    private static double[][] Columns(MomentumQueue queue)
    {
        Tensor columns = queue.NamedBuffers().Single(b => b.Name == "queue").Tensor.Transpose(0, 1).To(DType.Float64).Contiguous();
        return columns.ToArray<double>().Chunk((int)columns.Size(1)).ToArray();
    }
}
