using System.Text;
using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Experiments.Simulated;
using Clef.Eeg.Finetuning;
using Clef.Eeg.Runs;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.Probes;
using Clef.Learning.Training;

namespace Clef.Eeg.Experiments.Real;

/// <summary>
/// Fine-tunes a model on the training rows of one fold, as <c>clef eeg finetune</c> does; the look with the least loss on its validation rows is kept.
/// </summary>
internal static class FineTuning
{
    /// <summary>The scores of every row.</summary>
    public static double[] Fit(string folder, bool random, SessionTokens[] tokens, sbyte[] labels, Part[] parts, ulong seed, CancellationToken stop)
    {
        string place = Directory.CreateTempSubdirectory("clef-eeg-fold-").FullName;
        try
        {
            string table = Path.Combine(place, "tokens.safetensors"), truth = Path.Combine(place, "labels.csv");
            (SessionEncoder encoder, MaskedDecoder decoder, Models.EegModelFacts<EncoderFacts> facts) = EncoderRun.Load(AlignmentRun.EncoderOf(folder));
            encoder.Dispose();
            decoder.Dispose();
            TokenTable.Write(table, tokens[0].Rows, facts.Config.Tokenizer, tokens.Select((t, i) => t with { Id = $"r{i}" }));
            var text = new StringBuilder("session,label,split\n");
            for (int i = 0; i < tokens.Length; i++)
            {
                text.Append($"r{i},{labels[i]},{parts[i] switch { Part.Train => "train", Part.Validation => "validation", _ => "test" }}\n");
            }

            AtomicFile.WriteText(truth, text.ToString());
            FinetuneOutcome outcome = new FinetuneRun(new FinetuneRecipe
            {
                Model = folder, Random = random, Tokens = table, Labels = truth, Task = "label", Kind = TaskKind.Binary, Run = Path.Combine(place, "run"),
                Select = SelectBy.Loss,
                Training = new TrainingSettings
                {
                    Steps = 80, Batch = 16, Rate = 3e-4, Warmup = 10, Average = null, Seed = seed, ValidateEvery = 10, CheckpointEvery = 80,
                },
            }).Run(stop);
            if (outcome.End == TrainingEnd.Interrupted)
            {
                throw new OperationCanceledException(stop);
            }

            Dictionary<string, double> scores = outcome.Set.Items.Select((item, i) => (item.Id, outcome.Answers[1][i])).ToDictionary(s => s.Id, s => s.Item2);
            return [.. tokens.Select((_, i) => scores[$"r{i}"])];
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
