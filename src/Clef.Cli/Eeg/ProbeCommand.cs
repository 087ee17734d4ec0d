using System.CommandLine;
using System.Globalization;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Tables;
using Clef.Datasets;
using Clef.Eeg.Embedding;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg probe --embeddings TABLE --labels FILE --task COLUMN --model DIR --out FILE</c>.</summary>
internal static class ProbeCommand
{
    private const string Description =
        """
        Fit a probe on a table of embeddings and keep it for 'clef serve': weights, a temperature and conformal limits from the validation part, figures with
        95 % intervals from the test part, and how subgroups of age and sex do. --labels is a table (.csv or .parquet) with a column session, the task's column
        (0 and 1, or numbers; -1 and empty are left out), and, where there are, patient, split (train, validation, test; else 70/15/15 of the patients by hash), age
        and sex. 'clef cohort label' writes such tables.
        """;

    public static Command Create()
    {
        var embeddings = new Option<string>("--embeddings") { Description = "A table of 'clef eeg embed'.", Required = true };
        var labels = new Option<string>("--labels") { Description = "The labels.", Required = true };
        var task = new Option<string>("--task") { Description = "The column of the task.", DefaultValueFactory = _ => "label" };
        var name = new Option<string?>("--name") { Description = "The task's name, where it is not that of the column." };
        var model = new Option<string>("--model") { Description = "The model that made the embeddings.", Required = true };
        var encoder = EegText.TextEncoder();
        var space = new Option<string>("--space") { Description = "Their space.", DefaultValueFactory = _ => "session" };
        space.AcceptOnlyFromAmong("session", "text", "profile");
        var output = new Option<string>("--out") { Description = "The file to write; in MODEL/probes it is served with the model.", Required = true };
        var simulated = new Option<bool>("--simulated") { Description = "The data are simulated, and whoever is answered by the probe is told so." };
        var replicates = new Option<int>("--replicates") { Description = "Draws of the bootstrap.", DefaultValueFactory = _ => 1000 };
        replicates.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--replicates is 1 or more.");
            }
        });
        var command = new Command("probe", Description) { embeddings, labels, task, name, model, encoder, space, output, simulated, replicates };
        command.SetAction((parsed, stop) =>
        {
            string column = parsed.GetValue(task)!, file = parsed.GetValue(output)!;
            EmbeddingTable table = EmbeddingTable.Read(parsed.GetValue(embeddings)!);
            ProbeModel of = ModelOf(parsed.GetValue(model)!, parsed.GetValue(encoder), parsed.GetValue(space)!, table);
            LabelledRow[] rows = [.. Read(parsed.GetValue(labels)!, column).Where(r => double.IsFinite(r.Value))];
            Dictionary<string, int> place = Enumerable.Range(0, table.Count).ToDictionary(i => table.Ids[i], StringComparer.Ordinal);
            LabelledRow[] known = [.. rows.Where(r => place.ContainsKey(r.Session))];
            if (known.Length == 0)
            {
                throw new ClefException(parsed.GetValue(labels), "session", rows.Length > 0 ? rows[0].Session : "none", $"sessions of the embeddings, such as {table.Ids[0]}");
            }

            DenseMatrix features = DenseMatrix.FromRows([.. known.Select(r => table.Row(place[r.Session]).ToArray())]);
            bool binary = known.All(r => r.Value is 0 or 1);
            DatasetItem[] items = [.. known.Select(r => new DatasetItem(r.Session, r.Patient, "", r.Split) { Classes = binary ? [r.Value == 1 ? "yes" : "no"] : [], Value = binary ? null : r.Value, Age = r.Person.Age, Sex = r.Person.Sex })];
            TaskTruth truth = TaskTruth.Of(binary ? TaskKind.Binary : TaskKind.Regression, binary ? ["no", "yes"] : [], items);
            TrainedProbe probe = TrainedProbeFit.Fit(
                features, truth, [.. known.Select(r => r.Person)], parsed.GetValue(name) ?? column, Path.GetFileName(parsed.GetValue(labels)!), of, parsed.GetValue(simulated), parsed.GetValue(replicates), stop);
            if (probe.Outputs.Count == 0)
            {
                throw new ClefException(parsed.GetValue(labels), column, "one class only among the training part", "both classes");
            }

            probe.Write(file);
            string figures = string.Join(", ", probe.Outputs.SelectMany(o => o.Figures).DistinctBy(f => f.Metric).Select(f => FormattableString.Invariant($"{f.Metric} {f.Value:0.000} [{f.Low:0.000}, {f.High:0.000}]")));
            Console.WriteLine($"{file}: {probe.Task}, {probe.Training.Train} rows for training, {probe.Training.Validation} for validation, {probe.Training.Test} for the figures{(figures.Length > 0 ? $": {figures}" : "")}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static ProbeModel ModelOf(string folder, string? textEncoder, string space, EmbeddingTable table)
    {
        using EegModel model = EegModel.Open(folder, textEncoder);
        EmbeddingSpace wanted = Enum.Parse<EmbeddingSpace>(space, ignoreCase: true);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return model.Width(wanted) == table.Width
            ? new ProbeModel(Path.GetFileName(full) == "model" ? Path.GetFileName(Path.GetDirectoryName(full)!) : Path.GetFileName(full), model.Digest, model.Preparation.Pipeline.Name, space, "", table.Width)
            : throw new ClefException("--embeddings", "width", table.Width, $"{model.Width(wanted)}, the model's in the space {space}");
    }

    private static List<LabelledRow> Read(string path, string column)
    {
        using var database = new DuckDatabase(threads: 1);
        string source = DuckFiles.Source(path);
        string[] there;
        using (DuckResult head = database.Query($"SELECT * FROM {source} LIMIT 0"))
        {
            there = [.. head.Columns.Select(c => c.Name)];
        }

        foreach (string needed in new[] { "session", column }.Except(there))
        {
            throw new ClefException(path, "columns", string.Join(", ", there.Take(16)), $"{needed} among them");
        }

        // All as text: a label may be a number, a word or nothing.
        string[] wanted = [.. new[] { "session", column, "patient", "split", "age", "sex" }.Distinct().Where(there.Contains)];
        using DuckResult result = database.Query($"SELECT {string.Join(", ", wanted.Select(c => $"CAST({DuckDatabase.Identifier(c)} AS VARCHAR) AS {DuckDatabase.Identifier(c)}"))} FROM {source}");
        int At(string name) => Array.IndexOf(wanted, name);
        int session = At("session"), label = At(column), patient = At("patient"), split = At("split"), age = At("age"), sex = At("sex");
        var rows = new List<LabelledRow>();
        while (result.Next())
        {
            string? Text(int at, int row) => at < 0 ? null : result.Column(at).Text(row) is { Length: > 0 } text ? text : null;
            for (int i = 0; i < result.Count; i++)
            {
                string id = Text(session, i) ?? throw new ClefException(path, $"session in row {rows.Count + 1}", null, "a session");
                string? value = Text(label, i);
                double number = value is null or "-1" ? double.NaN : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : throw new ClefException(path, $"{column} of {id}", value, "0, 1, -1 or a number");
                string who = Text(patient, i) ?? id;
                string part = Text(split, i) is { } stated and ("train" or "validation" or "test") ? stated : Dealt(who);
                double? years = double.TryParse(Text(age, i), NumberStyles.Float, CultureInfo.InvariantCulture, out double a) ? a : null;
                rows.Add(new LabelledRow(id, who, part, number, new ProbePerson(years, Text(sex, i) is { } s and ("F" or "M") ? s : null)));
            }
        }

        return rows;
    }

    /// <summary>70, 15 and 15 parts of a hundred, by the patient's hash.</summary>
    private static string Dealt(string patient) => (StableHash.Of("split", patient) % 100) switch { < 70 => "train", < 85 => "validation", _ => "test" };

    private sealed record LabelledRow(string Session, string Patient, string Split, double Value, ProbePerson Person);
}
