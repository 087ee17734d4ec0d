using Clef.Learning.Supervised;

namespace Clef.Learning.Tests.Supervised;

public class VectorSpreadTests
{
    [Fact]
    public void Standardises_what_varies_and_leaves_out_what_does_not()
    {
        float[][] vectors = [[1, 5, 100, 9], [3, 5, 300, 9], [5, 5, 500, 9]];

        VectorSpread spread = VectorSpread.Of(vectors, 3);

        spread.Mean.ShouldBe([3, 5, 300]);
        spread.Deviation[0].ShouldBe(MathF.Sqrt(8f / 3), 1e-6);
        spread.Deviation[1].ShouldBe(0);
        spread.Scales().Zip(spread.Deviation, (s, d) => s * d).ShouldBe([1f, 0f, 1f], 1e-6);
        spread.Scales(0.5).Zip(spread.Deviation, (s, d) => s * d).ShouldBe([0.5f, 0f, 0.5f], 1e-6);
    }

    [Fact]
    public void What_varies_by_less_than_a_millionth_of_the_most_is_constant()
    {
        VectorSpread.Of([[0, 0], [1e-4f, 1e3f]], 2).Scales()[0].ShouldBe(0);
        VectorSpread.Of([[0, 0], [1e-2f, 1e3f]], 2).Scales()[0].ShouldBeGreaterThan(0);
        VectorSpread.Of([[2], [2]], 1).Scales().ShouldBe([0f]);
    }
}
