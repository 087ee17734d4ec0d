using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Datasets;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;

namespace Clef.Cli;

/// <summary>One row of a table of results: a model or a baseline on one task.</summary>
internal sealed record TaskRow(string Dataset, string Task, TaskKind Kind, string Row, int Train, int Validation, int Test, int TestPatients, IReadOnlyList<TaskFigure> Figures)
{
    public static TaskRow Of(string dataset, string task, string row, TaskTruth truth, IReadOnlyList<TaskFigure> figures) => new(
        dataset, task, truth.Kind, row, truth.RowsOf(Part.Train).Length, truth.RowsOf(Part.Validation).Length, truth.RowsOf(Part.Test).Length,
        truth.RowsOf(Part.Test).Select(i => truth.Patients[i]).Distinct(StringComparer.Ordinal).Count(), figures);

    /// <summary>The row of a fine-tuned network.</summary>
    /// <param name="dataset">The labelled set.</param>
    /// <param name="task">The task.</param>
    /// <param name="random">Whether the encoder began with random weights.</param>
    /// <param name="frozen">Whether only the head was trained.</param>
    /// <param name="truth">The labels.</param>
    /// <param name="answers">(output, record). Of a binary task the second class alone is scored.</param>
    public static TaskRow OfNetwork(string dataset, string task, bool random, bool frozen, TaskTruth truth, IReadOnlyList<double[]> answers)
    {
        string row = (random, frozen) switch
        {
            (true, true) => "head on random weights",
            (true, false) => "supervised from random weights",
            (false, true) => "head on frozen encoder",
            _ => "fine-tuned",
        };
        return Of(dataset, task, row, truth, TaskFigures.Of(truth, truth.Kind == TaskKind.Binary ? [answers[^1]] : answers, Part.Test));
    }
}

/// <summary>Writes <c>results.csv</c> (a line a figure), <c>results.md</c> (a table a task) and <c>results.json</c>.</summary>
internal static class TaskResults
{
    public static void Write(string folder, IReadOnlyList<TaskRow> rows, IReadOnlyList<string> remarks)
    {
        AtomicFile.WriteText(Path.Combine(folder, "results.csv"), Csv(rows));
        AtomicFile.WriteText(Path.Combine(folder, "results.md"), Markdown(rows, remarks));
        AtomicFile.Write(Path.Combine(folder, "results.json"), stream => Json(stream, rows, remarks));
    }

    /// <summary>A file's name, without ending, of what may hold any letters.</summary>
    public static string FileName(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));

    /// <summary>The tables of all tasks: macro figures first, then each class.</summary>
    public static string Markdown(IReadOnlyList<TaskRow> rows, IReadOnlyList<string> remarks)
    {
        var text = new StringBuilder();
        foreach (IGrouping<(string Dataset, string Task), TaskRow> task in rows.GroupBy(r => (r.Dataset, r.Task)))
        {
            TaskRow first = task.First();
            text.Append(CultureInfo.InvariantCulture, $"## {first.Dataset}, {first.Task}\n\n{first.Train} records for training, {first.Validation} for validation, ");
            text.Append(CultureInfo.InvariantCulture, $"{first.Test} of {first.TestPatients} patients for the figures. Brackets: 95 % of the bootstrap over patients.\n\n");
            (string Metric, string Class)[] columns = [.. task.SelectMany(r => r.Figures).Select(f => (f.Metric, f.Class)).Distinct()];
            text.Append("| |").AppendJoin('|', columns.Select(c => $" {c.Metric}{(c.Class.Length > 0 ? $", {Cell(c.Class)}" : "")} ")).Append("|\n|---|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
            foreach (TaskRow row in task)
            {
                text.Append($"| {Cell(row.Row)} |").AppendJoin('|', columns.Select(c => $" {row.Figures.FirstOrDefault(f => (f.Metric, f.Class) == c)?.Interval.ToString() ?? "-"} ")).Append("|\n");
            }

            foreach (string note in task.SelectMany(r => r.Figures).Select(f => f.Note).Where(n => n.Length > 0).Distinct())
            {
                text.Append($"\n{note}\n");
            }

            text.Append('\n');
        }

        return text.AppendJoin('\n', remarks).Append('\n').ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Csv(IReadOnlyList<TaskRow> rows)
    {
        var text = new StringBuilder("dataset,task,kind,row,metric,class,value,low,high,train,validation,test,test_patients,note\n");
        foreach (TaskRow row in rows)
        {
            foreach (TaskFigure f in row.Figures)
            {
                text.Append(CultureInfo.InvariantCulture, $"{CsvTable.Quote(row.Dataset)},{CsvTable.Quote(row.Task)},{row.Kind},{CsvTable.Quote(row.Row)},{f.Metric},{CsvTable.Quote(f.Class)},");
                text.Append($"{Number(f.Interval.Value)},{Number(f.Interval.Low)},{Number(f.Interval.High)},");
                text.Append(CultureInfo.InvariantCulture, $"{row.Train},{row.Validation},{row.Test},{row.TestPatients},{CsvTable.Quote(f.Note)}\n");
            }
        }

        return text.ToString();
    }

    private static void Json(Stream stream, IReadOnlyList<TaskRow> rows, IReadOnlyList<string> remarks)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (TaskRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("dataset", row.Dataset);
            json.WriteString("task", row.Task);
            json.WriteString("kind", row.Kind.ToString());
            json.WriteString("row", row.Row);
            json.WriteNumber("train", row.Train);
            json.WriteNumber("validation", row.Validation);
            json.WriteNumber("test", row.Test);
            json.WriteNumber("testPatients", row.TestPatients);
            json.WriteStartArray("figures");
            foreach (TaskFigure f in row.Figures)
            {
                json.WriteStartObject();
                json.WriteString("metric", f.Metric);
                json.WriteString("class", f.Class);
                Number(json, "value", f.Interval.Value);
                Number(json, "low", f.Interval.Low);
                Number(json, "high", f.Interval.High);
                json.WriteString("note", f.Note);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("remarks");
        foreach (string remark in remarks)
        {
            json.WriteStringValue(remark);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
