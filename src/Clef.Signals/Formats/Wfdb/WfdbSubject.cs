using System.Globalization;
using System.Text.RegularExpressions;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// The facts of the person in a header's comments. The format has no field for them; these are the habits of PhysioNet's collections:
/// <c>&lt;age&gt;: 51  &lt;sex&gt;: F  &lt;diagnoses&gt;: ...</c> (the WFDB library's own), <c>Age: 56</c> and <c>Sex: Female</c> a line
/// (PTB, CinC 2020), and <c>69 M 1085 1629 x1</c> with the drugs in the next line (MIT-BIH).
/// </summary>
internal static partial class WfdbSubject
{
    /// <summary>Reads the facts; comments that state neither age nor sex become notes.</summary>
    public static Subject Read(IReadOnlyList<string> comments)
    {
        double? age = null;
        string? sex = null;
        var notes = new List<string>();
        foreach (string comment in comments)
        {
            string rest = comment;
            if (age is null && sex is null && notes.Count == 0 && MitBih().Match(comment) is { Success: true } mit)
            {
                age = Age(mit.Groups[1].Value);
                sex = mit.Groups[2].Value;
                rest = mit.Groups[3].Value;
            }
            else
            {
                rest = Facts().Replace(comment, fact =>
                {
                    bool isAge = fact.Groups[1].Value.Equals("age", StringComparison.OrdinalIgnoreCase);
                    string value = fact.Groups[2].Value;
                    age ??= isAge ? Age(value) : null;
                    sex ??= isAge ? null : Sex(value);
                    return "";
                });
            }

            if (rest.Trim() is { Length: > 0 } note)
            {
                notes.Add(note);
            }
        }

        return age is null && sex is null && notes.Count == 0
            ? Subject.Unknown
            : new Subject(null, null, sex, null, age, notes.Count == 0 ? null : string.Join('\n', notes));
    }

    // MIT-BIH writes -1 for an unknown age; the oldest verified age is 122 years.
    private static double? Age(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double age) && age is >= 0 and <= 130 ? age : null;

    private static string? Sex(string text) => text.ToUpperInvariant() switch
    {
        "F" or "FEMALE" => "F",
        "M" or "MALE" => "M",
        _ => null,
    };

    [GeneratedRegex(@"^(-?\d{1,3})\s+([MF])\b(.*)$")]
    private static partial Regex MitBih();

    [GeneratedRegex(@"(?<![A-Za-z])<?(age|sex|gender)>?\s*[:=]\s*([A-Za-z0-9.+-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Facts();
}
