using System.Globalization;
using Clef.Clinical.Tables;
using Clef.Clinical.Units;
using Clef.Core;

namespace Clef.Clinical.Risk.Tables;

/// <summary>
/// Where the attributes of a score stand in a table: a mapping from attribute name to column, the units of its numbers, and the words for
/// "not known". Without a mapping, a column that bears an attribute's name is taken.
/// </summary>
public sealed class RiskColumns
{
    /// <summary>
    /// The name of a helping column for smoking: whether the person ever smoked. Surveys ask "do you smoke now" of those who ever did, so
    /// an unknown answer beside "never" means no.
    /// </summary>
    public const string EverSmoked = "ever-smoked";

    private static readonly string[] Yes = ["yes", "y", "true", "t", "1", "current"];
    private static readonly string[] No = ["no", "n", "false", "f", "0", "never", "former"];
    private readonly int[] columns;
    private readonly int everSmoked;
    private readonly RiskUnits units;
    private readonly HashSet<string> missing;
    private readonly string[] header;

    /// <summary>Resolves a mapping against a header.</summary>
    /// <param name="table">The table, for its header.</param>
    /// <param name="mapping">Attribute name (or <see cref="EverSmoked"/>) to column name.</param>
    /// <param name="units">The units of the numbers.</param>
    /// <param name="missing">Words that mean "not known" besides an empty field, NA, NaN and null.</param>
    public RiskColumns(
        DelimitedReader table, IReadOnlyDictionary<string, string> mapping, RiskUnits units, IEnumerable<string>? missing = null)
    {
        this.units = units;
        this.missing = new HashSet<string>(["", "na", "nan", "null", .. missing ?? []], StringComparer.OrdinalIgnoreCase);
        header = table.Header;
        foreach (string name in mapping.Keys.Where(k => k != EverSmoked))
        {
            RiskNames.Parse(name);
        }

        int Find(string name) => mapping.TryGetValue(name, out string? column) ? table.Column(column) : Array.IndexOf(table.Header, name);
        columns = [.. RiskNames.All.Select(Find)];
        everSmoked = Find(EverSmoked);
        if (columns.All(c => c < 0))
        {
            throw new ClefException(
                null, "columns", string.Join(", ", table.Header),
                $"a column for at least one of {string.Join(", ", RiskNames.All)}; map them by name=column");
        }
    }

    /// <summary>The attributes for which the table has a column.</summary>
    public IReadOnlyList<RiskAttribute> Present => [.. Enum.GetValues<RiskAttribute>().Where(a => columns[(int)a] >= 0)];

    /// <summary>Reads one row; fails with the column's name where a value cannot be read or no living person could have it.</summary>
    public RiskInputs Read(string[] row)
    {
        bool? smoker = Flag(row, columns[(int)RiskAttribute.Smoking]);
        if (smoker is null && Flag(row, everSmoked) == false)
        {
            smoker = false;
        }

        return new RiskInputs
        {
            Age = Value(row, RiskAttribute.Age, v => new Age(v)),
            Sex = SexOf(row),
            Smoker = smoker,
            SystolicPressure = Value(row, RiskAttribute.SystolicPressure, v => new SystolicPressure(v)),
            TotalCholesterol = Value(row, RiskAttribute.TotalCholesterol, units.Cholesterol),
            HdlCholesterol = Value(row, RiskAttribute.HdlCholesterol, units.Cholesterol),
            Diabetes = Flag(row, columns[(int)RiskAttribute.Diabetes]),
            DiabetesAge = Value(row, RiskAttribute.DiabetesAge, v => new Age(v)),
            Hba1c = Value(row, RiskAttribute.Hba1c, units.Hba1c),
            Egfr = Value(row, RiskAttribute.Egfr, v => new FiltrationRate(v)),
            PressureTreated = Flag(row, columns[(int)RiskAttribute.PressureTreatment]),
            Race = RaceOf(row),
            BodyMassIndex = Value(row, RiskAttribute.BodyMassIndex, v => new BodyMassIndex(v)),
        };
    }

    private string? Text(string[] row, int column)
    {
        string text = column < 0 ? "" : row[column].Trim();
        return missing.Contains(text) ? null : text;
    }

    private T? Value<T>(string[] row, RiskAttribute attribute, Func<double, T> make)
        where T : struct
    {
        int column = columns[(int)attribute];
        if (Text(row, column) is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw new ClefException(null, header[column], text, "a number");
        }

        try
        {
            return make(value);
        }
        catch (ClefException e)
        {
            throw new ClefException(null, header[column], text, e.Expected ?? e.Message, e);
        }
    }

    private bool? Flag(string[] row, int column) => Text(row, column) is not { } text ? null
        : Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
        : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? false
        : throw new ClefException(null, header[column], text, "yes or no (true/false, 1/0)");

    private Sex? SexOf(string[] row) => Text(row, columns[(int)RiskAttribute.Sex]) is not { } text ? null : text.ToUpperInvariant() switch
    {
        "M" or "MALE" => Sex.Male,
        "F" or "FEMALE" => Sex.Female,
        _ => throw new ClefException(null, header[columns[(int)RiskAttribute.Sex]], text, "male or female"),
    };

    private RiskRace? RaceOf(string[] row) =>
        Text(row, columns[(int)RiskAttribute.Race]) is not { } text ? null : text.ToUpperInvariant() switch
    {
        "WHITE" => RiskRace.White,
        "BLACK" or "AFRICAN AMERICAN" => RiskRace.Black,
        _ => RiskRace.Other,
    };
}
