using System.Text.RegularExpressions;
using Clef.Clinical.Reports;
using Clef.Clinical.Reports.Evaluation;
using Clef.Clinical.Reports.Findings;

namespace Clef.Clinical.Tests.Reports;

/// <summary>The filter may only pass over expressions that cannot match.</summary>
public class LiteralFilterTest
{
    [Theory]
    [InlineData(@"\bspik(?:es?|ing)\b", "spike|spikes|spiking")]
    [InlineData(@"\bpdr\b", "pdr")]
    [InlineData(@"a+bcd*e?", "bc")]
    [InlineData(@"(?:left|right) [\w-]+ slowing(?! of)", " slowing")]
    [InlineData(@"(?<!non-)sleep", "sleep")]
    [InlineData(@"gr[ae]y", "gray|grey")]
    [InlineData(@"(?:abc){2,3}", "abc")]
    [InlineData(@"\.5 hz", ".5 hz")]
    [InlineData(@"(?:abc)?", null)]
    [InlineData(@"\w+|spikes", null)]
    [InlineData(@"(a)\1", null)]
    [InlineData(@"(?i)spikes", null)]
    public void LiteralsAreThoseThatAMatchNeeds(string pattern, string? expected) =>
        (RequiredLiterals.Of(pattern) is { } found ? string.Join('|', found.Order(StringComparer.Ordinal)) : null).ShouldBe(expected);

    [Fact]
    public void NoExpressionThatMatchesIsPassedOver()
    {
        FindingVocabulary vocabulary = FindingVocabulary.Default;
        Regex[] all = [.. vocabulary.Masks, .. vocabulary.Patterns.Select(p => p.Pattern)];
        vocabulary.Filter.Count.ShouldBe(all.Length);
        vocabulary.Filter.Unfiltered.ShouldBeLessThan(10);
        string set = Path.Combine(AppContext.BaseDirectory, "Reports", "Set");
        var possible = new bool[all.Length];
        int tried = 0, matched = 0;
        foreach (LabelledReport report in LabelledReport.ReadSet(set, vocabulary))
        {
            string text = ReportNormalizer.Normalize(report.Text, vocabulary.Spelling).Text.Replace('\n', ' ');
            foreach (string sentence in text.Split(". "))
            {
                vocabulary.Filter.Mark(sentence, possible);
                for (int i = 0; i < all.Length; i++)
                {
                    bool matches = all[i].IsMatch(sentence);
                    (matches && !possible[i]).ShouldBeFalse($"{all[i]} matches '{sentence}' and was passed over");
                    tried += possible[i] ? 1 : 0;
                    matched += matches ? 1 : 0;
                }
            }
        }

        matched.ShouldBeGreaterThan(500);
        tried.ShouldBeLessThan(10 * matched); // else the filter is of no use
    }
}
