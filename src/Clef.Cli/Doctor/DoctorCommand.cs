using System.CommandLine;
using System.Text.Json;
using Clef.Core;

namespace Clef.Cli.Doctor;

/// <summary><c>clef doctor</c>: what runs, what is missing, and the cure.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("doctor", "Versions, processor, linear algebra, devices, and the cure of what is missing") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Finding> findings = Examination.Run();
            Console.Out.Write(parsed.GetValue(json) ? AsJson(findings) : AsText(findings));
            Finding[] missing = [.. findings.Where(f => f.State == FindingState.Missing)];
            if (missing.Length > 0)
            {
                throw new ClefException($"{string.Join(", ", missing.Select(f => f.Name))} missing; see the cure above");
            }
        });
        return command;
    }

    internal static string AsText(IReadOnlyList<Finding> findings)
    {
        int width = findings.Max(f => f.Name.Length);
        var text = new StringWriter();
        foreach (Finding finding in findings)
        {
            string mark = finding.State switch { FindingState.Ok => " ", FindingState.Warning => "!", _ => "X" };
            text.WriteLine($"{mark} {finding.Name.PadRight(width)}  {finding.Detail}");
            if (finding.Cure is { } cure)
            {
                text.WriteLine($"  {"".PadRight(width)}  cure: {cure}");
            }
        }

        return text.ToString();
    }

    private static string AsJson(IReadOnlyList<Finding> findings) => JsonSerializer.Serialize(
        new
        {
            healthy = findings.All(f => f.State == FindingState.Ok),
            findings = findings.Select(f => new { name = f.Name, state = f.State.ToString().ToLowerInvariant(), detail = f.Detail, cure = f.Cure }),
        },
        s_options) + Environment.NewLine;

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
