using System.Globalization;
using System.Text;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Cohorts.Splits;

/// <summary>How a cohort is divided.</summary>
public sealed record SplitOptions
{
    /// <summary>The splits and their shares, which sum to 1.</summary>
    public IReadOnlyList<(string Name, double Share)> Shares { get; init; } = [("train", 0.7), ("validation", 0.15), ("test", 0.15)];

    /// <summary>Another seed gives another division.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>
    /// What each split should have in equal parts: any of <c>sex</c>, <c>age</c> (decade), <c>site</c>, <c>setting</c>; none divides by
    /// hash alone.
    /// </summary>
    public IReadOnlyList<string> Stratify { get; init; } = [];

    /// <summary>Every patient with a session at one of these sites is in the split <c>external</c>.</summary>
    public IReadOnlyList<string> ExternalSites { get; init; } = [];
}

/// <summary>
/// Divides patients, never sessions. By hash, a patient's split depends on the patient's name and the seed alone and stays when others
/// join; stratified, each stratum is divided in proportion, in the order of those hashes.
/// </summary>
public static class CohortSplitter
{
    /// <summary>The split of each patient, in order of their names.</summary>
    public static IReadOnlyDictionary<string, string> Split(IReadOnlyList<Session> sessions, SplitOptions options)
    {
        if (options.Shares.Count == 0 || options.Shares.Any(s => !(s.Share >= 0)) || Math.Abs(options.Shares.Sum(s => s.Share) - 1) > 1e-9)
        {
            throw new ClefException(
                "split", "shares", string.Join(", ", options.Shares.Select(s => FormattableString.Invariant($"{s.Name} {s.Share}"))),
                "shares that sum to 1");
        }

        string[] sites = sessions.Select(s => s.Site ?? "").Distinct().ToArray();
        if (options.ExternalSites.FirstOrDefault(s => !sites.Contains(s)) is { } missing)
        {
            throw new ClefException(
                "split", "external site", missing, $"one of the cohort's sites: {string.Join(", ", sites.Where(s => s.Length > 0))}");
        }

        string seed = options.Seed.ToString(CultureInfo.InvariantCulture);
        var splits = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var strata = new SortedDictionary<string, List<(double Hash, string Patient)>>(StringComparer.Ordinal);
        foreach (IGrouping<string, Session> patient in sessions.GroupBy(s => s.Patient, StringComparer.Ordinal))
        {
            double hash = StableHash.Fraction("split", seed, patient.Key);
            if (patient.Any(s => s.Site is { } site && options.ExternalSites.Contains(site)))
            {
                splits[patient.Key] = "external";
            }
            else if (options.Stratify.Count == 0)
            {
                splits[patient.Key] = At(options.Shares, hash);
            }
            else
            {
                string stratum = Stratum(patient.MinBy(s => s.Id, StringComparer.Ordinal)!, options.Stratify);
                (strata.TryGetValue(stratum, out List<(double, string)>? list) ? list : strata[stratum] = []).Add((hash, patient.Key));
            }
        }

        Divide(strata, options.Shares, splits);
        return splits;
    }

    /// <summary>Writes <c>splits.csv</c>.</summary>
    public static void Write(CohortStore store, IReadOnlyDictionary<string, string> splits)
    {
        var text = new StringBuilder("patient,split\n");
        foreach ((string patient, string split) in splits)
        {
            text.Append(CsvTable.Quote(patient)).Append(',').Append(CsvTable.Quote(split)).Append('\n');
        }

        AtomicFile.WriteText(store.SplitsPath, text.ToString());
    }

    /// <summary>
    /// Gives each patient, stratum by stratum, to the split that is furthest below its share of the stratum; ties go to the split that is
    /// furthest below its share of all, so that small strata do not all feed the first split.
    /// </summary>
    private static void Divide(
        SortedDictionary<string, List<(double Hash, string Patient)>> strata, IReadOnlyList<(string Name, double Share)> shares,
        SortedDictionary<string, string> splits)
    {
        var total = new double[shares.Count];
        double all = 0;
        foreach (List<(double Hash, string Patient)> stratum in strata.Values)
        {
            var own = new double[shares.Count];
            stratum.Sort();
            double given = 0;
            foreach ((_, string patient) in stratum)
            {
                given++;
                all++;
                int best = Enumerable.Range(0, shares.Count)
                    .Where(k => shares[k].Share > 0)
                    .MaxBy(k => (Math.Floor((shares[k].Share * given) - own[k] + 1e-9), (shares[k].Share * all) - total[k], -k));
                own[best]++;
                total[best]++;
                splits[patient] = shares[best].Name;
            }
        }
    }

    private static string At(IReadOnlyList<(string Name, double Share)> shares, double hash)
    {
        double sum = 0;
        foreach ((string name, double share) in shares)
        {
            sum += share;
            if (hash < sum)
            {
                return name;
            }
        }

        return shares.Last(s => s.Share > 0).Name;
    }

    private static string Stratum(Session session, IReadOnlyList<string> by) => string.Join('|', by.Select(name => name switch
    {
        "sex" => session.Sex ?? "?",
        "age" => session.Age is { } age ? ((int)age / 10).ToString(CultureInfo.InvariantCulture) : "?",
        "site" => session.Site ?? "?",
        "setting" => session.Setting ?? "?",
        _ => throw new ClefException("split", "stratify", name, "sex, age, site or setting"),
    }));
}
