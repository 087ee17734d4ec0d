using System.CommandLine;
using System.Text.Json;
using Clef.Ecg.Models;
using Clef.Ecg.Parity;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg verify DIR --cases cases.json</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A model folder." };
        var cases = new Option<string>("--cases") { Description = "Parity cases: inputs with the embeddings that another program computed.", Required = true };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("verify", "Compare a model's embeddings with those of another program; done only if all are within 1e-5.") { folder, cases, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ParityResult> results = ParityCheck.Run(EcgModelFolder.Open(parsed.GetValue(folder)!), parsed.GetValue(cases)!);
            double largest = results.Any(r => double.IsNaN(r.LargestDifference)) ? double.NaN : results.Max(r => r.LargestDifference);
            bool agrees = largest <= ParityCheck.Tolerance;
            if (parsed.GetValue(json))
            {
                WriteJson(results, largest, agrees);
            }
            else
            {
                foreach (ParityResult result in results)
                {
                    Console.WriteLine(FormattableString.Invariant($"{result.Name,-16} [{string.Join(", ", result.InputShape)}]  largest difference {result.LargestDifference:0.00e+00}"));
                }

                Console.WriteLine(FormattableString.Invariant($"largest difference {largest:0.00e+00}, tolerance {ParityCheck.Tolerance:0.0e+00}: {(agrees ? "agrees" : "DIFFERS")}"));
            }

            return agrees ? 0 : 1;
        });
        return command;
    }

    private static void WriteJson(IReadOnlyList<ParityResult> results, double largest, bool agrees)
    {
        using Stream output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteBoolean("agrees", agrees);
        WriteDifference(json, "largestDifference", largest);
        json.WriteNumber("tolerance", ParityCheck.Tolerance);
        json.WriteStartArray("cases");
        foreach (ParityResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            WriteDifference(json, "largestDifference", result.LargestDifference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    /// <summary>JSON has no NaN: a number that is not finite is null, and does not agree.</summary>
    private static void WriteDifference(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
