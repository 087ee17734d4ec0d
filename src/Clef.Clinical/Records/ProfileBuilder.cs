using Clef.Clinical.Codes;
using Clef.Core;

namespace Clef.Clinical.Records;

/// <summary>How profiles are made. The defaults are those of eeg-model 5.2.</summary>
public sealed record ProfileOptions
{
    /// <summary>Depth of diagnosis codes.</summary>
    public IcdDepth DiagnosisDepth { get; init; } = IcdDepth.Full;

    /// <summary>ATC level of medication codes, 1 to 5.</summary>
    public int MedicationLevel { get; init; } = 5;

    /// <summary>The most diagnoses of a profile.</summary>
    public int MaximumDiagnoses { get; init; } = 30;

    /// <summary>The most medications of a profile.</summary>
    public int MaximumMedications { get; init; } = 50;

    /// <summary>
    /// True: only events up to the recording count. False: the whole record, as the authors did; labels then look into the future, and a
    /// patient's sessions share them.
    /// </summary>
    public bool BeforeRecording { get; init; }

    /// <summary>The probability that a profile loses some of its codes; 0 for evaluation. The authors' option is 0.5.</summary>
    public double DropoutProbability { get; init; }

    /// <summary>The least part of the codes that dropout leaves.</summary>
    public double DropoutKeeps { get; init; } = 0.1;

    /// <summary>Codes that never enter a profile, at the chosen depth (held-out concepts).</summary>
    public IReadOnlySet<string> HeldOut { get; init; } = new HashSet<string>();
}

/// <summary>Makes profiles from events.</summary>
public sealed class ProfileBuilder(CodeMap map, ProfileOptions options)
{
    private readonly CodeRoller _roller = new(map, options.DiagnosisDepth, options.MedicationLevel);

    /// <summary>The profile of one patient.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="events">The patient's events, in any order.</param>
    /// <param name="recordedAt">When the recording was made; needed for the age and for
    /// <see cref="ProfileOptions.BeforeRecording"/>.</param>
    /// <param name="seed">Seeds dropout, and the choice among codes beyond the caps, together with the patient's name; another seed for
    /// each epoch.</param>
    /// <exception cref="ClefException">The options ask for events before the recording and its time is unknown.</exception>
    public PatientProfile Build(string patient, IEnumerable<PatientEvent> events, DateTime? recordedAt, int seed)
    {
        if (options.BeforeRecording && recordedAt is null)
        {
            throw new ClefException(patient, "recording time", null, "a time, since only earlier events are to count");
        }

        DateTime? birth = null;
        string? sex = null, race = null;
        var diagnoses = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        var medications = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (PatientEvent e in events)
        {
            if (e.Code == EventCodes.Birth)
            {
                birth = e.Time;
            }
            else if (e.Code.StartsWith(EventCodes.Sex, StringComparison.Ordinal))
            {
                sex = e.Code[EventCodes.Sex.Length..];
            }
            else if (e.Code.StartsWith(EventCodes.Race, StringComparison.Ordinal))
            {
                // Several wordings may be recorded; the first in the alphabet, whatever the events' order.
                string wording = e.Code[EventCodes.Race.Length..];
                race = race is null || string.CompareOrdinal(wording, race) < 0 ? wording : race;
            }
            else if (!options.BeforeRecording || e.Time <= recordedAt)
            {
                ClinicalCode code = ClinicalCode.Parse(e.Code);
                Collect(diagnoses, _roller.Diagnoses(code), e.Time);
                Collect(medications, _roller.Medications(code), e.Time);
            }
        }

        var random = new Random(StableHash.Seed("profile", patient, seed.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new PatientProfile(
            patient,
            birth is { } b && recordedAt is { } r && r >= b ? Math.Min(9, Age(b, r) / 10) : null,
            sex is "F" or "M" ? sex : null,
            RaceGroups.Of(race),
            Choose(diagnoses, options.MaximumDiagnoses, recordedAt, random),
            Choose(medications, options.MaximumMedications, recordedAt, random));
    }

    /// <summary>Completed years between two dates.</summary>
    public static int Age(DateTime birth, DateTime at) =>
        at.Year - birth.Year - (at.Month < birth.Month || (at.Month == birth.Month && at.Day < birth.Day) ? 1 : 0);

    private void Collect(Dictionary<string, DateTime> codes, IEnumerable<string> found, DateTime? time)
    {
        foreach (string code in found)
        {
            if (!options.HeldOut.Contains(code))
            {
                DateTime at = time ?? DateTime.MinValue;
                codes[code] = codes.TryGetValue(code, out DateTime known) && known > at ? known : at;
            }
        }
    }

    /// <summary>
    /// Dropout first, then the cap: in training a random choice, in evaluation (no dropout) the codes seen last before the recording, so
    /// that the profile does not depend on the seed.
    /// </summary>
    private string[] Choose(Dictionary<string, DateTime> codes, int most, DateTime? recordedAt, Random random)
    {
        string[] chosen = codes.Keys.Order(StringComparer.Ordinal).ToArray();
        bool training = options.DropoutProbability > 0;
        if (training)
        {
            random.Shuffle(chosen);
            if (random.NextDouble() < options.DropoutProbability)
            {
                double kept = options.DropoutKeeps + ((1 - options.DropoutKeeps) * random.NextDouble());
                chosen = chosen[..Math.Min(chosen.Length, Math.Max(1, (int)Math.Ceiling(kept * chosen.Length)))];
            }
        }
        else if (chosen.Length > most)
        {
            DateTime reference = recordedAt ?? DateTime.MaxValue;
            chosen = chosen.OrderBy(c => codes[c] > reference)
                .ThenBy(c => (reference - codes[c]).Duration())
                .ThenBy(c => c, StringComparer.Ordinal)
                .ToArray();
        }

        chosen = chosen[..Math.Min(most, chosen.Length)];
        Array.Sort(chosen, StringComparer.Ordinal);
        return chosen;
    }
}
