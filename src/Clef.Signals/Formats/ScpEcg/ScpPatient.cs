using System.Globalization;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.ScpEcg;

/// <summary>Section 1 (EN 1064, 5.4): tagged facts of the person and of the recording.</summary>
internal sealed record ScpPatient(Subject Subject, DateTime? Start, string Prefilter)
{
    private const int LastTag = 255;

    public static ScpPatient Read(ScpRecord record, RemarkList remarks)
    {
        if (!record.Has(1))
        {
            remarks.Add("section-1-missing", "the record has no section 1; nothing is known of the person");
            return new ScpPatient(Subject.Unknown, null, "");
        }

        ScpSection section = record[1];
        string? last = null, first = null, second = null, code = null, sex = null;
        DateOnly? birth = null, day = null;
        TimeOnly time = default;
        double? age = null;
        var notes = new List<string>();
        var filter = new List<string>();
        for (int at = 0; at + 3 <= section.Length;)
        {
            int tag = section.Byte(at), length = section.UInt16(at + 1);
            if (tag == LastTag)
            {
                break;
            }

            if (at + 3 + length > section.Length)
            {
                remarks.Add("tag-truncated", $"tag {tag} of section 1 is cut off; it and what follows were not read");
                break;
            }

            at += 3;
            switch (tag)
            {
                case 0: last = section.Text(at, length); break;
                case 1: first = section.Text(at, length); break;
                case 2: code = section.Text(at, length); break;
                case 3: second = section.Text(at, length); break;
                case 4 when length >= 3: age = Age(section.UInt16(at), section.Byte(at + 2)); break;
                case 5 when length >= 4: birth = Date(section, at); break;
                case 8 when length >= 1: sex = section.Byte(at) switch { 1 => "M", 2 => "F", _ => null }; break;
                case 10 when length > 3: notes.Add(section.Text(at + 3, length - 3)); break;
                case 13 or 30 or 35: notes.Add(section.Text(at, length)); break;
                case 25 when length >= 4: day = Date(section, at); break;
                case 26 when length >= 3 && section.Byte(at) < 24 && section.Byte(at + 1) < 60 && section.Byte(at + 2) < 60:
                    time = new TimeOnly(section.Byte(at), section.Byte(at + 1), section.Byte(at + 2));
                    break;
                case 27 when length >= 2 && section.UInt16(at) > 0:
                    filter.Add(string.Create(CultureInfo.InvariantCulture, $"HP:{section.UInt16(at) / 100.0}Hz"));
                    break;
                case 28 when length >= 2 && section.UInt16(at) > 0: filter.Add($"LP:{section.UInt16(at)}Hz"); break;
                default: break;
            }

            at += length;
        }

        string? name = HeaderText.OrNull(string.Join(' ', new[] { first, last, second }.Where(n => !string.IsNullOrEmpty(n))));
        return new ScpPatient(
            new Subject(HeaderText.OrNull(code), name, sex, birth, age, HeaderText.OrNull(string.Join('\n', notes.Where(n => n.Length > 0)))),
            day?.ToDateTime(time), string.Join(" ", filter));
    }

    private static DateOnly? Date(ScpSection section, int at)
    {
        (int year, int month, int day) = (section.UInt16(at), section.Byte(at + 2), section.Byte(at + 3));
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    /// <summary>Units 1 to 5: years, months, weeks, days, hours.</summary>
    private static double? Age(int value, int unit) => value == 0 ? null : unit switch
    {
        1 => value,
        2 => value / 12.0,
        3 => value / 52.1775,
        4 => value / 365.2425,
        5 => value / 8765.82,
        _ => null,
    };
}
