namespace Clef.Acceptance.Tests;

/// <summary>The reference of all commands is the one that the commands themselves give.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_reference_is_current()
    {
        EcgCommandLine.Outcome made = EcgCommandLine.Run("reference");
        made.ExitCode.ShouldBe(0, made.Error);
        string stored = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "cli.md"));
        (stored == made.Output).ShouldBeTrue("docs/reference/cli.md is not what the commands say; run: ./clef reference --out docs/reference/cli.md");
    }

    [Fact]
    public void Every_command_and_option_says_what_it_is_for()
    {
        string[] lines = EcgCommandLine.Run("reference").Output.Split('\n');
        string[] silent = [.. lines.Where(l => l.StartsWith("| `", StringComparison.Ordinal) && l.Split(" | ")[1].Trim().Length == 0)];
        silent.ShouldBeEmpty();
        lines.Count(l => l.StartsWith("## clef ", StringComparison.Ordinal)).ShouldBeGreaterThan(60);
    }
}
