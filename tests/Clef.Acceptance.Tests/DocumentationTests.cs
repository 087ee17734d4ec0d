using Clef.Testing;
using Xunit.Abstractions;

namespace Clef.Acceptance.Tests;

/// <summary>Every block of commands in the documents runs, in the order of its document, or says why it cannot.</summary>
public sealed class DocumentationTests(DocumentationFolder folder, ITestOutputHelper output) : IClassFixture<DocumentationFolder>
{
    private static readonly string s_docs = Path.Combine(Repository.Root, "docs");

    // The reference is made, decisions are records, and the viewer is built by npm and tested in a browser by tests of its own.
    private static readonly string[] s_others = ["reference", "decisions", "viewer.md"];

    /// <summary>All documents whose commands run here.</summary>
    public static TheoryData<string> Documents()
    {
        var names = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(s_docs, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(s_docs, path);
            if (!s_others.Any(o => name.StartsWith(o, StringComparison.Ordinal)))
            {
                names.Add(name);
            }
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_of_commands_runs(string document)
    {
        string path = Path.Combine(s_docs, document), place = folder.For(document);
        foreach (DocumentationBlock block in DocumentationBlocks.Of(path))
        {
            string at = $"docs/{document}:{block.Line}";
            if (block.Kind == BlockKind.Skip || (block.Kind == BlockKind.Fixtures && SharedData.Fixtures is null))
            {
                string reason = block.Kind == BlockKind.Skip ? block.Reason : "the golden fixtures are not beside the repository";
                reason.ShouldNotBeNullOrWhiteSpace(at);
                output.WriteLine($"skipped {at}: {reason}");
                continue;
            }

            (int exitCode, string said) = folder.Run(place, block.Text);
            exitCode.ShouldBe(0, $"{at}\n{block.Text}\n{said}");
            output.WriteLine($"ran {at}");
        }
    }

    [Fact]
    public void Every_link_within_the_documents_leads_somewhere()
    {
        foreach (string path in Directory.GetFiles(s_docs, "*.md", SearchOption.AllDirectories))
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(path),
                @"\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)"))
            {
                string target = Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value);
                Path.Exists(target).ShouldBeTrue($"{path}: {link.Groups[1].Value}");
            }
        }
    }
}
