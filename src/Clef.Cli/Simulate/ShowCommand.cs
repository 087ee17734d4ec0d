using System.CommandLine;
using Clef.Core;
using Clef.Simulation.Ecg;
using Clef.Simulation.Eeg;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate show</c>: a picture of one simulated phenomenon.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        Argument<string?> name = new("phenomenon") { Arity = ArgumentArity.ZeroOrOne, Description = "What to show; without it, the list of all." };
        Option<string?> output = new("--out") { Description = "The SVG file to write." };
        Option<double> seconds = new("--seconds") { Description = "Length shown.", DefaultValueFactory = _ => 0 };
        Command command = new("show", "Draw one simulated phenomenon as an SVG picture.") { name, output, seconds };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                foreach (EegPhenomenon p in EegPhenomenon.All)
                {
                    Console.WriteLine($"{p.Name,-22} {p.Title}");
                }

                foreach (EcgPhenomenon p in EcgPhenomenon.All)
                {
                    Console.WriteLine($"{p.Name,-22} {p.Title}");
                }

                return;
            }

            if (wanted.StartsWith("ecg-", StringComparison.Ordinal))
            {
                EcgPhenomenon ecg = EcgPhenomenon.Named(wanted);
                AtomicFile.WriteText(parsed.GetValue(output) ?? wanted + ".svg", EcgStrip.Draw(ecg.Simulate(), ecg.Title));
                return;
            }

            EegPhenomenon phenomenon = EegPhenomenon.All.FirstOrDefault(p => p.Name == wanted)
                ?? throw new ClefException("clef simulate show", "phenomenon", wanted, "a name that 'clef simulate show' lists");
            double length = parsed.GetValue(seconds) is > 0 and double given ? given : wanted == "seizure" ? 30 : wanted == "burst-suppression" ? 20 : 10;
            (EegSession session, double from) = phenomenon.Simulate(length);
            double scale = phenomenon.Age < 12 || wanted is "slow-wave-sleep" or "spike-wave" or "polyspike" or "movement" ? 180 : wanted == "low-voltage" ? 70 : 90;
            string svg = EegStrip.Draw(session, phenomenon.Title, from, Math.Min(length, session.Plan.Seconds - from), scale);
            AtomicFile.WriteText(parsed.GetValue(output) ?? wanted + ".svg", svg);
        });
        return command;
    }
}
