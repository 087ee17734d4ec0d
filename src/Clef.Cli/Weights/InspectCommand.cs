using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clef.Tensors.Weights;

namespace Clef.Cli.Weights;

/// <summary><c>clef weights inspect FILE</c>: what a weight file holds, its digests, and what it would have executed.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A safetensors file or a PyTorch zip checkpoint (.pt, .pth, .ckpt)." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("inspect", "List the tensors of a weight file, its digests, and the Python names that stayed inert.") { file, json };
        command.SetAction(parsed =>
        {
            using WeightFile weights = WeightFile.Open(parsed.GetValue(file)!);
            if (parsed.GetValue(json))
            {
                WriteJson(weights);
            }
            else
            {
                WriteText(weights);
            }
        });
        return command;
    }

    private static void WriteText(WeightFile weights)
    {
        TextWriter to = Console.Out;
        to.WriteLine(FormattableString.Invariant($"file            {weights.Name} ({weights.Length:N0} bytes, {weights.Format})"));
        to.WriteLine($"SHA-256         {weights.FileDigest()}");
        to.WriteLine($"tensors' digest {WeightDigest.Of(weights.Entries)}");
        to.WriteLine(FormattableString.Invariant(
            $"tensors         {weights.Entries.Count:N0}, {weights.Entries.Sum(e => e.ElementCount):N0} elements, {weights.Entries.Sum(e => e.ByteCount):N0} bytes"));
        foreach ((string key, string value) in weights.Metadata)
        {
            to.WriteLine($"metadata        {Visible(key)} = {Visible(value)}");
        }

        foreach ((string name, int count) in weights.InertGlobals.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            to.WriteLine(FormattableString.Invariant($"inert           {Visible(name)} ({count}): named by the file, not called"));
        }

        foreach (string remark in weights.Remarks)
        {
            to.WriteLine($"remark          {Visible(remark)}");
        }

        to.WriteLine();
        foreach (WeightEntry entry in weights.Entries)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Type.Name(),-8} {entry.ShapeText,-20} {Visible(entry.Name)}"));
        }
    }

    private static void WriteJson(WeightFile weights)
    {
        using Stream output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.Default });
        json.WriteStartObject();
        json.WriteString("file", weights.Name);
        json.WriteString("format", weights.Format);
        json.WriteNumber("bytes", weights.Length);
        json.WriteString("sha256", weights.FileDigest());
        json.WriteString("tensorsDigest", WeightDigest.Of(weights.Entries));
        json.WriteNumber("elements", weights.Entries.Sum(e => e.ElementCount));
        WriteMap(json, "metadata", weights.Metadata, (j, key, value) => j.WriteString(key, value));
        WriteMap(json, "inertGlobals", weights.InertGlobals, (j, key, value) => j.WriteNumber(key, value));
        json.WriteStartArray("remarks");
        foreach (string remark in weights.Remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
        json.WriteStartArray("tensors");
        foreach (WeightEntry entry in weights.Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("type", entry.Type.Name());
            json.WriteStartArray("shape");
            foreach (long size in entry.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteNumber("bytes", entry.ByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void WriteMap<T>(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, T> map, Action<Utf8JsonWriter, string, T> write)
    {
        json.WriteStartObject(name);
        foreach ((string key, T value) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            write(json, key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>A file's text must not steer the terminal.</summary>
    private static string Visible(string text) => string.Concat(text.Take(500).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
