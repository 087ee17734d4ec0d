using System.Text.Json;
using System.Text.RegularExpressions;
using Clef.Core;

namespace Clef.Clinical.Reports.Findings;

/// <summary>
/// A vocabulary of findings: data (<c>findings.json</c> for EEG reports and <c>ecg-findings.json</c> for ECG reports, embedded), compiled into
/// regular expressions that cannot run away.
/// </summary>
public sealed class FindingVocabulary
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<FindingVocabulary> BuiltInEeg = new(() => LoadBuiltIn("findings.json")), BuiltInEcg = new(() => LoadBuiltIn("ecg-findings.json"));
    private static readonly Regex WordInPattern = new("[a-z]{6,}", RegexOptions.CultureInvariant);
    private static readonly Regex Escape = new(@"\\[a-zA-Z]", RegexOptions.CultureInvariant);

    private sealed record Source(
        string Description, string Hed, Dictionary<string, string> Macros, List<string> Words, List<string> Known, List<string> Masks,
        List<Finding> Findings);

    private readonly Dictionary<string, Finding> byId;

    private FindingVocabulary(Source source, string name)
    {
        Findings = source.Findings;
        HedVersion = source.Hed;
        var ids = source.Findings.Select(f => f.Id).ToHashSet();
        if (ids.Count != source.Findings.Count
            || source.Findings.SelectMany(f => f.Focal is null ? f.Implies : [.. f.Implies, f.Focal]).Any(i => !ids.Contains(i)))
        {
            throw new ClefException(name, "findings", null, "identifiers that are unique and implications that name one of them");
        }

        Regex Compile(string pattern)
        {
            string whole = source.Macros.Aggregate(pattern, (p, m) => p.Replace("{" + m.Key + "}", m.Value, StringComparison.Ordinal));
            try
            {
                return new Regex(whole, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
            }
            catch (ArgumentException e)
            {
                throw new ClefException(name, "pattern", pattern, "a regular expression", e);
            }
        }

        Masks = [.. source.Masks.Select(Compile)];
        Patterns = [.. source.Findings.SelectMany(f => f.Patterns.Select(p => (f, Compile(p))))];
        Filter = new LiteralFilter(Masks.Concat(Patterns.Select(p => p.Pattern)).Select(p => p.ToString()));
        byId = source.Findings.ToDictionary(f => f.Id, StringComparer.Ordinal);
        Spelling = new Spelling(
            source.Findings.SelectMany(f => f.Patterns)
                .Concat(source.Macros.Values)
                .Concat(source.Findings.Select(f => f.Name.ToLowerInvariant()))
                .SelectMany(p => WordInPattern.Matches(Escape.Replace(p, " ")).Select(m => m.Value))
                    .Where(w => !Fragments.Contains(w))
                    .Concat(source.Words),
            source.Known);
    }

    /// <summary>The vocabulary of EEG reports that comes with Clef.</summary>
    public static FindingVocabulary Default => BuiltInEeg.Value;

    /// <summary>The vocabulary of ECG reports that comes with Clef: statements as machines print them and cardiologists confirm them.</summary>
    public static FindingVocabulary Ecg => BuiltInEcg.Value;

    /// <summary>The findings, in the order of the file.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The version of HED-SCORE to which the tags belong; empty where there are none, as of ECG reports.</summary>
    public string HedVersion { get; }

    /// <summary>The corrector of misspelt terms.</summary>
    public Spelling Spelling { get; }

    /// <summary>Phrases that contain a finding's words and name none.</summary>
    internal IReadOnlyList<Regex> Masks { get; }

    /// <summary>Every pattern with its finding.</summary>
    internal IReadOnlyList<(Finding Finding, Regex Pattern)> Patterns { get; }

    /// <summary>Which of the masks and then the patterns, numbered through, can match a text at all.</summary>
    internal LiteralFilter Filter { get; }

    /// <summary>Pieces of words that patterns are built from, which are no words.</summary>
    private static readonly HashSet<string> Fragments =
        [
            "electro", "normalit", "hemispher", "electroencephalogra", "generali", "parieto", "temporo", "centro", "occipito", "fronto",
            "orbito", "sensitiv", "originat", "asymmetr", "convulsant", "discontinu", "alternant", "abnormalit", "disorgani", "accompani",
            "hypsarr"];

    /// <summary>Reads a vocabulary; unknown fields, unknown implications and wrong expressions are errors.</summary>
    public static FindingVocabulary Load(Stream stream, string name)
    {
        try
        {
            return new FindingVocabulary(
                JsonSerializer.Deserialize<Source>(stream, Json) ?? throw new ClefException(name, null, null, "a vocabulary"), name);
        }
        catch (JsonException e)
        {
            throw new ClefException(name, null, null, $"a vocabulary in JSON ({e.Message})", e);
        }
    }

    /// <summary>The finding of an identifier; fails by name.</summary>
    public Finding Find(string id) => byId.GetValueOrDefault(id)
        ?? throw new ClefException(null, "finding", id, "an identifier of the vocabulary (clef report vocabulary lists them)");

    private static FindingVocabulary LoadBuiltIn(string name)
    {
        using Stream stream = typeof(FindingVocabulary).Assembly.GetManifestResourceStream($"Clef.Clinical.Reports.{name}")!;
        return Load(stream, name);
    }
}
