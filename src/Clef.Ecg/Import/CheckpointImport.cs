using System.Globalization;
using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Signals.Preparation;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Import;

/// <summary>
/// Makes a model folder of a published checkpoint: Lightning's <c>state_dict</c> with the first <c>backbone.</c> removed from each name, or a plain
/// state dict (ECG specification 1.6). Strict: every tensor of the encoder must be there, in shape and type; what else there is must be
/// known, and is named as ignored.
/// </summary>
public static class CheckpointImport
{
    private const string Section = "state_dict.", Backbone = "backbone.", Dense = "dense.";
    private const int Shown = 5;

    /// <summary>Beginnings of names within the state dict that are not the encoder's, and what they are.</summary>
    private static readonly (string Prefix, string Meaning)[] Extras =
    [
        ("backbone_k.", "MoCo's key encoder"),
        ("queue", "MoCo's queue"),
        ("backbone_target.", "BYOL's target encoder"),
        ("predictor.", "BYOL's predictor"),
        ("projector.", "a projection head"),
        ("dense.", "a classification head"),
    ];

    /// <summary>Imports a file and writes the folder.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="network">The sizes it must have.</param>
    /// <param name="folder">The folder to write.</param>
    /// <param name="headClasses">The classes of the file's classification head, in their order, each judged by itself (as ECGFounder's 150 are); null leaves the head out.</param>
    /// <exception cref="ClefException">A tensor is missing, unknown, or of another shape or type: the counts and the first differences.</exception>
    public static EcgModelFolder Run(string path, Net1DConfig network, string folder, IReadOnlyList<string>? headClasses = null)
    {
        using WeightFile file = WeightFile.Open(path);
        IReadOnlyList<WeightEntry> entries;
        IReadOnlyList<string> ignored;
        try
        {
            entries = Select(file, network, out ignored);
        }
        catch (ClefException e) when (Fitting(file) is { } fits)
        {
            throw new ClefException($"{e.Message}; all tensors of {fits} are there", e);
        }

        using Linear? head = headClasses is null ? null : Head(file, network, headClasses);
        string[] left = [.. ignored.Where(i => head is null || !i.Contains(" of dense (", StringComparison.Ordinal))];
        var source = new ModelSource(Path.GetFileName(path), file.FileDigest(), left);
        EcgModelFolder written = EcgModelFolder.Write(folder, network, EcgPipeline.ClefV1, entries, source);
        if (head is not null)
        {
            EcgHead.Write(folder, new EcgHead("imported", TaskKind.MultiLabel, headClasses!, 0, 1, "I", ""), head);
        }

        return written;
    }

    /// <summary>The options with which a file's tensors match, for whoever gave others; null where none do.</summary>
    private static string? Fitting(WeightFile file)
    {
        foreach (string size in Net1DConfig.SizeNames)
        {
            foreach ((int leads, bool norm) in ((int, bool)[])[(1, false), (12, false), (1, true), (12, true)])
            {
                try
                {
                    Select(file, Net1DConfig.OfSize(size) with { Leads = leads, BatchNorm = norm }, out _);
                    return $"--size {size}{(leads == 1 ? "" : $" --leads {leads}")}{(norm ? " --batch-norm" : "")}";
                }
                catch (ClefException)
                {
                    // Of another size.
                }
            }
        }

        return null;
    }

    /// <summary>The head, strictly: <c>dense.weight</c> and <c>dense.bias</c> of as many rows as there are classes.</summary>
    private static Linear Head(WeightFile file, Net1DConfig network, IReadOnlyList<string> classes)
    {
        var linear = new Linear(network.EmbeddingWidth, classes.Count);
        try
        {
            WeightEntry[] dense = [.. file.Entries.Select(e => (Entry: e, Name: (e.Name.StartsWith(Section, StringComparison.Ordinal) ? e.Name[Section.Length..] : e.Name).Replace(Backbone, "", StringComparison.Ordinal)))
                .Where(e => e.Name.StartsWith(Dense, StringComparison.Ordinal)).Select(e => e.Entry.Renamed(e.Name[Dense.Length..]))];
            ModuleWeights.Load(linear, dense, $"{file.Name}, head of {classes.Count} classes");
            return linear;
        }
        catch
        {
            linear.Dispose();
            throw;
        }
    }

    /// <summary>The encoder's tensors under their own names, in the order of the layout.</summary>
    public static IReadOnlyList<WeightEntry> Select(WeightFile file, Net1DConfig network, out IReadOnlyList<string> ignored)
    {
        IReadOnlyList<LayoutTensor> layout = Net1DLayout.Of(network);
        var expected = layout.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var found = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        var extras = new OrderedDictionary<string, int>();
        var unexpected = new List<string>();
        bool sectioned = file.Entries.Any(e => e.Name.StartsWith(Section, StringComparison.Ordinal));
        foreach (WeightEntry entry in file.Entries)
        {
            string? name = !sectioned ? entry.Name : entry.Name.StartsWith(Section, StringComparison.Ordinal) ? entry.Name[Section.Length..] : null;
            if (name is null)
            {
                Count(extras, $"{entry.Name.Split('.')[0]} (outside the state dict, such as the optimiser's)");
                continue;
            }

            int at = name.IndexOf(Backbone, StringComparison.Ordinal);
            string bare = at < 0 ? name : name.Remove(at, Backbone.Length);
            if (expected.ContainsKey(bare))
            {
                if (!found.TryAdd(bare, entry.Renamed(bare)))
                {
                    throw new ClefException(file.Name, "tensor", bare, $"one of that name, with or without '{Backbone}'");
                }
            }
            else if (Array.Find(Extras, e => name.StartsWith(e.Prefix, StringComparison.Ordinal) || bare.StartsWith(e.Prefix, StringComparison.Ordinal))
                is { Meaning: { } meaning } extra)
            {
                Count(extras, $"{extra.Prefix.TrimEnd('.')} ({meaning})");
            }
            else
            {
                unexpected.Add(bare);
            }
        }

        Check(file, network, layout, found, unexpected);
        ignored = [.. extras.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Value} tensors of {e.Key}")), .. Inert(file)];
        return [.. layout.Select(t => found[t.Name])];
    }

    private static IEnumerable<string> Inert(WeightFile file) =>
        file.InertGlobals.Count == 0 ? [] : [$"Python names, not called: {string.Join(", ", file.InertGlobals.Keys.Order(StringComparer.Ordinal).Take(20))}"];

    private static void Count(OrderedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Check(
        WeightFile file, Net1DConfig network, IReadOnlyList<LayoutTensor> layout, Dictionary<string, WeightEntry> found, List<string> unexpected)
    {
        string[] missing = [.. layout.Where(t => !found.ContainsKey(t.Name)).Select(t => t.Name)];
        string[] different = [.. layout.Where(t => found.TryGetValue(t.Name, out WeightEntry? e) && (e.Type != t.Type || !e.Shape.SequenceEqual([.. t.Shape])))
            .Select(t => $"{t.Name} is {found[t.Name].Type.Name()} {found[t.Name].ShapeText}, expected {t.Type.Name()} [{string.Join(", ", t.Shape)}]")];
        if (missing.Length + different.Length + unexpected.Count == 0)
        {
            return;
        }

        int matched = layout.Count - missing.Length - different.Length;
        throw new ClefException($"{file.Name}: {matched} of {layout.Count} tensors of net1d {network.Name} with {network.Leads} {(network.Leads == 1 ? "lead" : "leads")} match; expected all"
            + List("missing", missing) + List("unexpected", unexpected) + List("different", different));
    }

    private static string List(string what, IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "" : $"; {names.Count} {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")}";
}
