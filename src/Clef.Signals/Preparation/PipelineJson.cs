using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clef.Core;

namespace Clef.Signals.Preparation;

/// <summary>Strict reading and writing of pipelines: every member present, none unknown.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(EcgPipeline))]
[JsonSerializable(typeof(EegPipeline))]
internal sealed partial class PipelineJson : JsonSerializerContext
{
    public static string Write<T>(T pipeline, JsonTypeInfo<T> type) => JsonSerializer.Serialize(pipeline, type);

    public static T Read<T>(string json, string source, JsonTypeInfo<T> type, IReadOnlyList<T> builtIn, Func<T, string> name)
        where T : class
    {
        T read;
        try
        {
            read = JsonSerializer.Deserialize(json, type) ?? throw new ClefException(source, "pipeline", "null", "an object");
        }
        catch (JsonException wrong)
        {
            throw new ClefException(source, wrong.Path ?? "pipeline", null, $"a pipeline as Clef writes it ({wrong.Message})", wrong);
        }

        // Compared as text, since a record that holds a list compares it by reference.
        T? named = builtIn.FirstOrDefault(p => name(p) == name(read));
        return named is null || Write(named, type) == Write(read, type)
            ? read
            : throw new ClefException(source, "name", name(read), "the values that this name stands for, or another name");
    }

    public static void Require(string source, string field, object value, bool holds, string expected)
    {
        if (!holds)
        {
            throw new ClefException(source, field, value, expected);
        }
    }
}
