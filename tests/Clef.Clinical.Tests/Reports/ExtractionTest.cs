using Clef.Clinical.Reports;
using Clef.Clinical.Reports.Evaluation;
using Clef.Clinical.Reports.Findings;
using Clef.Core;
using FsCheck;
using FsCheck.Fluent;

namespace Clef.Clinical.Tests.Reports;

public class ExtractionTest
{
    private static readonly FindingVocabulary Vocabulary = FindingVocabulary.Default;
    private static readonly FindingExtractor Extractor = new(Vocabulary);

    private static string SetPath(string name) => Path.Combine(AppContext.BaseDirectory, "Reports", "Set", name);

    /// <summary>The halves hold what was measured when the results were written, so that a change of rules cannot make them worse unseen.</summary>
    [Theory]
    [InlineData("development.txt", 33, 0.97, 0.97)]
    [InlineData("heldout.txt", 31, 0.80, 0.80)]
    public void TheSetsHoldTheirLevel(string name, int count, double precision, double recall)
    {
        IReadOnlyList<LabelledReport> reports = LabelledReport.ReadSet(SetPath(name), Vocabulary);
        reports.Count.ShouldBe(count);
        FindingEvaluation result = FindingEvaluation.Of(reports, Extractor, Vocabulary);
        result.AllAffirmed.Precision.ShouldBeGreaterThanOrEqualTo(precision);
        result.AllAffirmed.Recall.ShouldBeGreaterThanOrEqualTo(recall);
    }

    [Fact]
    public void SpansPointAtTheWordsInTheReportAsGiven()
    {
        const string Report = "HISTORY: seizures.\r\nFINDINGS:  The  posterior dominant rhythm is nine hertz\u2014reactive.\r\nDuring sleep there were also rare  left temproal spikes and never any sharp\r\nwaves.";
        ReportFindings findings = Extractor.Extract(Report);
        foreach (FindingMention mention in findings.Mentions)
        {
            Report.Substring(mention.Start, mention.Length).ShouldBe(mention.Words);
        }

        findings["sharp-waves"].Mentions.ShouldHaveSingleItem().Words.ReplaceLineEndings("\n").ShouldBe("sharp\nwaves");
        findings["sharp-waves"].Status.ShouldBe(FindingStatus.Absent);
        findings["posterior-dominant-rhythm"].Frequency.ShouldBe(new FrequencyRange(9, 9));
        findings["seizure"].Status.ShouldBe(FindingStatus.NotMentioned);
        findings["seizure"].Mentions.ShouldHaveSingleItem().Section.ShouldBe(SectionKind.History);
    }

    [Fact]
    public void AnyTextIsRead() => Prop.ForAll<string>(text =>
    {
        string report = text ?? "";
        return Extractor.Extract(report).Mentions.All(m => report.Substring(m.Start, m.Length) == m.Words);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void PiecesOfReportsInAnyOrderAreRead()
    {
        string[] words = File.ReadAllText(SetPath("development.txt")).Split(' ');
        Prop.ForAll(Gen.Choose(0, words.Length - 1).ArrayOf().ToArbitrary(), picks =>
        {
            string report = string.Join(' ', picks.Select(p => words[p]));
            return Extractor.Extract(report).Results.Count == Vocabulary.Findings.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n ")]
    [InlineData("....")]
    [InlineData("IMPRESSION:")]
    public void NothingIsNothing(string report) => Extractor.Extract(report).Results.ShouldAllBe(r => r.Status == FindingStatus.NotMentioned);

    [Fact]
    public void AVeryLongReportIsRefusedAndALongSentenceIsCut()
    {
        Should.Throw<ClefException>(() => Extractor.Extract(new string('a', FindingExtractor.LongestReport + 1)));
        Extractor.Extract(string.Concat(Enumerable.Repeat("left temporal spikes ", 2000)))["spikes"].Status.ShouldBe(FindingStatus.Present);
    }

    [Fact]
    public void WrongLabelsAreNamedByLine()
    {
        static void Read(string text)
        {
            string file = Path.Combine(Path.GetTempPath(), $"clef-labels-{Environment.ProcessId}.txt");
            File.WriteAllText(file, text);
            try
            {
                LabelledReport.ReadSet(file, Vocabulary);
            }
            finally
            {
                File.Delete(file);
            }
        }

        Should.Throw<ClefException>(() => Read("text\n"));
        Should.Throw<ClefException>(() => Read("=== a\ntext\n")).Message.ShouldContain("---");
        Should.Throw<ClefException>(() => Read("=== a\ntext\n---\n* spikes\n")).Message.ShouldContain(":4");
        Should.Throw<ClefException>(() => Read("=== a\ntext\n---\n+ spoks\n")).Message.ShouldContain("spoks");
        Should.Throw<ClefException>(() => Read("=== a\ntext\n---\n+ spikes lft\n")).Message.ShouldContain("lft");
        Should.Throw<ClefException>(() => Read("=== a\nx\n---\n=== a\ny\n---\n")).Message.ShouldContain("no other report");
        Should.Throw<ClefException>(() => Read("# nothing\n"));
    }

    [Theory]
    [InlineData("abnormal", "abnormal", false)]
    [InlineData("temproal", "temporal", true)]
    [InlineData("siezure", "seizure", true)]
    [InlineData("spke", "spike", true)]
    [InlineData("temporal", "occipital", false)]
    public void OneEditIsOneEdit(string a, string b, bool one) => Spelling.OneEditApart(a, b).ShouldBe(one);
}
