using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Core;
using Shouldly;

namespace Clef.Clinical.Tests.Records;

public class ProfileBuilderTests
{
    private static readonly DateTime Recorded = new(2015, 6, 1);

    [Fact]
    public void TheOrderOfEventsDoesNotMatter()
    {
        var builder = new ProfileBuilder(CodeMap.BuiltIn, new ProfileOptions { DropoutProbability = 1 });
        PatientProfile one = builder.Build("p", Many(40), Recorded, 3);
        PatientProfile two = builder.Build("p", Many(40).Reverse(), Recorded, 3);
        two.Diagnoses.ShouldBe(one.Diagnoses);
        two.Medications.ShouldBe(one.Medications);
    }

    [Fact]
    public void DemographicsAreTokens()
    {
        PatientProfile profile = new ProfileBuilder(CodeMap.BuiltIn, new()).Build(
            "p", [new("p", new DateTime(1920, 6, 2), EventCodes.Birth), new("p", null, "SEX/F"), new("p", null, "RACE/HISPANIC/LATINO - CUBAN")], Recorded, 0);
        profile.AgeDecade.ShouldBe(9);
        profile.Sex.ShouldBe("F");
        profile.Race.ShouldBe("Hispanic");
        profile.IsEmpty.ShouldBeTrue();
        ProfileBuilder.Age(new DateTime(1950, 6, 2), Recorded).ShouldBe(64);
        ProfileBuilder.Age(new DateTime(1950, 6, 1), Recorded).ShouldBe(65);
    }

    [Fact]
    public void BeforeTheRecordingMeansBefore()
    {
        PatientEvent[] events = [new("p", Recorded.AddDays(-1), "ICD10CM/I10"), new("p", Recorded.AddDays(1), "ICD10CM/G40.909")];
        new ProfileBuilder(CodeMap.BuiltIn, new() { BeforeRecording = true }).Build("p", events, Recorded, 0).Diagnoses.ShouldBe(["ICD10/I10"]);
        new ProfileBuilder(CodeMap.BuiltIn, new()).Build("p", events, Recorded, 0).Diagnoses.ShouldBe(["ICD10/G40909", "ICD10/I10"]);
        Should.Throw<ClefException>(() => new ProfileBuilder(CodeMap.BuiltIn, new() { BeforeRecording = true }).Build("p", events, null, 0));
    }

    [Fact]
    public void CapsKeepTheLatestBeforeTheRecordingInEvaluation()
    {
        PatientProfile profile = new ProfileBuilder(CodeMap.BuiltIn, new() { MaximumDiagnoses = 2 }).Build(
            "p", [new("p", Recorded.AddYears(-3), "ICD10CM/I10"), new("p", Recorded.AddDays(-3), "ICD10CM/G20"), new("p", Recorded.AddDays(1), "ICD10CM/C50"), new("p", Recorded.AddDays(-9), "ICD10CM/E11")], Recorded, 0);
        profile.Diagnoses.ShouldBe(["ICD10/E11", "ICD10/G20"]);
        PatientProfile many = new ProfileBuilder(CodeMap.BuiltIn, new()).Build("p", Many(80), Recorded, 0);
        many.Diagnoses.Count.ShouldBe(30);
    }

    [Fact]
    public void DropoutLeavesBetweenATenthAndAll()
    {
        var builder = new ProfileBuilder(CodeMap.BuiltIn, new() { DropoutProbability = 0.5 });
        int[] sizes = Enumerable.Range(0, 400).Select(seed => builder.Build("p", Many(20), Recorded, seed).Diagnoses.Count).ToArray();
        sizes.Min().ShouldBeGreaterThanOrEqualTo(2);
        sizes.Count(s => s == 20).ShouldBeInRange(170, 250);
        sizes.Count(s => s < 11).ShouldBeGreaterThan(60);
    }

    [Fact]
    public void HeldOutCodesAndDepthAreKept()
    {
        PatientEvent[] events = [new("p", Recorded, "ICD10CM/G40.909"), new("p", Recorded, "ICD10CM/I48.91"), new("p", Recorded, "RXNORM/114477")];
        PatientProfile profile = new ProfileBuilder(CodeMap.BuiltIn, new() { DiagnosisDepth = IcdDepth.Block, MedicationLevel = 2, HeldOut = new HashSet<string> { "ICD10/G40-G47" } }).Build("p", events, Recorded, 0);
        profile.Diagnoses.ShouldBe(["ICD10/I30-I5A"]);
        profile.Medications.ShouldBe(["ATC/N03"]);
    }

    private static IEnumerable<PatientEvent> Many(int count) =>
        Enumerable.Range(0, count).Select(i => new PatientEvent("p", Recorded.AddDays(-i), $"ICD10CM/{(char)('A' + (i / 10))}{i % 10}0"));
}
