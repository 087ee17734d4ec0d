using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Signals.Channels;

namespace Clef.Signals.Montages;

/// <summary>One trace of a montage that could be formed.</summary>
/// <param name="Name">The electrode, the pair, or the electrode with its reference.</param>
/// <param name="Weights">Weight of each given channel.</param>
public sealed record Trace(string Name, IReadOnlyDictionary<int, float> Weights);

/// <summary>
/// How electrodes recorded against a common reference are shown against each other. A trace whose electrodes are not all there is left out and named,
/// never formed from zeros. The pairs and neighbours are data (<c>montages.json</c>): the double banana and the transverse chain of the ACNS guideline 3
/// (2016), and the neighbours of the 10-20 grid for Hjorth's Laplacian (1975).
/// </summary>
public sealed class Montage
{
    private const int FewestNeighbours = 2;
    private static readonly MontageFile File = Load();

    private readonly Func<IReadOnlyList<string>, (List<Trace> Traces, List<string> Missing)> _form;

    private Montage(string name, Func<IReadOnlyList<string>, (List<Trace>, List<string>)> form)
    {
        Name = name;
        _form = form;
    }

    /// <summary>The montages: as-recorded, average-reference, longitudinal-bipolar, transverse-bipolar, laplacian.</summary>
    public static IReadOnlyList<Montage> All { get; } =
    [
        new("as-recorded", names => ([.. names.Select((n, i) => new Trace(n, new Dictionary<int, float> { [i] = 1 }))], [])),
        new("average-reference", Average),
        .. File.Montages.Select(m => new Montage(m.Name, names => Pairs(names, m.Pairs))),
        new("laplacian", Laplacian),
    ];

    /// <summary>The montage's name.</summary>
    public string Name { get; }

    /// <summary>The montage of a name.</summary>
    /// <exception cref="ClefException">There is none.</exception>
    public static Montage Named(string name) =>
        All.FirstOrDefault(m => m.Name == name) ?? throw new ClefException("montage", "name", name, string.Join(", ", All.Select(m => m.Name)));

    /// <summary>The traces that the given electrodes allow, and the names of those they do not.</summary>
    /// <param name="names">Electrode names in any known spelling.</param>
    public (IReadOnlyList<Trace> Traces, IReadOnlyList<string> Missing) Form(IReadOnlyList<string> names) => _form(names);

    /// <summary>The signals of the traces: weighted sums; a sample is NaN where any electrode of the trace has NaN.</summary>
    /// <param name="names">Electrode names.</param>
    /// <param name="signals">(channel, sample), all of one length.</param>
    public IReadOnlyList<(string Name, float[] Signal)> Apply(IReadOnlyList<string> names, IReadOnlyList<float[]> signals)
    {
        if (names.Count != signals.Count || signals.Any(s => s.Length != signals[0].Length))
        {
            throw new ClefException("montage", "signals", signals.Count, $"{names.Count} signals of one length");
        }

        return [.. Form(names).Traces.Select(trace => (trace.Name, Sum(trace, signals)))];
    }

    private static float[] Sum(Trace trace, IReadOnlyList<float[]> signals)
    {
        var sum = new float[signals[0].Length];
        foreach ((int channel, float weight) in trace.Weights)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weight * signals[channel][i];
            }
        }

        return sum;
    }

    private static Dictionary<string, int> Scalp(IReadOnlyList<string> names)
    {
        var scalp = new Dictionary<string, int>();
        for (int i = 0; i < names.Count; i++)
        {
            if (ChannelLabel.Parse(names[i]) is { Kind: SignalKind.Eeg, IsBipolar: false } label)
            {
                scalp.TryAdd(label.Name, i);
            }
        }

        return scalp;
    }

    private static (List<Trace> Traces, List<string> Missing) Average(IReadOnlyList<string> names)
    {
        Dictionary<string, int> scalp = Scalp(names);
        if (scalp.Count < 2)
        {
            return ([], [.. scalp.Keys.Select(n => $"{n}-AVG")]);
        }

        float share = 1f / scalp.Count;
        return ([.. scalp.Select(s => new Trace($"{s.Key}-AVG", scalp.Values.ToDictionary(i => i, i => (i == s.Value ? 1 : 0) - share)))], []);
    }

    private static (List<Trace> Traces, List<string> Missing) Pairs(IReadOnlyList<string> names, IReadOnlyList<string> pairs)
    {
        Dictionary<string, int> scalp = Scalp(names);
        var traces = new List<Trace>();
        var missing = new List<string>();
        foreach (string pair in pairs)
        {
            int hyphen = pair.IndexOf('-', StringComparison.Ordinal);
            if (scalp.TryGetValue(pair[..hyphen], out int first) && scalp.TryGetValue(pair[(hyphen + 1)..], out int second))
            {
                traces.Add(new Trace(pair, new Dictionary<int, float> { [first] = 1, [second] = -1 }));
            }
            else
            {
                missing.Add(pair);
            }
        }

        return (traces, missing);
    }

    private static (List<Trace> Traces, List<string> Missing) Laplacian(IReadOnlyList<string> names)
    {
        Dictionary<string, int> scalp = Scalp(names);
        var traces = new List<Trace>();
        var missing = new List<string>();
        foreach ((string name, IReadOnlyList<string> neighbours) in File.Neighbours)
        {
            int[] there = [.. neighbours.Where(scalp.ContainsKey).Select(n => scalp[n])];
            if (!scalp.TryGetValue(name, out int centre) || there.Length < FewestNeighbours)
            {
                missing.Add($"{name}-LAP");
                continue;
            }

            Dictionary<int, float> weights = there.ToDictionary(i => i, _ => -1f / there.Length);
            weights[centre] = 1;
            traces.Add(new Trace($"{name}-LAP", weights));
        }

        return (traces, missing);
    }

    private static MontageFile Load()
    {
        using Stream stream = typeof(Montage).Assembly.GetManifestResourceStream("Clef.Signals.Montages.montages.json")
            ?? throw new ClefException("Clef.Signals", "montages.json", null, "an embedded resource");
        return JsonSerializer.Deserialize(stream, MontageJson.Default.MontageFile)!;
    }
}

internal sealed record MontageEntry(string Name, IReadOnlyList<string> Pairs);

internal sealed record MontageFile(int Version, IReadOnlyList<MontageEntry> Montages, Dictionary<string, IReadOnlyList<string>> Neighbours);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MontageFile))]
internal sealed partial class MontageJson : JsonSerializerContext;
