using Clef.Core.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Clef.Core.Tests.Statistics;

public class RocPlacementsTests
{
    [Fact]
    public void The_area_is_the_share_of_pairs_in_order_with_ties_half() => Prop.ForAll<byte[], byte[]>((positives, negatives) =>
    {
        // Few levels, so that ties are common.
        double[] p = positives.Select(b => (double)(b % 8)).ToArray(), n = negatives.Select(b => (double)(b % 7)).ToArray();
        double pairs = p.Sum(x => n.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
        double area = new RocPlacements(p, n).Area;
        area.ShouldBe(p.Length == 0 || n.Length == 0 ? double.NaN : pairs / (p.Length * n.Length)); // to the last bit: the counts are exact
        if (!double.IsNaN(area))
        {
            new RocPlacements(n, p).Area.ShouldBe(1 - area, 1e-15);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_variance_is_that_of_the_structural_components()
    {
        // By hand: 3 beats all three negatives, 2 beats two and ties with one (5/6); the 2 among the negatives is beaten by one and tied by one (3/4).
        var roc = new RocPlacements([3, 2], [2, 0, 1]);
        roc.Area.ShouldBe(5.5 / 6);
        double positive = Math.Pow(1 - (5.0 / 6), 2) / 2, negative = (Math.Pow(0.75 - (5.5 / 6), 2) + (2 * Math.Pow(1 - (5.5 / 6), 2))) / 2;
        roc.Variance.ShouldBe((positive / 2) + (negative / 3), 1e-15);
    }

    [Fact]
    public void Labels_and_lists_say_the_same_and_too_few_rows_have_no_variance()
    {
        RocPlacements.Of([3, 2, 2, 0, 1], [true, false, true, false, false]).Area.ShouldBe(5.5 / 6);
        new RocPlacements([1], [0, 2]).Variance.ShouldBe(double.NaN);
        Should.Throw<ClefException>(() => RocPlacements.Of([1, 2], [true])).Message.ShouldContain("as many labels as scores, 2");
        Should.Throw<ClefException>(() => new RocPlacements([1, 2], [0, 2]).Covariance(new([1], [0, 2])));
    }
}
