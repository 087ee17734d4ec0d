using System.Globalization;
using Clef.Core;

namespace Clef.Clinical.Records;

/// <summary>
/// One event of a patient's record, in the layout of the Medical Event Data Standard (MEDS 0.4: subject_id, time, code, numeric_value,
/// text_value).
/// </summary>
/// <param name="Patient">The patient as the source names them.</param>
/// <param name="Time">When it became known, without zone; null for what holds always (sex, race).</param>
/// <param name="Code"><c>SYSTEM/value</c>, or one of <see cref="EventCodes"/>.</param>
/// <param name="Number">The value, where it is a number.</param>
/// <param name="Text">The value, where it is text, or a unit or display beside the number.</param>
public sealed record PatientEvent(string Patient, DateTime? Time, string Code, double? Number = null, string? Text = null)
{
    /// <summary>
    /// MEDS's 64-bit subject_id for a patient: the identifier itself where it is a whole number written plainly, else the top 62 bits of
    /// its
    /// <see cref="StableHash"/> plus 2^62, so that the two kinds cannot meet.
    /// </summary>
    public static long SubjectId(string patient) =>
        long.TryParse(patient, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number < 1L << 62
            && number.ToString(CultureInfo.InvariantCulture) == patient
            ? number
            : (long)(StableHash.Of("subject", patient) >> 2) | (1L << 62);
}
