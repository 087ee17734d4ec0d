using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Ecg.Parity;

/// <summary>Inputs with the embeddings that another program computed: <c>cases.json</c>, and beside it the numbers of each case.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ParityCases(IReadOnlyList<ParityCase> Cases)
{
    /// <summary>The number of trained numbers that the reference has; null where not stated.</summary>
    public long? Parameters { get; init; }

    /// <summary>The number of tensors that the reference has; null where not stated.</summary>
    [JsonPropertyName("state_entries")]
    public int? StateEntries { get; init; }

    public static ParityCases Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), EcgJson.Default.ParityCases) ?? throw new ClefException(path, null, "null", "an object");
        }
        catch (JsonException e)
        {
            throw new ClefException(path, e.Path ?? "cases", null, $"parity cases ({e.Message})", e);
        }
    }
}

/// <summary>One case: <c>NAME.input.f32</c> (batch, lead, time) and <c>NAME.embedding.f32</c> (batch, width), float32 little-endian, row-major.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ParityCase(
    string Name, [property: JsonPropertyName("input_shape")] IReadOnlyList<int> InputShape, [property: JsonPropertyName("embedding_shape")] IReadOnlyList<int> EmbeddingShape)
{
    public float[] ReadInput(string folder) => ReadNumbers(folder, $"{Name}.input.f32", InputShape);

    public float[] ReadEmbedding(string folder) => ReadNumbers(folder, $"{Name}.embedding.f32", EmbeddingShape);

    private static float[] ReadNumbers(string folder, string file, IReadOnlyList<int> shape)
    {
        using var files = new DirectorySourceFolder(folder);
        using ByteSource source = files.Open(file);
        Int128 count = shape.Aggregate((Int128)1, (a, b) => a * Math.Max(0, b));
        if (count * sizeof(float) != source.Length || source.Length > int.MaxValue)
        {
            throw new ClefException(source.Name, "length", source.Length, $"{count} numbers of 4 bytes for the shape [{string.Join(", ", shape)}]");
        }

        return MemoryMarshal.Cast<byte, float>(source.All(int.MaxValue)).ToArray();
    }
}
