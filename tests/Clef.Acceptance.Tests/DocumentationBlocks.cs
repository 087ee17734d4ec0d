namespace Clef.Acceptance.Tests;

/// <summary>What a block of a document is for.</summary>
internal enum BlockKind
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It runs where the golden fixtures are.</summary>
    Fixtures,

    /// <summary>It cannot run in a test, for a reason that is said.</summary>
    Skip,
}

/// <summary>A block of commands in a document.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Reason">Why it does not run.</param>
/// <param name="Text">Its commands, with what the test adds to the last of them.</param>
internal sealed record DocumentationBlock(int Line, BlockKind Kind, string Reason, string Text);

/// <summary>
/// Finds the commands of a document. A block of them is fenced as <c>sh run</c>, <c>sh fixtures</c> or <c>sh skip: reason</c>; comments on the lines
/// before it say what the test
/// changes: <c>with: WORDS</c> are added to the last command, so that a training is short; <c>instead: A => B</c> writes B for every A, since the
/// test's files have names of their own. A block that begins a line with <c>clef</c> and is marked as none of these is an error: nobody would notice
/// when it is wrong.
/// </summary>
internal static class DocumentationBlocks
{
    private const string Fence = "```", With = "<!-- with: ", Instead = "<!-- instead: ", End = " -->", Arrow = " => ";

    public static IReadOnlyList<DocumentationBlock> Of(string path)
    {
        string[] lines = File.ReadAllLines(path);
        var blocks = new List<DocumentationBlock>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, l => l.StartsWith(Fence, StringComparison.Ordinal));
            end.ShouldBeGreaterThan(i, $"{path}:{i + 1}: the block has no end");
            string mark = lines[i][Fence.Length..].Trim(), text = string.Join('\n', lines[(i + 1)..end]);
            if (mark is "sh run" or "sh fixtures")
            {
                blocks.Add(new(i + 1, mark == "sh run" ? BlockKind.Run : BlockKind.Fixtures, "", Changed(path, lines, i, text)));
            }
            else if (mark.StartsWith("sh skip: ", StringComparison.Ordinal))
            {
                blocks.Add(new(i + 1, BlockKind.Skip, mark["sh skip: ".Length..], text));
            }
            else
            {
                lines[(i + 1)..end].Any(l => mark != "text" && (l.StartsWith("clef ", StringComparison.Ordinal)
                    || l.StartsWith("./clef ", StringComparison.Ordinal)))
                    .ShouldBeFalse($"{path}:{i + 1}: commands that are marked neither 'sh run' nor 'sh skip: reason'");
            }

            i = end;
        }

        return blocks;
    }

    /// <summary>The commands with the changes that the comments right above the block ask for; one that changes nothing is an error.</summary>
    private static string Changed(string path, string[] lines, int block, string text)
    {
        int first = block;
        while (first > 0 && lines[first - 1].EndsWith(End, StringComparison.Ordinal)
            && (lines[first - 1].StartsWith(With, StringComparison.Ordinal) || lines[first - 1].StartsWith(Instead, StringComparison.Ordinal)))
        {
            first--;
        }

        foreach (string comment in lines[first..block])
        {
            if (comment.StartsWith(With, StringComparison.Ordinal))
            {
                text += " " + comment[With.Length..^End.Length];
                continue;
            }

            string[] sides = comment[Instead.Length..^End.Length].Split(Arrow);
            sides.Length.ShouldBe(2, $"{path}: {comment}");
            text.ShouldContain(sides[0], Case.Sensitive, $"{path}: {comment}");
            text = text.Replace(sides[0], sides[1], StringComparison.Ordinal);
        }

        return text;
    }
}
