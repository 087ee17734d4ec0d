using Clef.Clinical.Records;

namespace Clef.Eeg.Alignment;

/// <summary>
/// The tokens of patient records: age in decades, sex, race, diagnoses, medications (eeg-model 5.2). Made from the records that train; a code that it does not
/// know is left out of a set.
/// </summary>
public sealed class ProfileVocabulary
{
    private const string Diagnosis = "diagnosis:", Medication = "medication:";
    private readonly Dictionary<string, int> _places;

    /// <summary>Takes the tokens in order.</summary>
    public ProfileVocabulary(IReadOnlyList<string> tokens)
    {
        Tokens = tokens;
        _places = tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>The tokens.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The vocabulary of profiles: all demographic tokens, and every code that occurs.</summary>
    public static ProfileVocabulary Of(IEnumerable<PatientProfile> profiles)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (PatientProfile profile in profiles)
        {
            codes.UnionWith(profile.Diagnoses.Select(d => Diagnosis + d));
            codes.UnionWith(profile.Medications.Select(m => Medication + m));
        }

        return new ProfileVocabulary(
            [.. Enumerable.Range(0, 10).Select(d => $"age:{d}"), "age:", "sex:F", "sex:M", "sex:", .. RaceGroups.All.Select(r => "race:" + r), .. codes]);
    }

    /// <summary>The set of a profile: three demographic tokens, then the codes that are known.</summary>
    public ProfileSet Of(PatientProfile profile)
    {
        string[] person = [$"age:{profile.AgeDecade}", $"sex:{profile.Sex}", $"race:{profile.Race}"];
        string[] codes = [.. profile.Diagnoses.Select(d => Diagnosis + d), .. profile.Medications.Select(m => Medication + m)];
        return new ProfileSet(Known(person), Known(codes));
    }

    private int[] Known(IEnumerable<string> tokens) => [.. tokens.Where(_places.ContainsKey).Select(t => _places[t])];
}

/// <summary>A patient's record as tokens.</summary>
/// <param name="Person">Age, sex, race.</param>
/// <param name="Codes">Diagnoses and medications.</param>
public sealed record ProfileSet(int[] Person, int[] Codes)
{
    /// <summary>No record.</summary>
    public static ProfileSet None { get; } = new([], []);

    /// <summary>Whether it takes part in the alignment: only a record with a code does (eeg-model 5.3).</summary>
    public bool Counts => Codes.Length > 0;
}
