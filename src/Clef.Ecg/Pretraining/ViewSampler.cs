using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Windows;
using Clef.Learning.Contrastive;

namespace Clef.Ecg.Pretraining;

/// <summary>Two views of one record, and what guides them.</summary>
/// <param name="First">First view, z-scored.</param>
/// <param name="Second">Second view, z-scored.</param>
/// <param name="Risk">What is known of the patient's risk.</param>
public sealed record ViewPair(float[] First, float[] Second, RiskEvidence Risk);

/// <summary>
/// Draws the two views of a record (spec section 2.2): two leads with replacement, the second of which becomes the first with a set probability; one window
/// or two; augmentation of each; z-score last. Everything random comes from the sample's own stream.
/// </summary>
public sealed class ViewSampler(WindowStore store, IReadOnlyList<StoredRecord> records, PretrainSettings settings, RiskTable? risks, NoiseBank noise)
{
    /// <summary>The views of one record.</summary>
    public ViewPair Draw(int sample, CounterRandom random)
    {
        StoredRecord record = records[sample];
        int first = random.Index(record.Leads.Count), second = random.Index(record.Leads.Count);
        second = random.Chance(settings.SameLead) ? first : second;
        long start = Start(record, random), other = Start(record, random);
        return new ViewPair(
            View(record, first, start, random.Fork("first")),
            View(record, second, settings.SameWindow ? start : other, random.Fork("second")),
            risks?.Of(record) ?? RiskEvidence.Known(0));
    }

    /// <summary>The first sample of a view.</summary>
    private long Start(StoredRecord record, CounterRandom random)
    {
        int size = store.Pipeline.WindowSamples;
        return settings.AnyStart ? random.Index(((record.Windows - 1) * size) + 1) : (long)random.Index(record.Windows) * size;
    }

    private float[] View(StoredRecord record, int lead, long start, CounterRandom random)
    {
        float[] view = store.WindowFrom(record, lead, start).ToArray();
        settings.Augmentation.Apply(view, record.Leads[lead], random, noise);
        return view;
    }
}
