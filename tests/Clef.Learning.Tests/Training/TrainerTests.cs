using Clef.Core;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;

namespace Clef.Learning.Tests.Training;

/// <summary>A small regression with dropout and random inputs: whatever is not restored on resume shows in its bytes.</summary>
public sealed class TrainerTests : IDisposable
{
    private const int Steps = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-train").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Training_lowers_the_loss()
    {
        var losses = new List<double>();
        Train("a", onStep: (_, loss) => losses.Add(loss)).ShouldBe(TrainingEnd.Finished);
        losses.Count.ShouldBe(Steps);
        losses.TakeLast(10).Average().ShouldBeLessThan(0.5 * losses.Take(10).Average());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(37)]
    [InlineData(59)]
    public void A_run_that_breaks_off_resumes_to_the_same_bytes(int at)
    {
        Train("whole");
        Should.Throw<InvalidOperationException>(() => Train("broken", onStep: (step, _) =>
        {
            if (step == at)
            {
                throw new InvalidOperationException("killed");
            }
        }));
        Train("broken").ShouldBe(TrainingEnd.Finished);
        foreach (string file in new[] { "checkpoints/step-60/weights.safetensors", "checkpoints/step-60/optimiser.safetensors", "checkpoints/step-60/average.safetensors", "metrics.jsonl" })
        {
            File.ReadAllBytes(Path.Combine(_folder, "broken", file)).ShouldBe(File.ReadAllBytes(Path.Combine(_folder, "whole", file)), file);
        }
    }

    [Fact]
    public void An_interrupt_saves_at_once_and_resumes_to_the_same_weights()
    {
        Train("whole");
        using var cancel = new CancellationTokenSource();
        Train("stopped", onStep: (step, _) =>
        {
            if (step == 33)
            {
                cancel.Cancel();
            }
        }, cancel: cancel.Token).ShouldBe(TrainingEnd.Interrupted);
        new RunFolder(Path.Combine(_folder, "stopped")).Latest.ShouldNotBeNull().ShouldEndWith("step-33");
        Train("stopped").ShouldBe(TrainingEnd.Finished);
        Weights("stopped").ShouldBe(Weights("whole"));
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        Train("one", seed: 1);
        Train("two", seed: 2);
        Weights("one").ShouldNotBe(Weights("two"));
    }

    [Fact]
    public void Two_half_batches_accumulated_step_like_a_whole_one()
    {
        Train("whole", dropout: 0, steps: 10);
        Train("halves", dropout: 0, steps: 10, batch: 4, accumulate: 2, epochSize: 40);
        float[] a = Values("whole", 10), b = Values("halves", 10);
        // The halves of a batch are consecutive batches of half the size in the same order, and means of means of equal size are means.
        a.Zip(b).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void Mixed_precision_is_really_turned_on()
    {
        // bf16 keeps 8 bits of fraction: the losses differ, by little, and the weights stay single.
        var exact = new List<double>();
        var mixed = new List<double>();
        Train("exact", dropout: 0, onStep: (_, loss) => exact.Add(loss)).ShouldBe(TrainingEnd.Finished);
        Train("mixed", dropout: 0, onStep: (_, loss) => mixed.Add(loss), mixed: true).ShouldBe(TrainingEnd.Finished);
        double first = Math.Abs(mixed[0] - exact[0]) / exact[0];
        first.ShouldBeInRange(1e-6, 0.02);
        mixed.TakeLast(10).Average().ShouldBeLessThan(0.5 * mixed.Take(10).Average());
        Values("mixed", Steps).ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void It_stops_when_the_held_out_figure_no_longer_improves()
    {
        double[] figures = [5, 4, 4.5, 4.2, 4.1, 1];
        int looks = 0;
        Train("early", validate: () => figures[looks++]).ShouldBe(TrainingEnd.StoppedEarly);
        looks.ShouldBe(5); // three looks without a better figure than 4
        int steps = 0;
        Train("early", onStep: (_, _) => steps++, validate: () => figures[looks++]).ShouldBe(TrainingEnd.StoppedEarly);
        (steps, looks).ShouldBe((0, 5)); // started again, it stays stopped
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_with_its_step()
    {
        ClefException e = Should.Throw<ClefException>(() => Train("nan", scale: double.NaN));
        e.Message.ShouldContain("loss at step 1");
    }

    private byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(_folder, run, $"checkpoints/step-{Steps}/weights.safetensors"));

    private float[] Values(string run, int step)
    {
        using Tensors.Weights.WeightFile file = Tensors.Weights.WeightFile.Open(Path.Combine(_folder, run, $"checkpoints/step-{step}/weights.safetensors"));
        return file.Entries.SelectMany(e => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(e.ToArray()).ToArray()).ToArray();
    }

    private TrainingEnd Train(
        string name, Action<long, double>? onStep = null, CancellationToken cancel = default, ulong seed = 7, double dropout = 0.2, int steps = Steps, int batch = 8,
        int accumulate = 1, int epochSize = 40, Func<double>? validate = null, double scale = 1, bool mixed = false)
    {
        RandomState.Seed(seed);
        using var model = new Regression(dropout, scale);
        using var optimiser = new AdamW(model.Layer.NamedParameters(), 0.05);
        var run = new RunFolder(Path.Combine(_folder, name));
        var plan = new TrainingPlan
        {
            Steps = steps,
            Rate = LearningRate.CosineWithWarmup(0.05, 5, steps),
            Seed = seed,
            Accumulate = accumulate,
            ClipNorm = 1,
            AverageDecay = 0.99,
            MixedPrecision = mixed,
            CheckpointEvery = 20,
            LogEvery = 5,
            ValidateEvery = validate is null ? 0 : 10,
            Patience = validate is null ? 0 : 3,
        };
        run.Begin(plan with { Rate = LearningRate.Constant(0) });
        var loader = new BatchLoader<float[]>(
            new SampleOrder(epochSize, batch, seed),
            (_, random) => Enumerable.Range(0, 4).Select(_ => (float)random.Normal()).ToArray(), seed, workers: 2);
        return new Trainer<float[]>(run, plan, model, optimiser, loader) { OnStep = onStep, Validate = validate }.Run(cancel);
    }

    private sealed class Regression(double dropout, double scale) : ITrainable<float[]>, IDisposable
    {
        public Linear Layer { get; } = new(4, 1);

        public IReadOnlyList<(string Name, Module Module)> Parts => [("layer", Layer)];

        public Tensor Loss(LoadedBatch<float[]> batch, IDictionary<string, double> report)
        {
            Tensor x = Tensor.From(batch.Items.SelectMany(i => i).ToArray(), batch.Items.Length, 4); // (batch, feature)
            Tensor y = (x[.., 0] * 2) - x[.., 3] + 0.5;
            Tensor loss = (Layer.Forward(x).Squeeze(1).Dropout(dropout) * scale).SquaredError(y);
            report["scaled"] = loss.ToDouble() * 10;
            return loss;
        }

        public void AfterStep()
        {
        }

        public void Dispose() => Layer.Dispose();
    }
}
