using Clef.Cohorts.Store;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>One row of a benchmark: a session of a cohort, a patient with all sessions, or an item of a dataset.</summary>
/// <param name="Id">The name by which embeddings are found.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Part">The part of the split.</param>
public sealed record BenchRow(string Id, string Patient, Part Part)
{
    /// <summary>The recording's file within its dataset or cohort, by which embeddings are found too; null where the row is a part of it.</summary>
    public string? File { get; init; }

    /// <summary>Age in years.</summary>
    public double? Age { get; init; }

    /// <summary><c>F</c>, <c>M</c> or null.</summary>
    public string? Sex { get; init; }

    /// <summary>Where it was recorded.</summary>
    public string? Site { get; init; }

    /// <summary>When the recording began; of a patient the first.</summary>
    public DateTime? Start { get; init; }

    /// <summary>The session with its recording facts; of a patient the first session; null where nothing is known of the recording.</summary>
    public Session? Session { get; init; }

    /// <summary>The sessions that are pooled into a patient's row; null where the row is a session or an item itself.</summary>
    public IReadOnlyList<string>? Sessions { get; init; }

    /// <summary>The files of <see cref="Sessions"/>, in their order; null with them, or where they are not known.</summary>
    public IReadOnlyList<string?>? SessionFiles { get; init; }
}

/// <summary>A task over the rows of a table: binary (0, 1) or a regression.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Target">What it is a class of; the task itself where it stands alone.</param>
/// <param name="Group">Its heading.</param>
/// <param name="Regression">True where the values are numbers to be predicted.</param>
/// <param name="Values">One a row; NaN where the row takes no part.</param>
/// <param name="Skipped">Why the task is listed but not scored; null where it is scored.</param>
public sealed record BenchTask(string Name, string Target, string Group, bool Regression, double[] Values, string? Skipped)
{
    /// <summary>How many sessions met the rule before any matching; the positives where nothing is matched.</summary>
    public int Candidates { get; init; }

    /// <summary>Codes and findings that the task's positive rule names; empty for a dataset's own labels.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>The labels as the classifying probes take them.</summary>
    public ProbeTask Binary() => new(Name, Values.Select(v => double.IsNaN(v) ? (sbyte)-1 : (sbyte)v).ToArray());

    /// <summary>Rows of a part with label 1 and 0; for a regression, rows with a value and 0.</summary>
    public (int Positive, int Negative) Count(IReadOnlyList<BenchRow> rows, Part part)
    {
        int positive = 0, negative = 0;
        for (int i = 0; i < Values.Length; i++)
        {
            if (rows[i].Part == part && !double.IsNaN(Values[i]))
            {
                (positive, negative) = Regression || Values[i] == 1 ? (positive + 1, negative) : (positive, negative + 1);
            }
        }

        return (positive, negative);
    }

    /// <summary>The task with the reason why it cannot be scored, if there is one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    public BenchTask Checked(IReadOnlyList<BenchRow> rows, int leastTest)
    {
        if (Skipped is not null)
        {
            return this;
        }

        (int trainPositive, int trainNegative) = Count(rows, Part.Train);
        (int testPositive, int testNegative) = Count(rows, Part.Test);
        bool few = Regression ? trainPositive < 2 || testPositive < Math.Max(2, leastTest) : Math.Min(trainPositive, trainNegative) < 1
            || Math.Min(testPositive, testNegative) < leastTest;
        string counts = $"train {trainPositive} and {trainNegative}, test {testPositive} and {testNegative}";
        return few ? this with { Skipped = $"{counts}; at least {leastTest} of each class are needed in test" } : this;
    }
}

/// <summary>Rows with the tasks over them. The sessions of a cohort are one table and its patients another; each target of a dataset is one.</summary>
/// <param name="Name">The table's name, used in file names.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Tasks">All tasks, scored or not.</param>
public sealed record BenchTable(string Name, IReadOnlyList<BenchRow> Rows, IReadOnlyList<BenchTask> Tasks)
{
    /// <summary>The tasks that are scored.</summary>
    public IReadOnlyList<BenchTask> Scored { get; } = Tasks.Where(t => t.Skipped is null).ToArray();

    /// <summary>The moment that parts rows into an earlier and a later half; null where fewer than two rows have different starts.</summary>
    public static DateTime? MiddleStart(IEnumerable<BenchRow> rows)
    {
        DateTime[] starts = rows.Where(r => r.Start is not null).Select(r => r.Start!.Value).Order().ToArray();
        return starts.Length < 2 || starts[0] == starts[^1] ? null : starts[(starts.Length + 1) / 2] is var middle && middle > starts[0] ? middle
            : starts.First(s => s > starts[0]);
    }
}
