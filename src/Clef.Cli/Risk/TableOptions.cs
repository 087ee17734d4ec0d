using System.CommandLine;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Risk;

/// <summary>How the columns of a table of people map to attributes, and in which units bare numbers are.</summary>
internal sealed class TableOptions
{
    private readonly Option<string[]> column = new("--column")
    {
        Description = "Map an attribute to a column, as in age=Age; may be repeated. Attributes: "
            + string.Join(", ", Clinical.Risk.RiskNames.All)
            + ", ever-smoked",
    };

    private readonly Option<string[]> missing =
        new("--missing-value") { Description = "A further word that means 'not known' (besides empty, NA, NaN, null)" };
    private readonly Option<string> cholesterol =
        new("--cholesterol-unit") { Description = "mmol/L or mg/dL", DefaultValueFactory = _ => "mmol/L" };
    private readonly Option<string> hba1c = new("--hba1c-unit") { Description = "mmol/mol or %", DefaultValueFactory = _ => "mmol/mol" };

    public TableOptions()
    {
        cholesterol.AcceptOnlyFromAmong("mmol/L", "mg/dL");
        hba1c.AcceptOnlyFromAmong("mmol/mol", "%");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(column);
        command.Options.Add(missing);
        command.Options.Add(cholesterol);
        command.Options.Add(hba1c);
    }

    public RiskUnits Units(ParseResult parsed) => RiskUnits.Parse(parsed.GetValue(cholesterol)!, parsed.GetValue(hba1c)!);

    public RiskColumns Columns(ParseResult parsed, DelimitedReader table)
    {
        var mapping = new Dictionary<string, string>();
        foreach (string pair in parsed.GetValue(column) ?? [])
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !mapping.TryAdd(pair[..at], pair[(at + 1)..]))
            {
                throw new ClefException("--column", null, pair, "name=column, each name once");
            }
        }

        return new RiskColumns(table, mapping, Units(parsed), parsed.GetValue(missing));
    }

    /// <summary>Reads a whole table as a reference population; any row that cannot be read is an error.</summary>
    public ReferencePopulation Reference(ParseResult parsed, FileInfo file)
    {
        using DelimitedReader table = DelimitedReader.Open(file.FullName);
        RiskColumns columns = Columns(parsed, table);
        return new ReferencePopulation(
            file.Name, RiskTable.Rows(table, columns, file.Name).Select(r => r.Inputs ?? throw new ClefException(r.Error!)));
    }
}
