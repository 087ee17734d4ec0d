using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;

namespace Clef.Signals.Channels;

/// <summary>
/// The names that Clef knows, read from the embedded <c>channels.json</c>: electrodes of the 10-20 and 10-10 systems (Jurcak et al. 2007; the four temporal
/// positions T3, T4, T5, T6 of the older system are T7, T8, P7, P8), references, ECG leads and units.
/// </summary>
internal static class ChannelContract
{
    private static readonly ContractFile File = Load();

    public static FrozenDictionary<string, string> Electrodes { get; } = Index(File.Electrodes);

    public static FrozenDictionary<string, string> ReferenceElectrodes { get; } = Index(File.ReferenceElectrodes);

    public static FrozenDictionary<string, string> References { get; } = Index(File.References);

    public static FrozenDictionary<string, string> Leads { get; } = Index(File.Leads);

    public static FrozenDictionary<string, Dictionary<string, double>> DerivedLeads { get; } = File.DerivedLeads.ToFrozenDictionary(d => d.Name, d => d.From);

    public static FrozenDictionary<string, string> Prefixes { get; } = File.Prefixes.ToFrozenDictionary();

    public static FrozenDictionary<string, double> Microvolts { get; } = Factors();

    /// <summary>The form in which names are compared: no white space, capital letters.</summary>
    public static string Fold(ReadOnlySpan<char> name)
    {
        Span<char> folded = name.Length <= 128 ? stackalloc char[name.Length] : new char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (!char.IsWhiteSpace(c) && c != '\0')
            {
                folded[length++] = char.ToUpperInvariant(c);
            }
        }

        return new string(folded[..length]);
    }

    private static FrozenDictionary<string, string> Index(IReadOnlyList<NameEntry> entries)
    {
        var names = new Dictionary<string, string>();
        foreach (NameEntry entry in entries)
        {
            names.Add(Fold(entry.Name), entry.Name);
            foreach (string alias in entry.Aliases ?? [])
            {
                names.Add(Fold(alias), entry.Name);
            }
        }

        return names.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, double> Factors()
    {
        // Units differ by case (mV, MV), so they are compared as written first; the words are compared without case.
        var factors = new Dictionary<string, double>();
        foreach (UnitEntry unit in File.Units)
        {
            foreach (string name in unit.Aliases.Append(unit.Name))
            {
                factors.Add(name, unit.Microvolts);
            }
        }

        return factors.ToFrozenDictionary();
    }

    private static ContractFile Load()
    {
        using Stream stream = typeof(ChannelContract).Assembly.GetManifestResourceStream("Clef.Signals.Channels.channels.json")
            ?? throw new ClefException("Clef.Signals", "channels.json", null, "an embedded resource");
        return JsonSerializer.Deserialize(stream, ContractJson.Default.ContractFile)!;
    }
}

internal sealed record NameEntry(string Name, IReadOnlyList<string>? Aliases = null);

internal sealed record UnitEntry(string Name, double Microvolts, IReadOnlyList<string> Aliases);

internal sealed record DerivedLeadEntry(string Name, Dictionary<string, double> From);

internal sealed record ContractFile(
    int Version,
    IReadOnlyList<NameEntry> Electrodes,
    IReadOnlyList<NameEntry> ReferenceElectrodes,
    IReadOnlyList<NameEntry> References,
    IReadOnlyList<NameEntry> Leads,
    IReadOnlyList<DerivedLeadEntry> DerivedLeads,
    Dictionary<string, string> Prefixes,
    IReadOnlyList<UnitEntry> Units);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ContractFile))]
internal sealed partial class ContractJson : JsonSerializerContext;
