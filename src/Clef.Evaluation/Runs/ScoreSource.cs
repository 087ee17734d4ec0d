using System.Globalization;
using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>
/// Scores of a network that was itself trained on the tasks (tuned supervised), or of a text encoder asked in words: a table (CSV or Parquet) of
/// session, <c>task</c>, <c>score</c>, and
/// <c>seed</c> where there are several. A score is a logit, or the predicted number of a regression. No probe is fitted; validation scores serve for
/// temperature and threshold.
/// </summary>
public sealed class ScoreSource
{
    private readonly Dictionary<(string Task, int Seed, string Session), double> _scores = [];

    /// <summary>Reads and checks a file: every score must be finite, and each session scored once a task and seed.</summary>
    public ScoreSource(string name, string path)
    {
        ModelSource.CheckName(name);
        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, $"the scores of {name}, CSV or Parquet");
        }

        (Name, Path) = (name, path);
        ModelSource.RequireTable(path);
        using (FileStream stream = File.OpenRead(path))
        {
            Digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        using var database = new DuckDatabase(threads: 1);
        using DuckResult table = database.Query($"SELECT COLUMNS(*)::VARCHAR FROM {DuckFiles.Source(path)}");
        int[] columns = ((string[])["task", "score", "seed"])
            .Select(c => Enumerable.Range(0, table.Columns.Count).FirstOrDefault(i => table.Columns[i].Name == c, -1)).ToArray();
        if (columns[0] < 1 || columns[1] < 1)
        {
            throw new ClefException(path, "columns", string.Join(", ", table.Columns.Select(c => c.Name)),
                "the session first, then task and score, and seed if there are several");
        }

        while (table.Next())
        {
            for (int i = 0; i < table.Count; i++)
            {
                string row = $"row {_scores.Count + 1}";
                string session = table.Column(0).Text(i) ?? throw new ClefException(path, row, "no session", "a session");
                string task = table.Column(columns[0]).Text(i) ?? throw new ClefException(path, row, "no task", "a task");
                string? score = table.Column(columns[1]).Text(i), seed = columns[2] < 0 ? "0" : table.Column(columns[2]).Text(i);
                if (!double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                {
                    throw new ClefException(path, $"the score of {session} for {task}", score, "a finite number");
                }

                if (!int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out int of))
                {
                    throw new ClefException(path, $"the seed of {session} for {task}", seed, "a whole number from 0");
                }

                if (!_scores.TryAdd((task, of, session), value))
                {
                    throw new ClefException(path, $"the score of {session} for {task}, seed {of}", score, "one score for each session, task and seed");
                }
            }
        }
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the file.</summary>
    public string Digest { get; }

    /// <summary>
    /// The scores of a seed for the labelled rows outside training. A task of which some test or external row has no score gives none: the model
    /// would be judged on other rows than the rest. A patient's score is the mean over the sessions, or the score under the patient's own name.
    /// </summary>
    public IReadOnlyList<Prediction> Predictions(BenchTable table, int seed)
    {
        var predictions = new List<Prediction>();
        foreach (BenchTask task in table.Scored)
        {
            var own = new List<Prediction>();
            bool whole = true;
            for (int r = 0; r < table.Rows.Count && whole; r++)
            {
                BenchRow row = table.Rows[r];
                if (row.Part == Part.Train || double.IsNaN(task.Values[r]))
                {
                    continue;
                }

                double score = Score(table.Name, task.Name, seed, row);
                whole = !double.IsNaN(score) || row.Part == Part.Validation;
                if (!double.IsNaN(score))
                {
                    own.Add(new(task.Name, r, row.Part, task.Values[r], score));
                }
            }

            predictions.AddRange(whole ? own : []);
        }

        return predictions;
    }

    private double Score(string table, string task, int seed, BenchRow row)
    {
        double Find(string id) => _scores.TryGetValue((task, seed, $"{table}/{id}"), out double score)
            || _scores.TryGetValue((task, seed, id), out score) ? score : double.NaN;
        double direct = Find(row.Id);
        return double.IsNaN(direct) && row.Sessions is { } sessions ? sessions.Average(Find) : direct;
    }
}
