using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Parity;

namespace Clef.Ecg;

/// <summary>Strict reading and writing of the ECG model's JSON files: every member present, none unknown.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Net1DConfig))]
[JsonSerializable(typeof(ModelConfig))]
[JsonSerializable(typeof(ParityCases))]
[JsonSerializable(typeof(Windows.WindowIndex))]
[JsonSerializable(typeof(EcgHead))]
internal sealed partial class EcgJson : JsonSerializerContext;
