using System.Globalization;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>The patient field: in EDF+ <c>code sex birthdate name ...</c> with 'X' for what is not known (EDF+ 2.1.3.3); in EDF free text.</summary>
internal static class EdfSubject
{
    /// <summary>Reads the facts; a free text becomes the code.</summary>
    public static Subject Read(string patient)
    {
        string[] parts = patient.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return Subject.Unknown;
        }

        if (parts.Length < 4 || parts[1] is not ("F" or "M" or "X") || (Date(parts[2]) is null && parts[2] != "X"))
        {
            return patient == "X" ? Subject.Unknown : new Subject(patient, null, null, null, null, null);
        }

        var subject = new Subject(
            Known(parts[0]), Known(parts[3]), parts[1] == "X" ? null : parts[1], Date(parts[2]), null, parts.Length > 4 ? parts[4].Replace('_', ' ') : null);
        return subject == Subject.Unknown ? Subject.Unknown : subject;
    }

    /// <summary>The patient field that states a subject, at most 80 characters.</summary>
    public static string Write(Subject subject)
    {
        string birth = subject.BirthDate is { } date ? date.ToString("dd-MMM-yyyy", CultureInfo.InvariantCulture).ToUpperInvariant() : "X";
        return $"{Word(subject.Code)} {subject.Sex ?? "X"} {birth} {Word(subject.Name)}";
    }

    private static string Word(string? text) => string.IsNullOrWhiteSpace(text) ? "X" : text.Trim().Replace(' ', '_');

    private static string? Known(string text) => text == "X" ? null : text.Replace('_', ' ');

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
