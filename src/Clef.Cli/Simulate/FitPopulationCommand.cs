using System.CommandLine;
using System.Text.Json;
using Clef.Core;
using Clef.Simulation.Patients;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate fit-population</c>: fits the joint distribution of risk factors to a table of people.</summary>
internal static class FitPopulationCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "A CSV table with columns Age, Gender, BPSysAve, BPDiaAve, TotChol, DirectChol, BMI, Pulse, SmokeNow, Smoke100, Diabetes; NA for missing." };
        Option<string?> output = new("--out") { Description = "Write the fitted model to this JSON file instead of standard output." };
        Command command = new("fit-population", "Fit the risk factors' joint distribution and missingness to a table of real people.") { file, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            string json = JsonSerializer.Serialize(PopulationFit.Fit(File.Exists(path) ? path : throw new ClefException(path, null, null, "an existing CSV file")), Json) + "\n";
            if (parsed.GetValue(output) is { } target)
            {
                AtomicFile.WriteText(target, json);
            }
            else
            {
                Console.Out.Write(json);
            }
        });
        return command;
    }
}
