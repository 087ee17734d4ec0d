namespace Clef.Acceptance.Tests;

/// <summary>What someone is told who types something that is no command.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("demmo", "Did you mean 'demo'?", "Try 'clef --help'.")]
    [InlineData("demo --quik", "Did you mean '--quick'?", "Try 'clef demo --help'.")]
    [InlineData("eeg embedd", "Did you mean 'embed'?", "Try 'clef eeg --help'.")]
    [InlineData("ecg import x --size smal --out y", "'smal'; expected small, medium or large", "Try 'clef ecg import --help'.")]
    [InlineData("ecg embed x --modle y --out z", "Did you mean '--model'?", "Try 'clef ecg embed --help'.")]
    public void A_wrong_word_is_answered_with_what_was_perhaps_meant(string line, string said, string hint)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(line.Split(' '));
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldContain(hint);
        outcome.Error.ShouldNotContain("Required command");
        outcome.Error.Split('\n').Count(l => l.StartsWith("clef: Unrecognized", StringComparison.Ordinal) || l.StartsWith("clef: Unknown option", StringComparison.Ordinal))
            .ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData("", "demo")]
    [InlineData("cohort", "findings")]
    public void An_area_without_a_verb_shows_its_list(string line, string listed)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain("Usage:");
        outcome.Error.ShouldContain($"  {listed} ");
    }

    [Fact]
    public void Data_that_are_no_folder_are_refused_before_anything_is_made()
    {
        string folder = Directory.CreateTempSubdirectory("clef-usage-").FullName;
        try
        {
            string file = Path.Combine(folder, "notes.txt"), demo = Path.Combine(folder, "demo");
            File.WriteAllText(file, "hello");
            EcgCommandLine.Outcome outcome = EcgCommandLine.Run("demo", "--data", file, "--out", demo);
            outcome.ExitCode.ShouldBe(1);
            outcome.Error.ShouldContain("a folder or zip archive of recordings");
            Directory.Exists(demo).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
