using Clef.Clinical.Units;
using Clef.Core;

namespace Clef.Clinical.Tests.Risk;

public class UnitsTest
{
    [Fact]
    public void CholesterolConvertsBy3867()
    {
        Cholesterol.FromMilligramsPerDecilitre(193.35).MillimolesPerLitre.ShouldBe(5, 1e-12);
        new Cholesterol(1.3).MilligramsPerDecilitre.ShouldBe(50.271, 1e-9);
    }

    /// <summary>Pairs of the usual conversion table of HbA1c (6.5 % is 48, 7 % is 53, 10 % is 86 mmol/mol).</summary>
    [Theory]
    [InlineData(6.5, 48)]
    [InlineData(7, 53)]
    [InlineData(10, 86)]
    public void HaemoglobinConverts(double percent, double millimoles)
    {
        GlycatedHaemoglobin.FromPercent(percent).MillimolesPerMole.ShouldBe(millimoles, 0.5);
        new GlycatedHaemoglobin(millimoles).Percent.ShouldBe(percent, 0.05);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(1000)]
    public void NoLivingPersonHasThese(double value)
    {
        Should.Throw<ClefException>(() => new Age(value)).Field.ShouldBe("age");
        Should.Throw<ClefException>(() => new SystolicPressure(value)).Message.ShouldContain("mmHg");
        Should.Throw<ClefException>(() => new Cholesterol(value));
        Should.Throw<ClefException>(() => new GlycatedHaemoglobin(value));
        Should.Throw<ClefException>(() => new FiltrationRate(value));
        Should.Throw<ClefException>(() => new BodyMassIndex(value));
    }

    [Fact]
    public void QuantitiesPrintTheirUnit()
    {
        new SystolicPressure(140).ToString().ShouldBe("140 mmHg");
        new Cholesterol(5.5).ToString().ShouldBe("5.5 mmol/L");
        new Age(40).CompareTo(new Age(41)).ShouldBeLessThan(0);
    }
}
