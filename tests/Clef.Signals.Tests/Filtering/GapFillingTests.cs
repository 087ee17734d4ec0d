using Clef.Signals.Filtering;
using FsCheck;
using FsCheck.Fluent;

namespace Clef.Signals.Tests.Filtering;

public class GapFillingTests
{
    private const float Missing = float.NaN;

    [Fact]
    public void Gaps_become_lines_and_edges_are_held()
    {
        float[] signal = [Missing, Missing, 2, Missing, Missing, 5, float.PositiveInfinity, 7, Missing];
        GapFilling.Interpolate(signal).ShouldBe(6);
        signal.ShouldBe([2, 2, 2, 3, 4, 5, 6, 7, 7]);
    }

    [Fact]
    public void A_signal_without_any_sample_becomes_zero()
    {
        float[] signal = [Missing, Missing, Missing];
        GapFilling.Interpolate(signal).ShouldBe(3);
        signal.ShouldBe([0, 0, 0]);
        GapFilling.Interpolate([]).ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_left_missing_and_what_was_there_stays() =>
        Prop.ForAll(ArbMap.Default.ArbFor<float[]>(), signal =>
        {
            float[] filled = [.. signal];
            long count = GapFilling.Interpolate(filled);
            return filled.All(float.IsFinite) && count == signal.Count(x => !float.IsFinite(x))
                && signal.Zip(filled, (a, b) => !float.IsFinite(a) || a == b).All(same => same);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Z_score_has_mean_zero_and_deviation_one()
    {
        float[] window = [1, 2, 3, 4];
        ZScore.Apply(window);
        window.Sum().ShouldBe(0, 1e-6);
        window.Sum(x => x * x).ShouldBe(4, 1e-6);
        float[] flat = [3.3f, 3.3f, 3.3f];
        ZScore.Apply(flat);
        flat.ShouldBe([0, 0, 0]);
        ZScore.Apply([]);
    }
}
