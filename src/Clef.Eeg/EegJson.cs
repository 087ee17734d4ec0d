using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Eeg.Sessions;

namespace Clef.Eeg;

/// <summary>Strict reading and writing of the EEG model's JSON: every member present, none unknown.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SessionFacts))]
internal sealed partial class EegJson : JsonSerializerContext
{
    /// <summary>Reads an object, or says which member of which source is wrong.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, string source, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new ClefException(source, null, "null", "a JSON object");
        }
        catch (JsonException e)
        {
            throw new ClefException(source, e.Path ?? "JSON", null, $"the members of {typeof(T).Name} ({e.Message})", e);
        }
    }
}
