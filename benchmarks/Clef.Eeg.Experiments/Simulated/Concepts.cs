using Clef.Clinical.Records;
using Clef.Core;
using Clef.Eeg.Alignment;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>Divides the codes of a cohort's records into those held out of alignment, by prefix, and those seen.</summary>
internal static class Concepts
{
    /// <summary>Writes both lists, one code a line.</summary>
    public static void Divide(string tokens, string sessions, string events, IReadOnlyList<string> prefixes, string heldOutFile, string seenFile)
    {
        AlignmentData data = AlignmentData.Read(TokenTable.Read(tokens), sessions, null, events, new HashSet<string>());
        string[] codes = [.. data.Profiles.OfType<PatientProfile>().SelectMany(p => p.Diagnoses.Concat(p.Medications)).Distinct()
            .Order(StringComparer.Ordinal)];
        string[] heldOut = [.. codes.Where(code => prefixes.Any(p => p.Length > 0 && Bare(code).StartsWith(p, StringComparison.Ordinal)))];
        if (heldOut.Length == 0 || heldOut.Length == codes.Length)
        {
            throw new ClefException("--hold-out", null, string.Join(' ', prefixes), "prefixes that part the codes of the records in two");
        }

        AtomicFile.WriteText(heldOutFile, string.Join('\n', heldOut) + "\n");
        AtomicFile.WriteText(seenFile, string.Join('\n', codes.Except(heldOut).Select(Bare)) + "\n");
        Console.WriteLine($"{codes.Length} codes, {heldOut.Length} held out");
    }

    /// <summary>The code without its system, as tasks name it: <c>G40209</c> of <c>ICD10/G40209</c>.</summary>
    private static string Bare(string code) => code[(code.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace(".", "", StringComparison.Ordinal);
}
