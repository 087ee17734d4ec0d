using System.Globalization;
using System.Text;
using Clef.Clinical.Codes;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Encoder;
using Clef.Eeg.Runs;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;
using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>
/// The same encoder from scratch with a linear head for every task of eeg234, trained on the sessions and labels that probes are trained on. The
/// weights with the least loss on validation are kept, and no other choice is made; half the tokens are dropped in training, as in pretraining.
/// </summary>
internal static class SupervisedRun
{
    private const int LooksPerRun = 12;

    public static int Run(string tokens, string cohort, string like, string output, int steps, int batch, double rate, int seed, CancellationToken stop)
    {
        TokenTable table = TokenTable.Read(tokens);
        BenchTable labels = Labels(cohort);
        Dictionary<string, int> places = Enumerable.Range(0, table.Count).ToDictionary(i => table.Ids[i], i => i, StringComparer.Ordinal);
        int[] RowsOf(params Part[] parts) => [.. Enumerable.Range(0, labels.Rows.Count)
            .Where(r => parts.Contains(labels.Rows[r].Part) && places.ContainsKey(labels.Rows[r].Id) && labels.Scored.Any(t => !double.IsNaN(t.Values[r])))];
        int[] train = RowsOf(Part.Train), validation = RowsOf(Part.Validation);
        if (validation.Length == 0)
        {
            throw new ClefException(cohort, "split", "validation", "sessions with tokens and labels, by which weights are chosen");
        }

        RandomState.Seed((ulong)seed);
        SessionEncoder encoder = TokenEmbedding.Untrained(like);
        LabelledSession Sample(int row, CounterRandom? random)
        {
            TokenSequence sequence = TokenSequence.Of(table[places[labels.Rows[row].Id]], encoder.Config);
            MaskedSequence seen = (random is null ? MaskLaw.None : Half).Apply(sequence, random ?? new CounterRandom(0));
            return new LabelledSession(seen with { Masked = [] }, [.. labels.Scored.Select(t => (float)t.Values[row])]);
        }

        using var network = new TaskNetwork(encoder, labels.Scored.Count);
        var folder = new Learning.Runs.RunFolder(output);
        var best = new BestWeights(folder, network);
        if (folder.Latest is null)
        {
            best.Forget();
        }

        LabelledSession[] held = [.. validation.Select(r => Sample(r, null))];
        var settings = new TrainingSettings
        {
            Steps = steps, Batch = batch, Rate = rate, Warmup = Math.Max(1, steps / 20), WeightDecay = 0.05, Average = null, Seed = (ulong)seed,
            LogEvery = 10, CheckpointEvery = 50, ValidateEvery = Math.Max(1, steps / LooksPerRun),
        };
        var recipe = new { tokens, cohort, like, settings };
        TrainingEnd end = TrainingSession.Run(
            output, recipe, settings, network, train.Length, (sample, random) => Sample(train[sample], random),
            () =>
            {
                double loss = Loss(network, held);
                best.Offer(loss);
                return loss;
            },
            null, Progress, stop);
        if (end != TrainingEnd.Finished)
        {
            return 130;
        }

        best.Restore();
        Write(Path.Combine(output, "scores.csv"), network, labels, RowsOf(Part.Validation, Part.Test, Part.External), r => Sample(r, null));
        return 0;
    }

    /// <summary>Drops half of the tokens and masks none.</summary>
    private static readonly MaskLaw Half = MaskLaw.Dropping(0.5);

    /// <summary>The table of eeg234 over sessions, as <c>clef bench run</c> labels it.</summary>
    public static BenchTable Labels(string cohort)
    {
        CohortStore store = CohortStore.Open(cohort);
        return CohortBench.Label(store, SuiteFile.Read("eeg234"), new RuleEvaluator(store, CodeMap.Load([])), null, 5).Single();
    }

    private static double Loss(TaskNetwork network, LabelledSession[] samples)
    {
        network.Evaluate();
        using GradientMode.Restore mode = GradientMode.Disable();
        double sum = 0;
        foreach (LabelledSession[] some in samples.Chunk(32))
        {
            using var scope = new TensorScope();
            sum += network.Loss(some).ToDouble() * some.Length;
        }

        network.Train();
        return sum / samples.Length;
    }

    private static void Write(string path, TaskNetwork network, BenchTable labels, int[] rows, Func<int, LabelledSession> sample)
    {
        network.Evaluate();
        using GradientMode.Restore mode = GradientMode.Disable();
        var csv = new StringBuilder("session,task,score\n");
        foreach (int[] some in rows.Chunk(32))
        {
            using var scope = new TensorScope();
            float[][] scores = [.. network.Forward([.. some.Select(sample)]).ToArray<float>().Chunk(labels.Scored.Count)];
            foreach ((int row, float[] own) in some.Zip(scores))
            {
                foreach ((BenchTask task, float score) in labels.Scored.Zip(own))
                {
                    csv.Append(CultureInfo.InvariantCulture, $"{CsvTable.Quote(labels.Rows[row].Id)},{CsvTable.Quote(task.Name)},{score:R}\n");
                }
            }
        }

        AtomicFile.WriteText(path, csv.ToString());
    }

    private static void Progress(TrainingProgress p)
    {
        if (p.Step % 20 == 0)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"supervised: step {p.Step} of {p.Steps}, loss {p.Loss:0.0000}"));
        }
    }
}
