using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Eeg.Embedding;
using Clef.Eeg.Encoder;
using Clef.Eeg.Experiments.Simulated;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Signals.Recordings;
using Clef.Tensors;

namespace Clef.Eeg.Experiments.Real;

/// <summary>
/// A binary task of a small open dataset by repeated cross-validation over persons: everybody is tested once a repetition by a probe or a network
/// that saw nobody's other recording. The figure is the mean over repetitions of the AUROC of out-of-fold scores; intervals are over persons, and
/// models are compared under the same draws.
/// </summary>
internal sealed class RealSets(int repetitions, int finetuned)
{
    private const int Folds = 5, Draws = 1000;

    /// <summary>Runs a dataset and gives its table as Markdown.</summary>
    /// <param name="name">The dataset.</param>
    /// <param name="task">Its task.</param>
    /// <param name="place">Its folder or archive.</param>
    /// <param name="models">Model folders by name.</param>
    /// <param name="stop">Stops between fits.</param>
    public string Run(string name, string task, string place, IReadOnlyList<(string Name, string Folder)> models, CancellationToken stop)
    {
        using SourceFolder folder = SourceFolder.OpenPath(place);
        DatasetItem[] items = [.. DatasetCatalogue.Find(name).Read(folder, task).Items];
        string[] persons = [.. items.Select(i => i.Patient)];
        sbyte[] labels = [.. items.Select(i => (sbyte)(i.Classes.Contains("1") ? 1 : 0))];
        Part[][] divisions = [.. Enumerable.Range(0, Math.Max(repetitions, finetuned) * Folds)
            .Select(k => CrossValidation.Parts(persons, labels, Folds, k / Folds, k % Folds))];
        double[][] Probe(float[][] features) => Probed(DenseMatrix.FromRows(features), labels, divisions[..(repetitions * Folds)], stop);
        var rows = new List<(string Name, double[][] Scores)>
        {
            ("band powers", Probe(Bands(folder, items))),
        };
        foreach ((string model, string path) in models)
        {
            using EegModel opened = EegModel.Open(path);
            SessionTokens[] tokens = [.. items.Select(i => Tokens(opened, folder, i))];
            rows.Add(($"{model}, frozen", Probe([.. tokens.Select(t => opened.Embed(t))])));
            if (finetuned > 0)
            {
                rows.Add(($"{model}, fine-tuned", Tuned(path, random: false, tokens, labels, divisions[..(finetuned * Folds)], stop)));
            }

            Console.Error.WriteLine($"{name}: {model}");
            if (model == models[^1].Name)
            {
                RandomState.Seed(1);
                using SessionEncoder encoder = TokenEmbedding.Untrained(path);
                encoder.Evaluate();
                rows.Add(("random weights, frozen", Probe([.. tokens.Select(t => Embed(encoder, t))])));
                if (finetuned > 0)
                {
                    rows.Add(("random weights, trained", Tuned(path, random: true, tokens, labels, divisions[..(finetuned * Folds)], stop)));
                }
            }
        }

        return Table(name, task, persons, labels, rows);
    }

    /// <summary>The scores of each repetition, out of fold.</summary>
    private static double[][] Probed(DenseMatrix features, sbyte[] labels, Part[][] divisions, CancellationToken stop) => OutOfFold(divisions, parts =>
        LogisticProbe.Fit(features, [new ProbeTask("task", labels)], parts, cancel: stop)[0].Scores);

    private static double[][] Tuned(string folder, bool random, SessionTokens[] tokens, sbyte[] labels, Part[][] divisions, CancellationToken stop) =>
        OutOfFold(divisions, (parts, k) => FineTuning.Fit(folder, random, tokens, labels, parts, (ulong)k, stop));

    private static double[][] OutOfFold(Part[][] divisions, Func<Part[], double[]> fit) => OutOfFold(divisions, (parts, _) => fit(parts));

    private static double[][] OutOfFold(Part[][] divisions, Func<Part[], int, double[]> fit)
    {
        var all = new List<double[]>();
        foreach ((int k, Part[] parts) in divisions.Index())
        {
            if (k % Folds == 0)
            {
                all.Add(new double[parts.Length]);
            }

            double[] scores = fit(parts, k);
            for (int i = 0; i < parts.Length; i++)
            {
                all[^1][i] = parts[i] == Part.Test ? scores[i] : all[^1][i];
            }
        }

        return [.. all];
    }

    private static float[][] Bands(SourceFolder folder, DatasetItem[] items)
    {
        var table = BandPower.Of([.. items.Select(i => new FeatureItem(i.Id, i.Patient, folder, i.File, i.Channel, i.FromSeconds, i.Seconds))]);
        return [.. Enumerable.Range(0, table.Count).Select(i => table.Row(i).ToArray())];
    }

    private static SessionTokens Tokens(EegModel model, SourceFolder folder, DatasetItem item)
    {
        using Recording recording = RecordingFile.Open(folder, item.File);
        double seconds = Math.Min(item.Seconds ?? double.MaxValue, recording.DurationSeconds - item.FromSeconds);
        return model.Tokenise(model.Preparation.Session(recording, item.FromSeconds, seconds), item.Id);
    }

    private static float[] Embed(SessionEncoder encoder, SessionTokens tokens)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        return encoder.Forward(TokenBatch.Of([TokenSequence.Of(tokens, encoder.Config)])).Session.ToArray<float>();
    }

    private static string Table(string name, string task, string[] persons, sbyte[] labels, List<(string Name, double[][] Scores)> rows)
    {
        bool[] truth = [.. labels.Select(l => l == 1)];
        var bootstrap = new PatientBootstrap(persons, Draws);
        Auroc[][] metrics = [.. rows.Select(r => r.Scores.Select(s => new Auroc(s, truth)).ToArray())];
        double Mean(Auroc[] all, double[]? weights) => all.Average(m => weights is null ? m.Value() : m.Value(weights));
        double[][] drawn = [.. metrics.Select(m => bootstrap.Distribution(persons.Length, w =>
        {
            double[] weights = w.ToArray();
            return Mean(m, weights);
        }))];
        var text = new StringBuilder($"\n## {name}, {task}\n\n");
        text.Append($"{persons.Length} recordings of {persons.Distinct().Count()} persons, {truth.Count(t => t)} positive.\n\n");
        text.Append("| | repetitions | AUROC | less band powers, points |\n|---|---:|---:|---:|\n");
        for (int i = 0; i < rows.Count; i++)
        {
            double value = Mean(metrics[i], null), first = Mean(metrics[0], null);
            Interval own = PatientBootstrap.Percentile(100 * value, [.. drawn[i].Select(x => 100 * x)]);
            Interval less = PatientBootstrap.Percentile(100 * (value - first), [.. drawn[i].Zip(drawn[0], (a, b) => 100 * (a - b))]);
            string beside = i == 0 ? "" : FormattableString.Invariant($"{less.Value:+0.0;-0.0} ({less.Low:+0.0;-0.0} to {less.High:+0.0;-0.0})");
            string figure = FormattableString.Invariant($"{own.Value:0.0} ({own.Low:0.0} to {own.High:0.0})");
            text.Append($"| {rows[i].Name} | {rows[i].Scores.Length} | {figure} | {beside} |\n");
        }

        return text.ToString();
    }
}
