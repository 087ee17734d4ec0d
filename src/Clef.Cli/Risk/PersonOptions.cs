using System.CommandLine;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Units;

namespace Clef.Cli.Risk;

/// <summary>
/// The inputs of one person. An option that is not given is not known, also for a yes/no: <c>--smoker</c> means yes, <c>--smoker no</c>
/// means no, and neither means that the score will name smoking as missing.
/// </summary>
internal sealed class PersonOptions
{
    private static readonly string[] YesNo = ["yes", "no"];
    private readonly Option<double?> age = new("--age") { Description = "Age in years" };
    private readonly Option<string?> sex = new("--sex") { Description = "male or female" };
    private readonly Option<string?> smoker = Flag("--smoker", "Smokes now: yes or no (the bare option means yes; without it, not known)");
    private readonly Option<double?> sbp = new("--sbp") { Description = "Systolic blood pressure, mmHg" };
    private readonly Option<double?> total = new("--total-cholesterol") { Description = "Total cholesterol" };
    private readonly Option<double?> hdl = new("--hdl") { Description = "HDL cholesterol" };
    private readonly Option<string?> diabetes = Flag("--diabetes", "Has diabetes: yes or no");
    private readonly Option<double?> diabetesAge = new("--diabetes-age") { Description = "Age when diabetes was found, years" };
    private readonly Option<double?> hba1c = new("--hba1c") { Description = "HbA1c" };
    private readonly Option<double?> egfr = new("--egfr") { Description = "eGFR, mL/min/1.73 m2" };
    private readonly Option<string?> treated = Flag("--treated", "Blood pressure treated with drugs: yes or no");
    private readonly Option<string?> race = new("--race") { Description = "white, black or other (pooled-cohort only)" };
    private readonly Option<double?> bmi = new("--bmi") { Description = "Body-mass index, kg/m2" };
    private readonly Option[] used;

    /// <summary>Offers the options of the attributes that a score needs, and diabetes, which decides whether it applies.</summary>
    public PersonOptions(IEnumerable<RiskAttribute> attributes)
    {
        sex.AcceptOnlyFromAmong("male", "female");
        race.AcceptOnlyFromAmong("white", "black", "other");
        Option[] all = [age, sex, smoker, sbp, total, hdl, diabetes, diabetesAge, hba1c, egfr, treated, race, bmi];
        used = [.. attributes.Append(RiskAttribute.Diabetes).Distinct().Select(a => all[(int)a])];
    }

    public void AddTo(Command command)
    {
        foreach (Option option in used)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options offered.</summary>
    public IReadOnlyList<Option> Names => used;

    public RiskInputs Read(ParseResult parsed, RiskUnits units) => new()
    {
        Age = Number(parsed, age, v => new Age(v)),
        Sex = Text(parsed, sex) switch { "male" => Sex.Male, "female" => Sex.Female, _ => null },
        Smoker = Truth(parsed, smoker),
        SystolicPressure = Number(parsed, sbp, v => new SystolicPressure(v)),
        TotalCholesterol = Number(parsed, total, units.Cholesterol),
        HdlCholesterol = Number(parsed, hdl, units.Cholesterol),
        Diabetes = Truth(parsed, diabetes),
        DiabetesAge = Number(parsed, diabetesAge, v => new Age(v)),
        Hba1c = Number(parsed, hba1c, units.Hba1c),
        Egfr = Number(parsed, egfr, v => new FiltrationRate(v)),
        PressureTreated = Truth(parsed, treated),
        Race = Text(parsed, race) switch { "white" => RiskRace.White, "black" => RiskRace.Black, "other" => RiskRace.Other, _ => null },
        BodyMassIndex = Number(parsed, bmi, v => new BodyMassIndex(v)),
    };

    private static Option<string?> Flag(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        option.AcceptOnlyFromAmong(YesNo);
        return option;
    }

    private T? Number<T>(ParseResult parsed, Option<double?> option, Func<double, T> make)
        where T : struct => used.Contains(option) && parsed.GetValue(option) is { } value ? make(value) : null;

    private string? Text(ParseResult parsed, Option<string?> option) => used.Contains(option) ? parsed.GetValue(option) : null;

    private bool? Truth(ParseResult parsed, Option<string?> option) =>
        !used.Contains(option) || parsed.GetResult(option) is null ? null : parsed.GetValue(option) is not "no";
}
