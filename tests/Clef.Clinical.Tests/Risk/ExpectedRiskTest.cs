using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Score2;
using Clef.Clinical.Units;
using Clef.Core;
using Clef.Testing;
using static Clef.Clinical.Units.Sex;

namespace Clef.Clinical.Tests.Risk;

public class ExpectedRiskTest
{
    private static readonly Score2 Score = new(RiskRegion.Low);

    private static readonly ReferencePopulation Reference = new("four people",
    [
        People.Of(Male, 50, true, 160, 7, 1.0),
        People.Of(Male, 52, false, 120, 5, 1.5),
        People.Of(Female, 51, false, 110, 4, 2.0),
        People.Of(Male, 68, false, 180, 8, 0.9),
    ]);

    [Fact]
    public void CompleteInputsGiveTheScoreWithoutVariance()
    {
        RiskInputs person = People.Of(Male, 50, true, 140, 6.3, 1.4);
        ExpectedRisk expected = ExpectedRisk.Of(Score, person, Reference)!;
        (100 * expected.Mean).ShouldBe(6.3147, 0.0001);
        expected.Variance.ShouldBe(0);
        expected.Filled.ShouldBeEmpty();
    }

    [Fact]
    public void MissingInputsComeJointlyFromTheNearestOfTheSameSex()
    {
        RiskInputs person = People.Of(Male, 51, true, 140, 6, 1.2) with { TotalCholesterol = null, HdlCholesterol = null };
        ExpectedRisk expected = ExpectedRisk.Of(Score, person, Reference, donors: 2, DonorChoice.AgeAndSex)!;
        double first = Score.Evaluate(People.Of(Male, 51, true, 140, 7, 1.0)).Risk!.Value;
        double second = Score.Evaluate(People.Of(Male, 51, true, 140, 5, 1.5)).Risk!.Value;
        expected.Mean.ShouldBe((first + second) / 2, 1e-15);
        expected.Variance.ShouldBe(Math.Pow((first - second) / 2, 2), 1e-15);
        (expected.Donors, expected.Refused, expected.Reference).ShouldBe((2, 0, "four people"));
        expected.Filled.ShouldBe([RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol]);
    }

    [Fact]
    public void TiesAreTakenTogetherSoOrderDoesNotMatter()
    {
        RiskInputs person = People.Of(Male, 51, true, 140, 6, 1.2) with { HdlCholesterol = null };
        var turned = new ReferencePopulation("turned", [People.Of(Male, 52, false, 120, 5, 1.5), People.Of(Male, 50, true, 160, 7, 1.0)]);
        ExpectedRisk.Of(Score, person, Reference, donors: 1, DonorChoice.AgeAndSex)!.Mean.ShouldBe(ExpectedRisk.Of(Score, person, turned, donors: 1, DonorChoice.AgeAndSex)!.Mean, 1e-15);
    }

    [Fact]
    public void AnUnknownAgeMayLeaveTheRange()
    {
        var old = new ReferencePopulation("old and young", [People.Of(Male, 75, true, 160, 7, 1.0), People.Of(Male, 52, false, 120, 5, 1.5)]);
        ExpectedRisk expected = ExpectedRisk.Of(Score, People.Of(Male, 50, true, 140, 6, 1.2) with { Age = null }, old)!;
        (expected.Donors, expected.Refused).ShouldBe((1, 1));
    }

    [Fact]
    public void ThereIsNoneWhereTheScoreDoesNotApplyOrNobodyGives()
    {
        ExpectedRisk.Of(Score, People.Of(Male, 20, true, 140, 6, 1.2) with { HdlCholesterol = null }, Reference).ShouldBeNull();
        ExpectedRisk.Of(Score, People.Of(Male, 50, true, 140, 6, 1.2, diabetes: true) with { HdlCholesterol = null }, Reference).ShouldBeNull();
        var empty = new ReferencePopulation("no HDL", [new RiskInputs { Sex = Male, Age = new Age(50) }]);
        ExpectedRisk.Of(Score, People.Of(Male, 50, true, 140, 6, 1.2) with { HdlCholesterol = null }, empty).ShouldBeNull();
        Should.Throw<ClefException>(() => new ReferencePopulation("nobody", []));
    }

    [Fact]
    public void WhatIsKnownDecidesWhoLends()
    {
        // HDL falls with body mass and with nothing else: the heavy person borrows from the heavy.
        var people = new ReferencePopulation("by body mass", Enumerable.Range(0, 400).Select(i =>
            People.Of(Male, 40 + (i % 30), i % 3 == 0, 110 + (i * 7 % 60), 4 + (i * 11 % 40 / 10.0), 2 - (i / 400.0)) with { BodyMassIndex = new BodyMassIndex(20 + (i / 20.0)) }));
        RiskInputs heavy = People.Of(Male, 55, false, 130, 6, 1) with { HdlCholesterol = null, BodyMassIndex = new BodyMassIndex(38) };
        double hdl = people.Donors(heavy, [RiskAttribute.HdlCholesterol], 20).Average(d => d.HdlCholesterol!.Value.MillimolesPerLitre);
        hdl.ShouldBe(1.1, 0.1);
        people.Donors(heavy, [RiskAttribute.HdlCholesterol], 20, DonorChoice.AgeAndSex).Average(d => d.HdlCholesterol!.Value.MillimolesPerLitre).ShouldBe(1.5, 0.15);
    }

    [Fact]
    public void ADonorWhoLacksWhatThePersonHasStandsAtTheExpectedDistance()
    {
        var people = new ReferencePopulation("two", [People.Of(Male, 50, true, 160, 7, 1.0) with { SystolicPressure = null }, People.Of(Male, 50, false, 140, 5, 1.5)]);
        RiskInputs person = People.Of(Male, 50, false, 140, 6, 1.2) with { HdlCholesterol = null };
        people.Donors(person, [RiskAttribute.HdlCholesterol], 1).ShouldHaveSingleItem().HdlCholesterol!.Value.MillimolesPerLitre.ShouldBe(1.5);
    }

    [RecordingsFact("ehr-nhanes-2009-2012.csv")]
    public void OnARealSurveyKnownInputsDoBetterThanAgeAndSex()
    {
        ExpectedRiskTrial trial = ExpectedRiskTrial.Run(Score, Nhanes.People(), hide: 0.25, seed: 1, repeats: 1);
        trial.People.ShouldBeGreaterThan(500);
        trial.KnownInputs.RootMeanSquare.ShouldBeLessThan(trial.AgeAndSex.RootMeanSquare);
        Math.Abs(trial.KnownInputs.Bias).ShouldBeLessThan(0.1 * trial.KnownInputs.MeanTrue);
        trial.KnownInputs.Slope.ShouldBeInRange(0.9, 1.15);
    }
}
