using System.Text;
using Clef.Core;

namespace Clef.Server.Audit;

/// <summary>What is wrong with a log.</summary>
/// <param name="Line">The line, from 1; null where it is the log as a whole.</param>
/// <param name="Text">What.</param>
public sealed record AuditProblem(long? Line, string Text);

/// <summary>
/// Checks a log. A changed line has another hash; one that was taken out, put in or moved breaks the chain or the numbers; lines cut off at the end are
/// missed by the head. Whoever may write to the folder can cut both; only a head that was noted elsewhere (<paramref name="Head"/> of an earlier check) shows
/// that.
/// </summary>
/// <param name="Head">The last intact line.</param>
/// <param name="Problems">What is wrong; none for an intact log.</param>
/// <param name="IsHeadBehind">Whether the head beside the log is just one line behind, as a kill can leave it.</param>
public sealed record AuditCheck(AuditHead Head, IReadOnlyList<AuditProblem> Problems, bool IsHeadBehind)
{
    private const int MostProblems = 100;

    /// <summary>Checks.</summary>
    /// <param name="path">The log.</param>
    /// <param name="expected">A line that has to be in it, noted elsewhere; null for none.</param>
    /// <exception cref="ClefException">There is no log.</exception>
    public static AuditCheck Of(string path, AuditHead? expected)
    {
        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, "an audit log");
        }

        var problems = new List<AuditProblem>();
        AuditHead? kept = AuditHead.Read(path);
        AuditHead head = AuditHead.Empty;
        var before = AuditHead.Empty;
        long number = 0;
        bool keptFound = kept is null || kept.Sequence == 0, expectedFound = expected is null || expected.Sequence == 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), new UTF8Encoding(false),
            detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is { } text && problems.Count < MostProblems)
        {
            number++;
            AuditLine? line = AuditLine.TryParse(text);
            string? problem = line is null ? "is not as the service writes it"
                : !line.IsIntact ? "was changed: its hash is not that of its content"
                : line.Sequence != head.Sequence + 1 ? $"has number {line.Sequence} where {head.Sequence + 1} belongs: lines were taken out, put in or moved"
                : line.Previous != head.Hash ? "does not follow the line before it"
                : null;
            if (problem is not null)
            {
                problems.Add(new AuditProblem(number, problem));
            }

            if (line is not null)
            {
                (before, head) = (head, new AuditHead(line.Sequence, line.Hash));
                keptFound |= head == kept;
                expectedFound |= head == expected;
            }
        }

        bool behind = false;
        if (kept is null)
        {
            problems.Add(new AuditProblem(null, "the head beside it is missing"));
        }
        else if (kept != head)
        {
            behind = problems.Count == 0 && keptFound && kept == before;
            problems.Add(new AuditProblem(null, keptFound ? $"the head beside it names line {kept.Sequence} and there are {head.Sequence}"
                : $"line {kept.Sequence}, which the head beside it names, is not in it: lines were cut off or replaced"));
        }

        if (!expectedFound)
        {
            problems.Add(new AuditProblem(null, $"line {expected!.Sequence} with the hash that was noted is not in it"));
        }

        return new AuditCheck(head, problems, behind);
    }
}
