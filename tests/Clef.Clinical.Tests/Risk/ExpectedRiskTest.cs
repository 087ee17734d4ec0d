using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Score2;
using Clef.Clinical.Units;
using Clef.Core;
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
        ExpectedRisk expected = ExpectedRisk.Of(Score, person, Reference, donors: 2)!;
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
        ExpectedRisk.Of(Score, person, Reference, donors: 1)!.Mean.ShouldBe(ExpectedRisk.Of(Score, person, turned, donors: 1)!.Mean, 1e-15);
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
}
