using System.Diagnostics;
using System.Globalization;
using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Network;
using Clef.Ecg.Pretraining;
using Clef.Ecg.Windows;
using Clef.Learning.Data;
using Clef.Signals.Preparation;
using Clef.Simulation;
using Clef.Simulation.Ecg;
using Clef.Simulation.Patients;
using Clef.Tensors;
using Clef.Tensors.Optimisation;

namespace Clef.Ecg.Experiments;

/// <summary>
/// Whether the input keeps up: views a second that the data path makes (read from the store, noise, mask, z-score) on one thread and on two, against the
/// views a second that training the small model consumes on two; and records a second that filtering and resampling prepare, which happens once.
/// </summary>
internal sealed class InputSpeed(int records, int batch, double seconds)
{
    public string Run()
    {
        string folder = Directory.CreateTempSubdirectory("clef-input").FullName;
        try
        {
            var preparation = new EcgPreparation(EcgPipeline.ClefV1);
            EcgRecord[] simulated = [.. new SimulatedCohort(records, 1).Patients.Select(p => EcgSimulator.Simulate(p))];
            var clock = Stopwatch.StartNew();
            using WindowStore store = WindowStore.OpenOrBuild(folder, "speed", EcgPipeline.ClefV1, () => simulated.Select((r, i) => new RecordWindows(
                $"simulated-{i}", $"simulated-{i}", [.. EcgRecord.Leads.Select((lead, l) => (lead, preparation.Prepare(r.Signals[l], r.SampleRate, lead, zScore: false)))])));
            double prepared = records / clock.Elapsed.TotalSeconds;
            double[] views = [.. new[] { 1, 2 }.Select(workers => Views(store, workers))];
            double consumed = Consumed(store);
            return string.Create(CultureInfo.InvariantCulture, $"""
                | what | a second |
                |---|---:|
                | simulated 12-lead records of 10 s filtered and stored, one thread, once | {prepared:F0} |
                | views of 5,000 samples made, one thread | {views[0]:F0} |
                | views made, two threads | {views[1]:F0} |
                | views consumed by training the small model ({TensorRuntime.Threads} threads, batch {batch}) | {consumed:F0} |
                | made by two threads over consumed | {views[1] / consumed:F1} |

                """);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private double Views(WindowStore store, int workers)
    {
        var clock = new Stopwatch();
        long views = 0;
        foreach (LoadedBatch<ViewPair> made in Loader(store, workers).From(0, 0))
        {
            if (clock.IsRunning)
            {
                views += 2 * made.Items.Length;
            }
            else
            {
                clock.Start(); // the first batch compiles
            }

            if (clock.Elapsed.TotalSeconds > seconds)
            {
                break;
            }
        }

        return views / clock.Elapsed.TotalSeconds;
    }

    private BatchLoader<ViewPair> Loader(WindowStore store, int workers)
    {
        var sampler = new ViewSampler(store, store.Records, new PretrainSettings(), null, NoiseBank.BuiltIn);
        return new BatchLoader<ViewPair>(new SampleOrder(store.Records.Count, batch, 1, keepLast: false), sampler.Draw, 1, workers, ahead: 8);
    }

    /// <summary>Steps of SimCLR on one batch that is at hand.</summary>
    private double Consumed(WindowStore store)
    {
        RandomState.Seed(1);
        var settings = new PretrainSettings { Objective = PretrainObjective.Simclr };
        using var model = new EcgPretraining(settings, Net1DConfig.OfSize("small") with { Leads = 1 });
        using var optimiser = new AdamW(model.Trained());
        LoadedBatch<ViewPair> made = Loader(store, 1).From(0, 0).First();
        var report = new Dictionary<string, double>();
        var clock = new Stopwatch();
        long views = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            using var scope = new TensorScope();
            optimiser.ZeroGrad();
            model.Loss(made, report).Backward();
            optimiser.Step();
            if (clock.IsRunning)
            {
                views += 2 * made.Items.Length;
            }

            clock.Start();
        }

        return views / clock.Elapsed.TotalSeconds;
    }
}
