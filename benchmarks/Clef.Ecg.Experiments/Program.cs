using System.Globalization;
using Clef.Core;
using Clef.Ecg.Experiments;
using Clef.Ecg.Experiments.Simulated;

// missing-metadata: what the guided loss's rules for missing metadata do to the guidance itself, on a table of real people; no network is trained.
// input: whether views are made faster than the small model consumes them.
// simulated: the objectives compared on simulated patients.
string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and int at ? args[at + 1] : otherwise;
if (args is ["simulated", .. var rest])
{
    try
    {
        return SimulatedCommand.Run(rest, Option);
    }
    catch (ClefException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

if (args is ["input", ..])
{
    Console.Write(new InputSpeed(256, 16, double.Parse(Option("--seconds", "10"), CultureInfo.InvariantCulture)).Run());
    return 0;
}

if (args is not ["missing-metadata", var table, ..])
{
    Console.Error.WriteLine("usage: Clef.Ecg.Experiments missing-metadata TABLE.csv [--column attribute=column]... [--batches 200] [--seed 1] [--out FILE.md]");
    Console.Error.WriteLine("       Clef.Ecg.Experiments input [--seconds 10]");
    Console.Error.WriteLine(SimulatedCommand.Usage);
    return 2;
}

Dictionary<string, string> mapping = args.Index().Where(a => a.Item == "--column" && a.Index + 1 < args.Length)
    .Select(a => args[a.Index + 1].Split('=', 2)).ToDictionary(p => p[0], p => p.Length == 2 ? p[1] : throw new ClefException("--column", null, p[0], "attribute=column"));
int batches = int.Parse(Option("--batches", "200"), CultureInfo.InvariantCulture);
var experiment = new MissingMetadata(table, mapping, batches, ulong.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture));
string command = $"dotnet run -c Release --project benchmarks/Clef.Ecg.Experiments -- missing-metadata {Path.GetFileName(table)} {string.Join(' ', args[2..])}".TrimEnd();
string report = experiment.Run(command);
Console.Write(report);
if (Option("--out", "") is { Length: > 0 } path)
{
    AtomicFile.WriteText(path, report);
}

return 0;
