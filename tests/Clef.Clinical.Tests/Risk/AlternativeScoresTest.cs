using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Framingham;
using Clef.Clinical.Risk.Pooled;
using Clef.Clinical.Units;
using Clef.Core;
using static Clef.Clinical.Units.Sex;

namespace Clef.Clinical.Tests.Risk;

public class AlternativeScoresTest
{
    private static RiskInputs American(Sex sex, RiskRace? race, double age, double total, double hdl, double sbp, bool treated = false, bool smoker = false, bool diabetes = false) => new()
    {
        Sex = sex,
        Race = race,
        Age = new Age(age),
        TotalCholesterol = Cholesterol.FromMilligramsPerDecilitre(total),
        HdlCholesterol = Cholesterol.FromMilligramsPerDecilitre(hdl),
        SystolicPressure = new SystolicPressure(sbp),
        PressureTreated = treated,
        Smoker = smoker,
        Diabetes = diabetes,
    };

    /// <summary>The worked example of the guideline (table A): 55 years, total cholesterol 213, HDL 50, untreated 120 mmHg; its sums and risks. The
    /// guideline goes on from its rounded sums, which moves its 5.38 % for White men to the printed 5.3 %; hence the tolerance.</summary>
    [Theory]
    [InlineData(Female, RiskRace.White, -29.67, 2.1)]
    [InlineData(Female, RiskRace.Black, 86.16, 3.0)]
    [InlineData(Male, RiskRace.White, 60.69, 5.3)]
    [InlineData(Male, RiskRace.Black, 18.97, 6.1)]
    public void PooledCohortWorkedExample(Sex sex, RiskRace race, double sum, double percent)
    {
        RiskInputs person = American(sex, race, 55, 213, 50, 120);
        PooledCohortEquations.IndividualSum(person).ShouldBe(sum, 0.015);
        new PooledCohortEquations().Evaluate(person).Percent!.Value.ShouldBe(percent, 0.09);
    }

    [Fact]
    public void PooledCohortTakesTheWhiteEquationsForOthersAndSaysSo()
    {
        var score = new PooledCohortEquations();
        RiskResult other = score.Evaluate(American(Male, RiskRace.Other, 55, 213, 50, 120));
        other.Risk.ShouldBe(score.Evaluate(American(Male, RiskRace.White, 55, 213, 50, 120)).Risk);
        other.Notes.ShouldNotBeEmpty();
        score.Evaluate(American(Male, null, 55, 213, 50, 120)).Missing.ShouldBe([RiskAttribute.Race]);
        score.Evaluate(American(Male, RiskRace.White, 80, 213, 50, 120)).Status.ShouldBe(RiskStatus.AgeOutsideRange);
    }

    [Fact]
    public void PooledCohortTreatmentSmokingAndDiabetesRaiseTheRisk()
    {
        foreach (Sex sex in Enum.GetValues<Sex>())
        {
            foreach (RiskRace race in new[] { RiskRace.White, RiskRace.Black })
            {
                double plain = new PooledCohortEquations().Evaluate(American(sex, race, 55, 213, 50, 120)).Risk!.Value;
                new PooledCohortEquations().Evaluate(American(sex, race, 55, 213, 50, 120, treated: true)).Risk!.Value.ShouldBeGreaterThan(plain);
                new PooledCohortEquations().Evaluate(American(sex, race, 55, 213, 50, 120, smoker: true)).Risk!.Value.ShouldBeGreaterThan(plain);
                new PooledCohortEquations().Evaluate(American(sex, race, 55, 213, 50, 120, diabetes: true)).Risk!.Value.ShouldBeGreaterThan(plain);
            }
        }
    }

    /// <summary>
    /// The two worked cases of D'Agostino et al. 2008 (woman of 61, 10.48 %; man of 53, 15.62 %) and the test value of the R package CVrisk
    /// (man of 55, 13.53 %).
    /// </summary>
    [Theory]
    [InlineData(Female, 61, 180, 47, 124, false, true, false, 10.48)]
    [InlineData(Male, 53, 161, 55, 125, true, false, true, 15.62)]
    [InlineData(Male, 55, 213, 50, 140, false, false, false, 13.53)]
    public void FraminghamWithLipids(Sex sex, double age, double total, double hdl, double sbp, bool treated, bool smoker, bool diabetes, double percent) =>
        FraminghamGeneralProfile.WithLipids.Evaluate(American(sex, null, age, total, hdl, sbp, treated, smoker, diabetes)).Percent!.Value.ShouldBe(percent, 0.005);

    /// <summary>The test value of the R package CVrisk for the form with body-mass index (man of 55, 16.75 %).</summary>
    [Fact]
    public void FraminghamWithBodyMassIndex()
    {
        RiskInputs man = new()
        {
            Sex = Male,
            Age = new Age(55),
            BodyMassIndex = new BodyMassIndex(30),
            SystolicPressure = new SystolicPressure(140),
            PressureTreated = false,
            Smoker = false,
            Diabetes = false,
        };
        FraminghamGeneralProfile.WithBodyMassIndex.Evaluate(man).Percent!.Value.ShouldBe(16.75, 0.005);
        FraminghamGeneralProfile.WithBodyMassIndex.Evaluate(man with { Age = new Age(75) }).Status.ShouldBe(RiskStatus.AgeOutsideRange);
        FraminghamGeneralProfile.WithLipids.Evaluate(man).Missing.ShouldBe([RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol]);
    }

    [Fact]
    public void TheCatalogueKnowsEveryScoreAndItsRegion()
    {
        foreach ((string name, bool needsRegion, _) in RiskScores.All)
        {
            RiskScores.Create(name, needsRegion ? RiskRegion.Low : null).Name.ShouldBe(name);
            Should.Throw<ClefException>(() => RiskScores.Create(name, needsRegion ? null : RiskRegion.Low));
        }

        Should.Throw<ClefException>(() => RiskScores.Create("qrisk")).Message.ShouldContain("score2-diabetes");
    }
}
