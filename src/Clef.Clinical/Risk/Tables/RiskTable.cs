using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Clinical.Risk.Tables;

/// <summary>One row of a table of people: its inputs, or the error that kept them from being read.</summary>
/// <param name="Line">The line of the file on which the row starts, counted from 1.</param>
/// <param name="Fields">The row as it stands.</param>
/// <param name="Inputs">The inputs, or null where the row has an error.</param>
/// <param name="Error">The error, which names line and column, or null.</param>
public sealed record RiskRow(int Line, string[] Fields, RiskInputs? Inputs, string? Error);

/// <summary>Reads a table of people row by row. A value that cannot be read spoils its own row only, and is named by line.</summary>
public static class RiskTable
{
    /// <summary>The rows of an open table.</summary>
    public static IEnumerable<RiskRow> Rows(DelimitedReader table, RiskColumns columns, string source)
    {
        while (table.Read() is { } fields)
        {
            RiskInputs? inputs = null;
            string? error = null;
            try
            {
                inputs = columns.Read(fields);
            }
            catch (ClefException e)
            {
                error = $"{source}:{table.Line}: {e.Message}";
            }

            yield return new RiskRow(table.Line, fields, inputs, error);
        }
    }
}
