using System.Globalization;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// What EDF+ has no field for: that a file which Clef wrote is padded at its end, and that its annotations <c>samples not recorded@@label</c> mark samples which are
/// not there. Every reader sees these annotations; from the subfields <c>Clef missing-marked length-SECONDS</c> that follow the technician in the
/// recording field (EDF+ 2.1.3.4 allows further subfields) our own reader knows that they stand for missing samples, and where the recording ends.
/// </summary>
/// <param name="Length">Seconds from the first sample to the end of the last that was recorded.</param>
internal sealed record EdfMissing(double Length)
{
    private const string Equipment = "Clef", Marked = "missing-marked", LengthMark = "length-";

    /// <summary>The subfields of the recording field after the technician's.</summary>
    public string Subfields => FormattableString.Invariant($"{Equipment} {Marked} {LengthMark}{Length:0.#######}");

    /// <summary>Finds the subfields in a recording field; null where they are not there.</summary>
    public static EdfMissing? Find(string recordingField)
    {
        // Startdate, date, hospital's code, technician, equipment, further ones.
        string[] fields = recordingField.Split(' ');
        return fields.Length == 7 && fields[0] == "Startdate" && fields[4] == Equipment && fields[5] == Marked && fields[6].StartsWith(LengthMark, StringComparison.Ordinal)
            && double.TryParse(fields[6].AsSpan(LengthMark.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double length)
            ? new EdfMissing(length)
            : null;
    }
}
