using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Windows;
using Clef.Signals.Filtering;

namespace Clef.Ecg.Finetuning;

/// <summary>Draws what a training step shows of a record: windows that follow one another, perhaps from any sample on, stretched in time, with noise and masks.</summary>
internal sealed class WindowDraw(WindowStore store, FinetuneSettings settings)
{
    /// <summary>Draws from the sample's own stream; what is drawn depends on nothing else.</summary>
    public LabelledWindow Of(StoredRecord record, float[] target, CounterRandom random)
    {
        int size = store.Pipeline.WindowSamples, leads = record.Leads.Count, count = Math.Min(settings.Windows, record.Windows), all = record.Windows * size;
        var samples = new float[count * leads * size]; // (window, lead, sample)
        int shown = count * size;
        double most = Math.Log(1 + settings.Stretch);
        int span = settings.Stretch > 0 ? Math.Min(all, (int)(shown * Math.Exp(random.Uniform(-most, most)))) : shown;
        bool asCut = !settings.AnyStart && span == shown;
        int start = settings.AnyStart ? random.Index(all - span + 1) : random.Index(record.Windows - count + 1) * size;
        start = Math.Min(start, all - span); // a slowed stretch of the last window begins before it
        var line = new float[shown];
        for (int lead = 0; lead < leads; lead++)
        {
            Resample(store.Samples(record, lead, start, span), line);
            for (int window = 0; window < count; window++)
            {
                Span<float> one = samples.AsSpan(((window * leads) + lead) * size, size);
                line.AsSpan(window * size, size).CopyTo(one);
                if (settings.Augmentation is { } augmentation)
                {
                    augmentation.Apply(one, record.Leads[lead], random.Fork((ulong)((window * leads) + lead)), NoiseBank.BuiltIn);
                }
                else if (!asCut)
                {
                    ZScore.Apply(one); // the store's windows are z-scored as cut
                }
            }
        }

        return new LabelledWindow(samples, target, count);
    }

    /// <summary>By straight lines between samples: at 500 Hz and below 40 Hz within a few parts in a thousand.</summary>
    internal static void Resample(ReadOnlySpan<float> from, Span<float> to)
    {
        if (from.Length == to.Length)
        {
            from.CopyTo(to);
            return;
        }

        double step = to.Length > 1 ? (from.Length - 1.0) / (to.Length - 1) : 0;
        for (int i = 0; i < to.Length; i++)
        {
            double at = i * step;
            int left = Math.Min((int)at, from.Length - 1), right = Math.Min(left + 1, from.Length - 1);
            float part = (float)(at - left);
            to[i] = from[left] + (part * (from[right] - from[left]));
        }
    }
}
