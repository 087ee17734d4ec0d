using System.Text.Json.Nodes;
using Clef.Cohorts.Checks;
using Clef.Core.Tables;
using Clef.Evaluation.Conformal;
using Clef.Evaluation.Drift;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Subgroups;

namespace Clef.Evaluation.Report;

/// <summary>Everything that a report shows, gathered once from a run's folder.</summary>
/// <param name="Title">The title.</param>
/// <param name="Set">All results.</param>
/// <param name="Macros">Means by heading.</param>
/// <param name="Pairs">Models in pairs.</param>
/// <param name="Subgroups">Subgroups with gaps.</param>
/// <param name="Conformal">Conformal sets.</param>
/// <param name="Drift">Two-sample tests.</param>
/// <param name="Shifts">Calibration on the external part.</param>
/// <param name="HeldOut">Means over held-out and seen concepts; empty where no list was given.</param>
/// <param name="Leakage">The leakage check.</param>
/// <param name="Folder">The run.</param>
public sealed record ReportData(
    string Title,
    ResultSet Set,
    IReadOnlyList<MacroResult> Macros,
    IReadOnlyList<ModelComparison> Pairs,
    IReadOnlyList<SubgroupResult> Subgroups,
    IReadOnlyList<ConformalResult> Conformal,
    IReadOnlyList<DriftResult> Drift,
    IReadOnlyList<CalibrationShift> Shifts,
    IReadOnlyList<MacroResult> HeldOut,
    IReadOnlyList<CheckResult> Leakage,
    RunFolder Folder)
{
    /// <summary>Computes all of it.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="title">The report's title; null for one made of suite and source.</param>
    /// <param name="seen">A file of the concepts that models were aligned with; null leaves held-out concepts out.</param>
    /// <param name="replicates">Draws of patients.</param>
    /// <param name="cancel">Stops between draws.</param>
    public static ReportData Gather(RunFolder folder, string? title, string? seen, int replicates, CancellationToken cancel)
    {
        ResultSet set = ResultSet.Compute(folder, replicates, cancel: cancel);
        return new(
            title ?? $"{set.Description.Suite} on {set.Description.Source}", set, MacroResult.Of(set), ModelComparison.Of([set]),
                SubgroupResult.Of(set, Math.Min(replicates, 500)), ConformalResult.Of(set),
            DriftResult.Read(folder, set), CalibrationShift.Of(set), seen is null ? [] : HeldOutConcepts.Of(set, HeldOutConcepts.Read(seen)),
                LeakageReport.Read(folder), folder);
    }

    /// <summary>Means over all tasks with all labels and the first probe, best first.</summary>
    public IReadOnlyList<MacroResult> Ranking(Part part) =>
        Macros.Where(m => m.Heading == "all" && m.Probe == Set.Probe && m.Fraction == 1 && m.Part == part).OrderByDescending(m => m.Interval.Value).ToArray();

    /// <summary>The summary in plain words, limits among them.</summary>
    public IReadOnlyList<string> Sentences() => ReportSentences.Of(this);

    /// <summary>The two principal axes of each model's vectors, as written by the run.</summary>
    internal JsonObject Maps()
    {
        var maps = new JsonObject();
        foreach (StoredTable table in Set.Tables.Take(1))
        {
            foreach (ModelDescription model in Set.Description.Models)
            {
                string path = Folder.File(EmbeddingMap.Name(table.Name, model.Name));
                if (File.Exists(path))
                {
                    CsvTable csv = CsvTable.Read(path);
                    maps[model.Name] = new JsonArray(csv.Rows.Select(r =>
                    {
                        BenchRow row = table.Rows[int.Parse(r[0], System.Globalization.CultureInfo.InvariantCulture)];
                        return (JsonNode)new JsonObject
                        {
                            ["x"] = Number(r[1]), ["y"] = Number(r[2]), ["share"] = Number(r[3]),
                            ["part"] = row.Part.ToString(), ["sex"] = row.Sex ?? "not known", ["age"] = row.Age, ["site"] = row.Site ?? "not known",
                        };
                    }).ToArray());
                }
            }
        }

        return maps;
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
