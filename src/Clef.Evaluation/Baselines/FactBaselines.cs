using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Baselines;

/// <summary>
/// The two baselines that are always there. Demographics: age, its square and sex, but for what is itself the answer of a task of the table.
/// Recording facts: what the file says without the signal (length, sampling rate, channels, hour, date, place in the folder, site, setting, format;
/// of a patient also the number of sessions). Where the facts alone reach a model's figure, the figure says nothing of physiology.
/// </summary>
public static class FactBaselines
{
    /// <summary>The name of the demographics baseline.</summary>
    public const string Demographics = "demographics";

    /// <summary>The name of the recording-facts baseline.</summary>
    public const string RecordingFacts = "recording-facts";

    /// <summary>Both, for the rows of a table.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="tasks">The tasks: where one asks for the age or the sex, that is no baseline of it.</param>
    public static IReadOnlyList<ModelVectors> Of(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchTask> tasks) =>
    [
        Make(Demographics, rows, DemographicColumns(rows, tasks)),
        Make(RecordingFacts, rows, FactColumns(rows)),
    ];

    private static List<Func<BenchRow, double>> DemographicColumns(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchTask> tasks)
    {
        bool Asked(Func<BenchRow, double?> fact) =>
            tasks.Any(t => Enumerable.Range(0, rows.Count).Where(i => !double.IsNaN(t.Values[i])).ToArray() is { Length: > 0 } known
            && known.All(i => fact(rows[i]) == t.Values[i]));
        bool age = !Asked(r => r.Age), sex = !Asked(r => r.Sex is null ? null : r.Sex == "F" ? 1 : 0)
            && !Asked(r => r.Sex is null ? null : r.Sex == "F" ? 0 : 1);
        double mean = rows.Where(r => r.Age is not null).Select(r => r.Age!.Value).DefaultIfEmpty(0).Average();
        List<Func<BenchRow, double>> ages = [r => r.Age ?? mean, r => Math.Pow((r.Age ?? mean) - mean, 2), r => r.Age is null ? 1 : 0];
        List<Func<BenchRow, double>> sexes = [r => r.Sex == "F" ? 1 : 0, r => r.Sex is null ? 1 : 0];
        List<Func<BenchRow, double>> nothing = [_ => 0];
        return [.. age ? ages : [], .. sex ? sexes : [], .. age || sex ? [] : nothing];
    }

    private static List<Func<BenchRow, double>> FactColumns(IReadOnlyList<BenchRow> rows)
    {
        double day = rows.Select(r => r.Session?.Start).Where(s => s is not null).Select(s => s!.Value.Ticks / (double)TimeSpan.TicksPerDay)
            .DefaultIfEmpty(0).Average();
        static double? Hour(BenchRow r) => r.Session?.Start?.TimeOfDay.TotalHours;
        List<Func<BenchRow, double>> columns =
        [
            r => Math.Log(1 + (r.Session?.DurationSeconds ?? 0)),
            r => r.Session?.DurationSeconds ?? 0,
            r => r.Session?.SampleRate ?? 0,
            r => r.Session?.Channels ?? 0,
            r => r.Session?.FileOrder ?? 0,
            // The sick are recorded more often; of a row that is a session, nothing.
            r => Math.Log(r.Sessions?.Count ?? 1),
            // The first two harmonics of the day: a night recording lies near both ends of the clock.
            r => Hour(r) is { } h ? Math.Sin(2 * Math.PI * h / 24) : 0,
            r => Hour(r) is { } h ? Math.Cos(2 * Math.PI * h / 24) : 0,
            r => Hour(r) is { } h ? Math.Sin(4 * Math.PI * h / 24) : 0,
            r => Hour(r) is { } h ? Math.Cos(4 * Math.PI * h / 24) : 0,
            r => r.Session?.Start is null ? 1 : 0,
            r => r.Session?.Start is { } s ? (s.Ticks / (double)TimeSpan.TicksPerDay) - day : 0,
        ];
        foreach (Func<BenchRow, string?> level in (
            IEnumerable<Func<BenchRow, string?>>)[r => r.Site, r => r.Session?.Setting, r => r.Session?.Format, r => r.Session?.Labels])
        {
            // A level of fewer than three rows cannot be learnt; it stays with the rest.
            columns.AddRange(rows.GroupBy(r => level(r) ?? "").Where(g => g.Count() >= 3).Select(g => g.Key).Order(StringComparer.Ordinal).Skip(1)
                .Select(value => (Func<BenchRow, double>)(r => (level(r) ?? "") == value ? 1 : 0)));
        }

        return columns;
    }

    private static ModelVectors Make(string name, IReadOnlyList<BenchRow> rows, List<Func<BenchRow, double>> columns)
    {
        var matrix = new DenseMatrix(rows.Count, columns.Count);
        for (int r = 0; r < rows.Count; r++)
        {
            for (int c = 0; c < columns.Count; c++)
            {
                matrix[r, c] = columns[c](rows[r]);
            }
        }

        return new ModelVectors(name, ModelKind.Baseline, "of the cohort", matrix, Enumerable.Range(0, rows.Count + 1).ToArray());
    }
}
