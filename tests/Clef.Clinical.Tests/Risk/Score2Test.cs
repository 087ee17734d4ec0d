using FsCheck;
using FsCheck.Fluent;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Score2;
using Clef.Clinical.Units;
using Clef.Core;
using static Clef.Clinical.Risk.RiskRegion;
using static Clef.Clinical.Units.Sex;

namespace Clef.Clinical.Tests.Risk;

/// <summary>Every worked value of the family (ECG specification, 3A), in per cent; tolerance is half a unit of the last digit given.</summary>
public class Score2Test
{
    [Theory]
    [InlineData(Low, 6.3, 1.4, 6.3147, 4.3325)]
    [InlineData(Moderate, 6.3, 1.4, 8.1075, 5.2266)]
    [InlineData(High, 6.3, 1.4, 8.8089, 7.1263)]
    [InlineData(VeryHigh, 6.3, 1.4, 15.0591, 14.1254)]
    [InlineData(Low, 5.5, 1.3, 5.9136, 4.2161)]
    [InlineData(Moderate, 5.5, 1.3, 7.5621, 5.0733)]
    [InlineData(High, 5.5, 1.3, 8.1227, 6.8754)]
    [InlineData(VeryHigh, 5.5, 1.3, 14.0496, 13.6992)]
    public void SmokerOfFifty(RiskRegion region, double total, double hdl, double male, double female)
    {
        var score = new Score2(region);
        score.Evaluate(People.Of(Male, 50, true, 140, total, hdl)).Percent!.Value.ShouldBe(male, 0.00005);
        score.Evaluate(People.Of(Female, 50, true, 140, total, hdl)).Percent!.Value.ShouldBe(female, 0.00005);
    }

    [Theory]
    [InlineData(Low, Male, 60, false, 120, 6, 1.3, 4.9978)]
    [InlineData(Low, Female, 60, false, 120, 6, 1.3, 3.2945)]
    [InlineData(Low, Male, 45, false, 110, 5, 2, 1.0718)]
    [InlineData(VeryHigh, Female, 45, true, 140, 5, 2, 5.9791)]
    [InlineData(High, Male, 48, true, 160, 8, 2, 10.0288)]
    public void SingleValues(RiskRegion region, Sex sex, double age, bool smoker, double sbp, double total, double hdl, double percent) =>
        new Score2(region).Evaluate(People.Of(sex, age, smoker, sbp, total, hdl)).Percent!.Value.ShouldBe(percent, 0.00005);

    [Theory]
    [InlineData(Male, 5.80)]
    [InlineData(Female, 3.95)]
    public void NonSmokerOfSixtyInTheLowRegion(Sex sex, double percent) =>
        new Score2(Low).Evaluate(People.Of(sex, 60, false, 140, 5.5, 1.3)).Percent!.Value.ShouldBe(percent, 0.005);

    [Theory]
    [InlineData(Male, 0.322100, 0.054098)]
    [InlineData(Female, 0.397880, 0.033163)]
    public void IntermediateValues(Sex sex, double predictor, double uncalibrated)
    {
        double lp = Score2.LinearPredictor(People.Of(sex, 50, true, 140, 6.3, 1.4));
        lp.ShouldBe(predictor, 5e-7);
        (1 - Math.Exp(-Score2.BaselineHazard(sex) * Math.Exp(lp))).ShouldBe(uncalibrated, 5e-7);
    }

    [Theory]
    [InlineData(Low, 18.4300, 15.2759)]
    [InlineData(Moderate, 23.8494, 20.0052)]
    [InlineData(High, 27.8335, 30.5409)]
    [InlineData(VeryHigh, 39.4474, 45.4675)]
    public void OlderSmokerOfSeventyFive(RiskRegion region, double male, double female)
    {
        var score = new Score2Op(region);
        score.Evaluate(People.Of(Male, 75, true, 140, 5.5, 1.3, false)).Percent!.Value.ShouldBe(male, 0.00005);
        score.Evaluate(People.Of(Female, 75, true, 140, 5.5, 1.3, false)).Percent!.Value.ShouldBe(female, 0.00005);
    }

    [Theory]
    [InlineData(Low, Male, false, 140, 5.5, 1.3, 13.2308)]
    [InlineData(Low, Female, false, 110, 5, 2, 6.2218)]
    [InlineData(High, Male, true, 140, 6, 1.3, 29.2105)]
    [InlineData(High, Female, true, 110, 5, 2, 19.0530)]
    [InlineData(VeryHigh, Male, true, 140, 6, 1.3, 40.5214)]
    [InlineData(VeryHigh, Female, true, 140, 6, 1.3, 46.1409)]
    public void OlderSingleValues(RiskRegion region, Sex sex, bool smoker, double sbp, double total, double hdl, double percent) =>
        new Score2Op(region).Evaluate(People.Of(sex, 75, smoker, sbp, total, hdl, false)).Percent!.Value.ShouldBe(percent, 0.00005);

    [Theory]
    [InlineData(Low, 60, 50, 90, 8.39, 6.10)]
    [InlineData(Moderate, 60, 50, 90, 10.96, 7.59)]
    [InlineData(High, 60, 50, 90, 12.50, 11.14)]
    [InlineData(VeryHigh, 60, 50, 90, 20.27, 20.62)]
    [InlineData(Low, 50, 70, 60, 12.88, 9.81)]
    [InlineData(Moderate, 50, 70, 60, 17.19, 12.70)]
    [InlineData(High, 50, 70, 60, 20.98, 20.45)]
    [InlineData(VeryHigh, 50, 70, 60, 31.24, 34.01)]
    public void DiabetesOfSixty(RiskRegion region, double found, double a1c, double egfr, double male, double female)
    {
        var score = new Score2Diabetes(region);
        score.Evaluate(People.WithDiabetes(Male, false, found, a1c, egfr)).Percent!.Value.ShouldBe(male, 0.005);
        score.Evaluate(People.WithDiabetes(Female, false, found, a1c, egfr)).Percent!.Value.ShouldBe(female, 0.005);
    }

    [Theory]
    [InlineData(Male, true, true, 11.77)]
    [InlineData(Female, true, true, 9.23)]
    [InlineData(Male, false, false, 6.09)]
    [InlineData(Female, false, false, 4.12)]
    public void DiabetesEquationWithItsSwitches(Sex sex, bool smoker, bool diabetes, double percent) =>
        (100 * Score2Diabetes.Equation(People.WithDiabetes(sex, smoker, 60, 50, 90, diabetes), Low)).ShouldBe(percent, 0.005);

    [Theory]
    [InlineData(39.9)]
    [InlineData(70)]
    [InlineData(12)]
    public void NoNumberOutsideTheAges(double age)
    {
        RiskResult result = new Score2(Low).Evaluate(People.Of(Male, age, true, 140, 5.5, 1.3));
        result.Status.ShouldBe(RiskStatus.AgeOutsideRange);
        result.Risk.ShouldBeNull();
        result.Category.ShouldBeNull();
        result.Notes.ShouldHaveSingleItem().ShouldContain("40-69");
    }

    [Fact]
    public void EndsOfTheAgeRangesBelong()
    {
        new Score2(Low).Evaluate(People.Of(Male, 40, false, 120, 5, 1)).Status.ShouldBe(RiskStatus.Scored);
        new Score2(Low).Evaluate(People.Of(Male, 69.99, false, 120, 5, 1)).Status.ShouldBe(RiskStatus.Scored);
        new Score2Op(Low).Evaluate(People.Of(Male, 70, false, 120, 5, 1, false)).Status.ShouldBe(RiskStatus.Scored);
        new Score2Op(Low).Evaluate(People.Of(Male, 90, false, 120, 5, 1, false)).Status.ShouldBe(RiskStatus.AgeOutsideRange);
    }

    [Fact]
    public void MissingInputsAreNamedAndCounted()
    {
        RiskResult result = new Score2(Low).Evaluate(People.Of(Female, 55, false, 130, 5, 1) with { HdlCholesterol = null, Smoker = null });
        result.Status.ShouldBe(RiskStatus.MissingInputs);
        result.Risk.ShouldBeNull();
        result.Missing.ShouldBe([RiskAttribute.Smoking, RiskAttribute.HdlCholesterol]);
        result.MissingRate.ShouldBe(2.0 / 6, 1e-15);
        result.KnownRate.ShouldBe(4.0 / 6, 1e-15);
        result.Notes.ShouldHaveSingleItem().ShouldBe("not known: smoker, hdl");
    }

    [Fact]
    public void NothingKnownIsARateOfOne() => new Score2(Low).Evaluate(new RiskInputs()).MissingRate.ShouldBe(1);

    [Fact]
    public void AgeOutsideTheRangeStillNamesWhatIsMissing()
    {
        RiskResult result = new Score2(Low).Evaluate(new RiskInputs { Age = new Age(20), Sex = Female });
        result.Status.ShouldBe(RiskStatus.AgeOutsideRange);
        result.Missing.Count.ShouldBe(4);
    }

    [Fact]
    public void TheFamilyChoosesByAgeAndDiabetes()
    {
        var family = new Score2Family(Moderate);
        family.Evaluate(People.Of(Male, 50, true, 140, 6.3, 1.4)).Score.ShouldBe("score2");
        family.Evaluate(People.Of(Male, 75, true, 140, 5.5, 1.3, false)).Percent!.Value.ShouldBe(23.8494, 0.00005);
        family.Evaluate(People.WithDiabetes(Male, false, 60, 50, 90)).Percent!.Value.ShouldBe(10.96, 0.005);
        new Score2(Low).Evaluate(People.WithDiabetes(Male, false, 60, 50, 90)).Status.ShouldBe(RiskStatus.OtherPopulation);
        new Score2Diabetes(Low).Evaluate(People.WithDiabetes(Male, false, 61, 50, 90)).Status.ShouldBe(RiskStatus.OtherPopulation);
    }

    [Fact]
    public void AsiaPacificIsMarkedAsProvisionalAndHasNoOlderScore()
    {
        RiskResult result = new Score2(AsiaPacificHigh).Evaluate(People.Of(Male, 50, true, 140, 6.3, 1.4));

        // By the common form from the intermediate value: hazard -ln(1 - 0.054098) and the scales 1.652122, 0.933416.
        result.Percent!.Value.ShouldBe(100 * (1 - Math.Exp(-Math.Exp(1.652122 + 0.933416 * Math.Log(-Math.Log(1 - 0.054098))))), 0.001);
        result.Notes.ShouldHaveSingleItem().ShouldContain("work in progress");
        Should.Throw<ClefException>(() => new Score2Op(AsiaPacificHigh));
        new Score2Family(AsiaPacificHigh).Evaluate(People.Of(Male, 75, true, 140, 5.5, 1.3, false)).Status.ShouldBe(RiskStatus.AgeOutsideRange);
    }

    [Theory]
    [InlineData(0.0249, 49, "low-to-moderate")]
    [InlineData(0.025, 49, "high")]
    [InlineData(0.075, 49, "very high")]
    [InlineData(0.0499, 50, "low-to-moderate")]
    [InlineData(0.05, 69, "high")]
    [InlineData(0.10, 69, "very high")]
    [InlineData(0.0749, 70, "low-to-moderate")]
    [InlineData(0.1499, 80, "high")]
    [InlineData(0.15, 80, "very high")]
    public void CategoriesRiseWithAge(double risk, double age, string category) => Score2Categories.For(risk, age).ShouldBe(category);

    [Theory]
    [InlineData(0.049, "low")]
    [InlineData(0.05, "moderate")]
    [InlineData(0.10, "high")]
    [InlineData(0.20, "very high")]
    public void CategoriesOfDiabetes(double risk, string category) => Score2Categories.ForDiabetes(risk).ShouldBe(category);

    [Theory]
    [InlineData("GB", Low)]
    [InlineData("uk", Low)]
    [InlineData("DE", Moderate)]
    [InlineData("PL", High)]
    [InlineData("UA", VeryHigh)]
    public void CountriesHaveARegion(string country, RiskRegion region) => RiskRegions.OfCountry(country).ShouldBe(region);

    [Fact]
    public void TheUnitedStatesHaveNone()
    {
        RiskRegions.Countries.Count.ShouldBe(10 + 13 + 10 + 23 + 2);
        Should.Throw<ClefException>(() => RiskRegions.OfCountry("US")).Message.ShouldContain("pooled-cohort");
    }

    [Fact]
    public void RiskRisesWithPressureAndFallsWithHdl() => Prop.ForAll<int, int>((a, b) =>
    {
        double sbp = 100 + Math.Abs((long)a % 60), hdl = 0.8 + Math.Abs((long)b % 20) / 20.0;
        double here = new Score2(Low).Evaluate(People.Of(Male, 55, false, sbp, 5, hdl)).Risk!.Value;
        return here is > 0 and < 1
            && new Score2(Low).Evaluate(People.Of(Male, 55, false, sbp + 1, 5, hdl)).Risk > here
            && new Score2(Low).Evaluate(People.Of(Male, 55, false, sbp, 5, hdl + 0.1)).Risk < here;
    }).QuickCheckThrowOnFailure();
}
