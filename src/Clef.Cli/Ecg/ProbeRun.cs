using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Ecg.Models;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;

namespace Clef.Cli.Ecg;

/// <summary>All rows of one task: each model, the same networks with random weights, and the baselines that see no waveform.</summary>
internal sealed class ProbeRun(LabelledSet set, ProbeSettings settings, string cache, ProgressLine progress)
{
    /// <summary>What was left out and how the data were split.</summary>
    public List<string> Remarks { get; } = [];

    public IReadOnlyList<TaskRow> Run(IReadOnlyList<EcgModelFolder> models, CancellationToken stop)
    {
        Remarks.Add($"{set.Name}, {set.Task}: split: {set.SplitText}; {set.Items.Count} records{string.Concat(set.LeftOut.Select(l => $"; left out: {l.Value} ({l.Key})"))}.");
        var rows = new List<TaskRow>();
        var untrained = new HashSet<string>(StringComparer.Ordinal);
        var embeddings = new EmbeddingCache(cache);
        LabelledWindows? first = null;
        try
        {
            foreach (EcgModelFolder model in models)
            {
                LabelledWindows windows = Open(model, stop);
                using LabelledWindows? done = first is null ? null : windows;
                first ??= windows;
                TaskTruth truth = Truth(windows);
                using (EcgEncoder encoder = EcgEncoder.Load(model))
                {
                    string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Name));
                    Embedded(rows, windows, truth, encoder, name, embeddings, stop, results => Keep(results, windows, truth, model, name));
                }

                if (untrained.Add($"{model.Network.Name}, {model.Network.Leads}"))
                {
                    using EcgEncoder random = EcgEncoder.Untrained(model.Network, settings.Seed);
                    Embedded(rows, windows, truth, random, $"random weights, {model.Network.Name}", embeddings, stop);
                }
            }

            Baselines(rows, first!, stop);
            return rows;
        }
        finally
        {
            first?.Dispose();
        }
    }

    private LabelledWindows Open(EcgModelFolder model, CancellationToken stop)
    {
        LabelledWindows windows = LabelledWindows.Open(
            set, model.Preparation, LeadSelection.For(model.Network.Leads, settings.Lead), cache, share => progress.Show(FormattableString.Invariant($"{set.Name}: preparing {share:P0}")), stop);
        Remarks.AddRange(windows.Store.Skipped.Take(5).Select(s => $"skipped {s}").Except(Remarks));
        if (windows.Store.Skipped.Count > 5)
        {
            Remarks.Add($"and {windows.Store.Skipped.Count - 5} more records of {set.Name} could not be read");
        }

        return windows;
    }

    private TaskTruth Truth(LabelledWindows windows) => TaskTruth.Of(set.Kind, set.Classes, windows.Items);

    private void Embedded(List<TaskRow> rows, LabelledWindows windows, TaskTruth truth, EcgEncoder encoder, string name, EmbeddingCache embeddings, CancellationToken stop, Action<IReadOnlyList<ProbeResult>>? keep = null)
    {
        float[][] all = embeddings.Get(windows, encoder, 16, share => progress.Show(FormattableString.Invariant($"{set.Name}: embedding by {name} {share:P0}")), stop);
        IReadOnlyList<ProbeResult> Add(string row, Func<float[], float[]> columns)
        {
            IReadOnlyList<ProbeResult> results = FrozenProbe.FitWeights(DenseMatrix.FromRows<float>([.. all.Select(columns)]), truth, stop);
            rows.Add(Row(row, windows, truth, [.. results.Select(r => r.Scores)]));
            return results;
        }

        IReadOnlyList<int> widths = encoder.Config.Filters;
        int[] starts = [.. widths.Select((_, stage) => 3 * widths.Take(stage).Sum())]; // of a stage's means, which its deviations and its regularity follow
        for (int stage = 0; stage < widths.Count; stage++)
        {
            bool last = stage == widths.Count - 1;
            if (settings.Stages || last)
            {
                (int from, int to) = (starts[stage], starts[stage] + widths[stage]);
                IReadOnlyList<ProbeResult> results = Add(last ? name : $"{name}, stage {stage + 1}", r => r[from..to]);
                if (last)
                {
                    keep?.Invoke(results);
                }
            }
        }

        if (settings.Stages)
        {
            Add($"{name}, all stages", r => [.. widths.SelectMany((width, stage) => r.AsSpan(starts[stage], width).ToArray())]);
            Add($"{name}, all stages, mean and deviation", r => [.. widths.SelectMany((width, stage) => r.AsSpan(starts[stage], 2 * width).ToArray())]);
            Add($"{name}, all stages, mean, deviation and regularity", r => r);
        }
    }

    /// <summary>Keeps the probe of a model's embedding as a file that 'clef serve' predicts with.</summary>
    private void Keep(IReadOnlyList<ProbeResult> results, LabelledWindows windows, TaskTruth truth, EcgModelFolder model, string name)
    {
        var of = new ProbeModel(name, model.Weights.Digest, model.Preparation.Name, "session", model.Network.Leads == 1 ? settings.Lead : "", model.Network.EmbeddingWidth);
        TrainedProbe probe = TrainedProbeFit.Of(results, truth, [.. windows.Items.Select(i => new ProbePerson(i.Age, i.Sex))], set.Task, set.Name, of, settings.Simulated, settings.Replicates);
        if (probe.Outputs.Count > 0)
        {
            string file = TaskResults.FileName($"{name}-{set.Name}-{set.Task}");
            probe.Write(Path.Combine(Path.GetDirectoryName(cache)!, "probes", file + ".json"));
        }
    }

    private void Baselines(List<TaskRow> rows, LabelledWindows windows, CancellationToken stop)
    {
        TaskTruth truth = Truth(windows);
        rows.Add(Row("heart-rate features", windows, truth, FrozenProbe.Fit(DenseMatrix.FromRows(windows.HeartFeatures(stop)), truth, stop)));
        if (set.Kind != TaskKind.Regression)
        {
            ProbeTask[] tasks = [.. truth.Classes.Select((c, i) => new ProbeTask(c, truth.Labels[i]))];
            rows.Add(Row("RR intervals, boosted trees", windows, truth,
                GradientBoosting.Fit(DenseMatrix.FromRows(windows.BeatIntervalFeatures(stop)), tasks, truth.Parts, stop)));
        }

        // The target itself is no feature: age does not predict age.
        bool age = set.Task != "age" && windows.Items.Any(i => i.Age is not null), sex = set.Task != "sex" && windows.Items.Any(i => i.Sex is not null);
        if (age || sex)
        {
            double[][] known = [.. windows.Items.Select(i => new[] { age ? i.Age ?? double.NaN : double.NaN, sex ? i.Sex switch { "F" => 1, "M" => 0, _ => double.NaN } : double.NaN })];
            rows.Add(Row(age && sex ? "age and sex" : age ? "age" : "sex", windows, truth,
                FrozenProbe.Fit(DenseMatrix.FromRows<double>([.. known.Select(k => age && sex ? k : age ? k[..1] : k[1..])]), truth, stop)));
        }

        if (set.Kind == TaskKind.Regression)
        {
            double mean = truth.RowsOf(Part.Train).Average(i => truth.Values[i]);
            rows.Add(Row("training mean", windows, truth, [[.. Enumerable.Repeat(mean, truth.Rows)]]));
        }
    }

    private TaskRow Row(string name, LabelledWindows windows, TaskTruth truth, IReadOnlyList<double[]> scores)
    {
        KeepPredictions(name, windows, truth, scores);
        return TaskRow.Of(set.Name, set.Task, name, truth, TaskFigures.Of(truth, scores, Part.Test, settings.Replicates, (int)(settings.Seed % int.MaxValue)));
    }

    /// <summary>Keeps what a row said of the records that were not trained on, for 'clef ecg compare'.</summary>
    private void KeepPredictions(string name, LabelledWindows windows, TaskTruth truth, IReadOnlyList<double[]> scores)
    {
        string file = TaskResults.FileName($"{set.Name}-{set.Task}-{name}");
        IEnumerable<int> said = Enumerable.Range(0, windows.Items.Count).Where(i => windows.Items[i].Split != "train" && scores.All(s => double.IsFinite(s[i])));
        PredictionTable.Write(Path.Combine(Path.GetDirectoryName(cache)!, "predictions", file + ".csv"), truth.Classes, logits: true,
            said.Select(i => (windows.Items[i].Id, Prediction.Of(windows.Items[i], truth.Kind, [.. scores.Select(s => s[i])]))));
    }
}
