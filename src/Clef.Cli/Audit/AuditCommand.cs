using System.CommandLine;
using System.Text.Json;
using Clef.Server.Audit;

namespace Clef.Cli.Audit;

/// <summary><c>clef audit verify LOG</c>.</summary>
internal static class AuditCommand
{
    private const string Description =
        """
        Check the log of predictions that 'clef serve' keeps (audit.jsonl in its data folder). Each line names the hash of the one before: lines that were
        changed, taken out, put in, moved or cut off are found. Someone who may write to the folder could cut off both the log and the head beside it; note
        the head elsewhere (it is printed here, and the service tells it at /api/v1/audit/head), and give it as --expect. Exit code 1 for a log that is not intact.
        """;

    public static Command Create()
    {
        var log = new Argument<string>("LOG") { Description = "The log." };
        var expect = new Option<string?>("--expect") { Description = "NUMBER:HASH of a line that has to be in it." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var verify = new Command("verify", Description) { log, expect, json };
        verify.SetAction(parsed => Verify(parsed.GetValue(log)!, parsed.GetValue(expect), parsed.GetValue(json)));
        return new Command("audit", "The log of predictions that a service made.") { verify };
    }

    private static int Verify(string log, string? expect, bool json)
    {
        AuditCheck check = AuditCheck.Of(log, expect is null ? null : AuditHead.Parse(expect, "--expect"));
        // A head one line behind is what a kill between two writes leaves; the service mends it at its next start.
        bool intact = check.Problems.Count == 0 || (check.IsHeadBehind && check.Problems.Count == 1);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { intact, head = check.Head.ToString(), lines = check.Head.Sequence, check.Problems }, JsonSerializerOptions.Web));
        }
        else
        {
            foreach (AuditProblem problem in check.Problems)
            {
                Console.WriteLine($"{(problem.Line is { } line ? $"line {line} " : "")}{problem.Text}");
            }

            Console.WriteLine(intact ? $"{log}: {check.Head.Sequence} lines, intact; head {check.Head}" : $"{log}: not intact");
        }

        return intact ? 0 : 1;
    }
}
