using Clef.Core;
using Clef.Eeg.Encoder;

namespace Clef.Eeg.Tests.Encoder;

public sealed class MaskLawTests
{
    [Fact]
    public void Rates_follow_the_cut_Gaussian()
    {
        var law = new MaskLaw();
        var random = new CounterRandom(3);
        double[] rates = [.. Enumerable.Range(0, 20_000).Select(_ => law.Rate(random))];
        rates.Min().ShouldBeGreaterThanOrEqualTo(0.5);
        rates.Max().ShouldBeLessThanOrEqualTo(1);
        // Mean of N(0.55, 0.25) cut to 0.5..1: 0.55 + 0.25 (phi(-0.2) - phi(1.8)) / (Phi(1.8) - Phi(-0.2)) = 0.6936
        rates.Average().ShouldBe(0.6936, 0.004);
    }

    [Fact]
    public void Half_is_dropped_and_every_dropped_token_is_masked()
    {
        var sequence = new TokenSequence([.. Enumerable.Range(0, 101)], new int[101], [.. Enumerable.Range(0, 101)]);
        var random = new CounterRandom(5);
        for (int i = 0; i < 100; i++)
        {
            MaskedSequence masked = new MaskLaw().Apply(sequence, random);
            masked.Kept.Length.ShouldBe(101 - 50);
            masked.Masked.Length.ShouldBe((int)Math.Round(masked.Rate * 101));
            masked.Kept.Union(masked.Masked).Count().ShouldBe(101);
            masked.Kept.ShouldBeInOrder();
            masked.Masked.ShouldBeInOrder();
        }
    }

    [Fact]
    public void A_law_of_nothing_hides_nothing()
    {
        MaskedSequence masked = MaskLaw.None.Checked("test").Apply(new TokenSequence([1, 2], [0, 0], [0, 1]), new CounterRandom(1));
        masked.Kept.ShouldBe([0, 1]);
        masked.Masked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.6, 0.5, 0.5)]
    [InlineData(0.5, 1.2, 0.5)]
    [InlineData(0.5, 1, 0.7)]
    public void An_impossible_law_is_an_error(double least, double most, double dropped) =>
        Should.Throw<ClefException>(() => new MaskLaw { Least = least, Most = most, Dropped = dropped }.Checked("test"));
}
