using Clef.Core;
using Clef.Learning.Data;

namespace Clef.Learning.Tests.Data;

public class BatchLoaderTests
{
    private static BatchLoader<double> Loader(int workers, Action<int>? onSample = null) => new(
        new SampleOrder(23, 5, seed: 7),
        (sample, random) =>
        {
            onSample?.Invoke(sample);
            Thread.SpinWait(sample % 3 * 1000); // workers finish out of order
            return sample + random.NextUniform();
        },
        seed: 7, workers, ahead: 6);

    [Fact]
    public void The_number_of_workers_changes_nothing()
    {
        double[] one = Loader(1).From(0, 0).Take(20).SelectMany(b => b.Items).ToArray();
        double[] four = Loader(4).From(0, 0).Take(20).SelectMany(b => b.Items).ToArray();
        four.ShouldBe(one);
    }

    [Fact]
    public void Starting_in_the_middle_gives_what_going_there_gives()
    {
        LoadedBatch<double> reached = Loader(2).From(0, 0).Skip(8).First(); // five steps an epoch: epoch 1, step 3
        LoadedBatch<double> started = Loader(3).From(1, 3).First();
        (reached.Epoch, reached.Step).ShouldBe((1L, 3));
        started.Samples.ShouldBe(reached.Samples);
        started.Items.ShouldBe(reached.Items);
    }

    [Fact]
    public void An_epoch_visits_every_sample_once_and_each_epoch_in_its_own_order()
    {
        var order = new SampleOrder(23, 5, seed: 1);
        order.StepsPerEpoch.ShouldBe(5);
        int[] first = Enumerable.Range(0, 5).SelectMany(s => order.Batch(0, s)).ToArray();
        first.Order().ShouldBe(Enumerable.Range(0, 23));
        Enumerable.Range(0, 5).SelectMany(s => order.Batch(1, s)).ShouldNotBe(first);
    }

    [Fact]
    public void Two_ranks_together_see_the_batch_of_one()
    {
        var whole = new SampleOrder(40, 8, seed: 3, keepLast: false);
        var ranks = new[] { new SampleOrder(40, 8, 3, 0, 2), new SampleOrder(40, 8, 3, 1, 2) };
        ranks.SelectMany(r => r.Batch(2, 4)).ShouldBe(whole.Batch(2, 4));
    }

    [Fact]
    public void A_failing_sample_surfaces_at_its_batch_and_the_workers_stop()
    {
        int seen = 0;
        BatchLoader<double> loader = Loader(2, sample =>
        {
            Interlocked.Increment(ref seen);
            if (sample == 11)
            {
                throw new ClefException("record 11", "samples", 0, "at least one");
            }
        });
        Should.Throw<ClefException>(() => loader.From(0, 0).Take(10).Count()).Message.ShouldContain("record 11");
        int after = seen;
        Thread.Sleep(50);
        seen.ShouldBe(after);
    }

    [Fact]
    public void A_batch_that_ranks_cannot_share_is_refused() =>
        Should.Throw<ClefException>(() => new SampleOrder(40, 7, 0, 0, 2)).Message.ShouldContain("multiple of the 2");
}
