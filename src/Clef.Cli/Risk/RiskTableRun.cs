using System.Globalization;
using System.Text;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Risk;

/// <summary>
/// Scores a table row by row: the columns of the input, then those of the score. A row that cannot be read keeps its place with status
/// <c>error</c>, is named by line on the error stream, and makes the exit code 1. The output appears whole or not at all.
/// </summary>
internal static class RiskTableRun
{
    private static readonly string[] Appended =
        ["risk_score", "risk_status", "risk_percent", "risk_category", "risk_missing", "risk_missing_rate", "risk_note"];
    private static readonly string[] AppendedExpectation = ["risk_expected_percent", "risk_expected_sd", "risk_expected_donors"];

    public static int Run(
        RiskScore score, string source, string target, Func<DelimitedReader, RiskColumns> map, ReferencePopulation? reference)
    {
        using DelimitedReader table = DelimitedReader.Open(source);
        RiskColumns columns = map(table);
        string[] appended = reference is null ? Appended : [.. Appended, .. AppendedExpectation];
        if (table.Header.FirstOrDefault(appended.Contains) is { } taken)
        {
            throw new ClefException(source, "column", taken, "a name that the output does not use; rename the column");
        }

        int errors = 0, scored = 0, rows = 0;
        var progress = new RowProgress("risk");
        AtomicFile.Write(target, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            var writer = new DelimitedWriter(text);
            writer.Write([.. table.Header, .. appended]);
            foreach (RiskRow row in RiskTable.Rows(table, columns, Path.GetFileName(source)))
            {
                RiskResult? result = row.Inputs is null ? null : score.Evaluate(row.Inputs);
                writer.Write([.. row.Fields, .. Cells(score, row, result), .. reference is null ? [] : Expectation(score, row, reference)]);
                rows++;
                scored += result?.Status == RiskStatus.Scored ? 1 : 0;
                if (row.Error is not null)
                {
                    errors++;
                    progress.Say(row.Error);
                }

                progress.Step(rows);
            }
        });
        progress.Finish($"{rows} people, {scored} scored, {rows - scored - errors} without a score, {errors} rows in error");
        return errors > 0 ? 1 : 0;
    }

    private static string[] Cells(RiskScore score, RiskRow row, RiskResult? result) => result is null
        ? [score.Name, "error", "", "", "", "", row.Error!]
        :
        [
            result.Score, RiskNames.Of(result.Status), Number(result.Percent, "0.0000"), result.Category ?? "",
            string.Join(' ', result.Missing.Select(RiskNames.Of)), Number(result.MissingRate, "0.0000"), string.Join("; ", result.Notes),
        ];

    private static string[] Expectation(RiskScore score, RiskRow row, ReferencePopulation reference) =>
        row.Inputs is { } inputs && ExpectedRisk.Of(score, inputs, reference) is { } expected
            ? [Number(100 * expected.Mean, "0.0000"), Number(100 * Math.Sqrt(expected.Variance), "0.0000"), Number(expected.Donors, "0")]
            : ["", "", ""];

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
