using Clef.Clinical.Reports.Findings;

namespace Clef.Clinical.Tests.Reports;

/// <summary>What ECG reports state, in the words of machines and of people.</summary>
public class EcgVocabularyTest
{
    private static readonly FindingExtractor Extractor = new(FindingVocabulary.Ecg);

    [Fact]
    public void The_vocabulary_has_every_group_and_no_tags()
    {
        FindingVocabulary.Ecg.Findings.Select(f => f.Group).Distinct().ShouldBe(
            ["overall", "rhythm", "beats", "conduction", "axis", "chambers", "repolarisation", "infarction"]);
        FindingVocabulary.Ecg.Findings.ShouldAllBe(f => f.Hed.Count == 0 && f.Patterns.Count > 0);
    }

    [Theory]
    [InlineData("Normal sinus rhythm\nNormal ECG\n", "normal-ecg sinus-rhythm")]
    [InlineData("Sinus bradycardia\nOtherwise normal ECG", "sinus-bradycardia")]
    [InlineData("Abnormal ECG\nSinus tachycardia with occasional PVCs", "sinus-tachycardia ventricular-premature-beats")]
    [InlineData("Atrial fibrillation with rapid ventricular response", "atrial-fibrillation")]
    [InlineData("AFib. RBBB. Left anterior fascicular block.", "atrial-fibrillation fascicular-block right-bundle-branch-block")]
    [InlineData("Incomplete right bundle branch block", "incomplete-bundle-branch-block")]
    [InlineData("1st degree AV block\nLeft axis deviation", "first-degree-av-block left-axis-deviation")]
    [InlineData("Complete heart block", "complete-av-block")]
    [InlineData("Voltage criteria for LVH\nRepolarization abnormality, consistent with strain", "left-ventricular-hypertrophy strain-pattern")]
    [InlineData("Inferior infarct, age undetermined", "infarction inferior-infarction")]
    [InlineData("Anteroseptal infarct, old\nST elevation, consider acute injury", "anterior-infarction infarction st-elevation")]
    [InlineData("Nonspecific ST and T wave abnormality\nProlonged QT", "long-qt t-wave-abnormality")]
    [InlineData("Premature atrial complexes in a paced rhythm", "atrial-premature-beats paced-rhythm")]
    [InlineData("No ST elevation. No evidence of LVH.", "")]
    [InlineData("Supraventricular tachycardia", "supraventricular-tachycardia")]
    [InlineData("Indication: atrial fibrillation\nImpression: Sinus rhythm.", "sinus-rhythm")]
    public void Statements_are_read(string report, string present) => Present(report).ShouldBe(present);

    [Fact]
    public void Doubt_and_denial_are_told_apart()
    {
        ReportFindings read = Extractor.Extract("Possible left atrial enlargement\nNo acute ischemia");
        read["atrial-enlargement"].Status.ShouldBe(FindingStatus.Possible);
        read["ischaemia"].Status.ShouldBe(FindingStatus.Absent);
        read["sinus-rhythm"].Status.ShouldBe(FindingStatus.NotMentioned);
    }

    private static string Present(string report) => string.Join(' ', Extractor.Extract(report).Results
        .Where(r => r.Status == FindingStatus.Present).Select(r => r.Finding.Id).Order(StringComparer.Ordinal));
}
