using Clef.Core;
using Clef.Ecg.Rhythm;
using Clef.Signals.Heart;

namespace Clef.Ecg.Tests.Rhythm;

/// <summary>Beat intervals as inputs of a head: their knots, their sums, what is unknown, and spans of long recordings.</summary>
public class BeatIntervalTests
{
    private static readonly int Count = RhythmFeatures.Names.Count;

    [Fact]
    public void Each_number_becomes_inputs_that_sum_to_one_and_are_broken_lines_of_it()
    {
        BeatIntervalInputs inputs = BeatIntervalInputs.Fit([.. Enumerable.Range(0, 101).Select(i => Row(i))]);
        inputs.Knots[0].ShouldBe([1, 25.5, 50, 74.5, 99], 1e-9);
        inputs.Width.ShouldBe(Count * 6);
        inputs.Of(Row(50))[..6].ShouldBe([0, 0, 1, 0, 0, 0]);
        inputs.Of(Row(38))[..6].ShouldBe([0, 12 / 24.5f, 12.5f / 24.5f, 0, 0, 0], 1e-6f);
        inputs.Of(Row(-7))[..6].ShouldBe([1, 0, 0, 0, 0, 0]); // beyond the last knots nothing more is said
        inputs.Of(Row(1e9))[..6].ShouldBe([0, 0, 0, 0, 1, 0]);
        inputs.Of(Row(double.NaN))[..6].ShouldBe([0, 0, 0, 0, 0, 1]);
        inputs.Of(Row(63)).Sum().ShouldBe(Count, 1e-4f);
    }

    [Fact]
    public void Numbers_that_are_constant_or_never_known_have_few_inputs()
    {
        double[] odd = Row(3);
        odd[1] = double.NaN;
        BeatIntervalInputs inputs = BeatIntervalInputs.Fit([odd, odd, odd]);
        inputs.Knots[0].ShouldBe([3]);
        inputs.Knots[1].ShouldBeEmpty();
        inputs.Of(Row(9))[..3].ShouldBe([1, 0, 1]); // the constant number, not unknown; the one that training never knew, unknown
        inputs.Of(Row(9)).Length.ShouldBe(inputs.Width);
    }

    [Fact]
    public void Inputs_of_another_version_or_with_wrong_knots_are_refused_by_name()
    {
        BeatIntervalInputs right = BeatIntervalInputs.Fit([Row(1), Row(2)]);
        right.Checked("head.json").ShouldBeSameAs(right);
        Should.Throw<ClefException>(() => (right with { Names = [.. right.Names.Skip(1), "novel"] }).Checked("head.json"))
            .Message.ShouldContain("beatIntervals.names");
        foreach (double[] knots in (double[][])[[2, 1], [1, 1], [0, double.NaN]])
        {
            IReadOnlyList<double>[] all = [.. right.Knots];
            all[4] = knots;
            Should.Throw<ClefException>(() => (right with { Knots = all }).Checked("head.json"))
                .Message.ShouldContain($"beatIntervals.knots of {RhythmFeatures.Names[4]}");
        }
    }

    [Fact]
    public void A_flat_lead_has_no_intervals_and_says_so()
    {
        double[] numbers = new BeatIntervals().Add(new float[10_000], 500).Mean;
        numbers[0].ShouldBe(0); // intervals
        numbers[3].ShouldBe(double.NaN); // their mean
        new BeatIntervals().Mean.ShouldAllBe(v => double.IsNaN(v));
    }

    private static double[] Row(double value) => [.. Enumerable.Repeat(value, Count)];
}
