using Clef.Core;

namespace Clef.Datasets.Labelled;

/// <summary>Whose split is used.</summary>
public enum SplitRule
{
    /// <summary>The dataset's own; stratified where it has none. A validation part that is missing is taken out of the training part.</summary>
    Own,

    /// <summary>70 % train, 15 % validation, 15 % test of the patients, by a hash of their names within strata of their labels.</summary>
    Stratified,
}

/// <summary>
/// Deals patients to parts. Patients are put in the order of their labels, and of a hash within equal labels; then each takes the next number of a sequence that
/// fills [0, 1) evenly (multiples of the golden ratio), so that every run of patients, however short, is dealt in nearly the wanted shares.
/// </summary>
public static class PatientSplit
{
    private const double Train = 0.7, Validation = 0.15;
    private const int ValueStrata = 5;
    private const double Golden = 0.61803398874989485;

    /// <summary>The items, each with its part, and how that came about, in words.</summary>
    /// <exception cref="ClefException">A split is none, or a patient is in two parts.</exception>
    public static (DatasetItem[] Items, string Text) Apply(IReadOnlyList<DatasetItem> items, TaskKind kind, SplitRule rule)
    {
        foreach (DatasetItem item in items)
        {
            if (item.Split is not ("train" or "validation" or "test" or "all"))
            {
                throw new ClefException(item.Id, "split", item.Split, "train, validation or test");
            }
        }

        if (rule == SplitRule.Stratified || items.Any(i => i.Split == "all"))
        {
            Dictionary<string, double> at = Places(items, kind, "split");
            return ([.. items.Select(i => i with { Split = at[i.Patient] < Train ? "train" : at[i.Patient] < Train + Validation ? "validation" : "test" })],
                "patients dealt 70/15/15 by hash within strata of their labels");
        }

        string? twice = items.GroupBy(i => i.Patient, StringComparer.Ordinal).FirstOrDefault(g => g.Select(i => i.Split).Distinct().Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ClefException("split", "patient", twice, "a patient in one part only");
        }

        if (items.Any(i => i.Split == "validation"))
        {
            return ([.. items], "the dataset's own");
        }

        Dictionary<string, double> training = Places([.. items.Where(i => i.Split == "train")], kind, "split");
        return ([.. items.Select(i => i.Split == "train" && training[i.Patient] < Validation ? i with { Split = "validation" } : i)],
            "the dataset's own, with 15 % of the training patients for validation");
    }

    /// <summary>The items of a share of the patients, strata kept; a smaller share is part of a larger one. Every class that occurs keeps a patient.</summary>
    public static IReadOnlyList<DatasetItem> Share(IReadOnlyList<DatasetItem> items, TaskKind kind, string purpose, double share)
    {
        Dictionary<string, double> at = Places(items, kind, purpose);
        var kept = items.Where(i => at[i.Patient] < share).Select(i => i.Patient).ToHashSet(StringComparer.Ordinal);
        foreach (string name in items.SelectMany(i => i.Classes).Distinct().ToArray())
        {
            if (!items.Any(i => kept.Contains(i.Patient) && i.Classes.Contains(name)))
            {
                kept.Add(items.Where(i => i.Classes.Contains(name)).MinBy(i => at[i.Patient])!.Patient);
            }
        }

        return [.. items.Where(i => kept.Contains(i.Patient))];
    }

    private static Dictionary<string, double> Places(IReadOnlyList<DatasetItem> items, TaskKind kind, string purpose)
    {
        double[] values = [.. items.Where(i => i.Value is not null).Select(i => i.Value!.Value).Order()];
        string Stratum(DatasetItem item) => kind == TaskKind.Regression
            ? $"{ValueStrata * Array.BinarySearch(values, item.Value!.Value) / Math.Max(1, values.Length)}"
            : string.Join(';', item.Classes);
        (string Patient, string Stratum)[] patients = [.. items.GroupBy(i => i.Patient, StringComparer.Ordinal).Select(g => (g.Key, Stratum(g.First())))];
        double offset = StableHash.Fraction(purpose, "offset");
        return patients.OrderBy(p => p.Stratum, StringComparer.Ordinal).ThenBy(p => StableHash.Of(purpose, p.Patient))
            .Select((p, i) => (p.Patient, At: (offset + (i * Golden)) % 1)).ToDictionary(p => p.Patient, p => p.At, StringComparer.Ordinal);
    }
}
