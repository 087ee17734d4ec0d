using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clef.Server;

/// <summary>
/// How the service reads and writes JSON: camel case, names for enumerations, no unknown member, nothing left out of a request that has to be there.
/// </summary>
internal static class ServerJson
{
    /// <summary>The settings.</summary>
    public static JsonSerializerOptions Options { get; } = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
