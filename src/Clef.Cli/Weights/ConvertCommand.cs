using System.CommandLine;
using Clef.Core;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Cli.Weights;

/// <summary><c>clef weights convert IN OUT.safetensors</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "A PyTorch zip checkpoint or a safetensors file." };
        var output = new Argument<string>("OUT") { Description = "The safetensors file to write." };
        var prefix = new Option<string>("--prefix")
        {
            Description = "Keep only tensors whose names begin so, and remove it; for example 'state_dict.' of a Lightning checkpoint.",
            DefaultValueFactory = _ => "",
        };
        var command = new Command("convert", "Convert weights to safetensors.") { input, output, prefix };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(prefix)!));
        return command;
    }

    private static void Run(string input, string output, string prefix)
    {
        if (!output.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new ClefException("OUT", "file name", output, "a name that ends in .safetensors");
        }

        using WeightFile weights = WeightFile.Open(input);
        WeightEntry[] kept = weights.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(e => e.Renamed(e.Name[prefix.Length..])).ToArray();
        if (kept.Length == 0)
        {
            string first = string.Join(", ", weights.Entries.Take(3).Select(e => e.Name));
            throw new ClefException(input, "tensors", $"{weights.Entries.Count} ({first})", prefix.Length == 0 ? "at least one" : $"some whose names begin with '{prefix}'");
        }

        var metadata = new Dictionary<string, string>(weights.Metadata, StringComparer.Ordinal) { ["source_sha256"] = weights.FileDigest() };
        SafetensorsWriter.Write(output, kept, metadata);
        Console.WriteLine($"{output}: {kept.Length} tensors, digest {WeightDigest.Of(kept)}");
        if (weights.Entries.Count > kept.Length)
        {
            Console.WriteLine($"left out: {weights.Entries.Count - kept.Length} tensors without the prefix");
        }

        foreach (string name in weights.InertGlobals.Keys.Order(StringComparer.Ordinal))
        {
            Console.WriteLine($"inert, not called: {name}");
        }
    }
}
