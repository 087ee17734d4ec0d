using System.Text.Json;
using Clef.Clinical.Reports.Findings;
using Clef.Core;
using Clef.Testing;

namespace Clef.Clinical.Tests.Reports;

public class VocabularyTest
{
    [Fact]
    public void ThereAreAtLeastSixtyFindingsInEveryGroup()
    {
        FindingVocabulary vocabulary = FindingVocabulary.Default;
        vocabulary.Findings.Count.ShouldBeGreaterThanOrEqualTo(60);
        vocabulary.Findings.Select(f => f.Group).Distinct().ShouldBe(
            ["overall", "background", "rhythmic", "epileptiform", "periodic", "seizure", "sleep", "variant", "activation", "artifact"], ignoreOrder: true);
        vocabulary.Findings.ShouldAllBe(f => f.Hed.Count > 0 && f.Patterns.Count > 0);
    }

    [RecordingsFact("terminologies/HED_score_Latest.json")]
    public void EveryTagPathIsInHedScore()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Recordings!, "terminologies", "HED_score_Latest.json")));
        var paths = schema.RootElement.GetProperty("tags").EnumerateObject().Select(t => t.Value.GetProperty("long_form").GetString()!).ToHashSet();
        foreach (Finding finding in FindingVocabulary.Default.Findings)
        {
            foreach (string path in finding.Hed)
            {
                paths.ShouldContain(path, finding.Id);
            }
        }
    }

    [Fact]
    public void AWrongVocabularyIsAClefException()
    {
        static void Load(string json) => FindingVocabulary.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)), "mine.json");
        Should.Throw<ClefException>(() => Load("{")).Message.ShouldContain("mine.json");
        Should.Throw<ClefException>(() => Load("""{"description":"","hed":"","macros":{},"words":[],"known":[],"masks":["("],"findings":[]}""")).Message.ShouldContain("regular expression");
        Should.Throw<ClefException>(() => Load("""{"description":"","hed":"","macros":{},"words":[],"known":[],"masks":[],"findings":[{"id":"a","name":"A","group":"g","hed":[],"patterns":[],"implies":["b"]}]}"""));
        Should.Throw<ClefException>(() => Load("""{"description":"","hed":"","macros":{},"words":[],"known":[],"masks":[],"findings":[{"id":"a","name":"A","group":"g","hed":[],"patterns":[],"focal":"b"}]}"""));
        Should.Throw<ClefException>(() => Load("""{"description":"","hed":"","macros":{},"words":[],"known":[],"masks":[],"findings":[],"more":1}"""));
        Should.Throw<ClefException>(() => FindingVocabulary.Default.Find("nothing"));
    }
}
