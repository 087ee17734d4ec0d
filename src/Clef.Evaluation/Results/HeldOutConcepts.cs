using Clef.Core;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Results;

/// <summary>
/// Tasks on concepts that a model was never aligned with. Aligning on codes and then testing on the same codes flatters a model; its mean over
/// held-out concepts is the honest one (EEG specification, section 13).
/// </summary>
public static class HeldOutConcepts
{
    /// <summary>Reads the concepts that were seen: codes and findings, one a line; blank lines and those that begin with # are left out.</summary>
    public static IReadOnlyList<string> Read(string path) => File.Exists(path)
        ? File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Replace(".", "", StringComparison.Ordinal)).ToArray()
        : throw new ClefException(path, null, null, "an existing file of codes and findings");

    /// <summary>Whether no concept of a task was seen: none is the same as, part of, or a group of a seen one.</summary>
    public static bool IsHeldOut(IReadOnlyList<string> concepts, IReadOnlyList<string> seen) =>
        concepts.Count > 0 && !concepts.Any(c => seen.Any(s => c.StartsWith(s, StringComparison.Ordinal) || s.StartsWith(c, StringComparison.Ordinal)));

    /// <summary>Means over held-out and over seen tasks, for every model, on the test part.</summary>
    public static IReadOnlyList<MacroResult> Of(ResultSet set, IReadOnlyList<string> seen)
    {
        var results = new List<MacroResult>();
        foreach (bool heldOut in (bool[])[true, false])
        {
            (string, string)[] tasks = set.Tables.SelectMany(t =>
                t.Tasks.Where(k => k.Skipped is null && !k.Regression && k.Concepts.Count > 0 && IsHeldOut(k.Concepts, seen) == heldOut)
                .Select(k => (t.Name, k.Name))).ToArray();
            results.AddRange(set.Description.Models.Select(m =>
                MacroResult.Mean(set, m.Name, set.Probe, 1, Part.Test, heldOut ? "held-out concepts" : "seen concepts", false, tasks)).Where(m => m.Tasks > 0));
        }

        return results;
    }
}
