using System.Security.Cryptography;
using System.Text;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Ecg.Windows;
using Clef.Signals.Heart;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Labelled;

/// <summary>
/// The prepared, z-scored windows of a labelled set on disk, made once. What could not be read, or lacks the lead, is left out and named by
/// <see cref="WindowStore.Skipped"/>.
/// </summary>
public sealed class LabelledWindows : IDisposable
{
    private LabelledWindows(WindowStore store, DatasetItem[] items)
    {
        (Store, Items) = (store, items);
    }

    /// <summary>The windows; its records are in the order of <see cref="Items"/>.</summary>
    public WindowStore Store { get; }

    /// <summary>The items that have windows.</summary>
    public IReadOnlyList<DatasetItem> Items { get; }

    /// <summary>Opens the store of a set, or makes it.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="pipeline">How to prepare.</param>
    /// <param name="leads">Leads, all of which a recording must have; a channel that the dataset names goes before a single lead.</param>
    /// <param name="folder">Where stores are kept, each in a folder named by its digest.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="stop">Stops.</param>
    public static LabelledWindows Open(
        LabelledSet set, EcgPipeline pipeline, IReadOnlyList<string> leads, string folder, Action<double>? progress = null, CancellationToken stop = default)
    {
        var text = new StringBuilder("z-scored ").Append(WindowStoreKey.Of(set.Sources, pipeline, leads)).Append('\n');
        for (int i = 0; i < set.Items.Count; i++)
        {
            DatasetItem item = set.Items[i];
            text.Append(FormattableString.Invariant($"{item.Id}\t{item.Patient}\t{set.SourceOf[i]}\t{item.File}\t{item.Channel}\t{item.FromSeconds}\t{item.Seconds}\n"));
        }

        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        WindowStore store = WindowStore.OpenOrBuild(Path.Combine(folder, $"windows-{key[..16]}"), key, pipeline, leads, b => b.Add(set, progress, stop));
        var byId = set.Items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        return new LabelledWindows(store, [.. store.Records.Select(r => byId[r.Record])]);
    }

    /// <summary>Copies one window of all leads, (lead, sample).</summary>
    public void CopyWindow(int item, int window, Span<float> destination)
    {
        StoredRecord record = Store.Records[item];
        for (int lead = 0; lead < record.Leads.Count; lead++)
        {
            Store.Window(record, lead, window).CopyTo(destination[(lead * Store.Pipeline.WindowSamples)..]);
        }
    }

    /// <summary>
    /// The embedding of each item, or of those asked for: the mean over its windows. With stages, every stage's mean, one after another (<see cref="EcgEncoder.Width"/>); with
    /// deviations, each stage's mean and its standard deviation over the time of a window.
    /// </summary>
    public float[][] Embed(
        EcgEncoder encoder, bool stages, int batch = 16, Action<double>? progress = null, CancellationToken stop = default, IReadOnlyList<int>? items = null,
        bool deviations = false) =>
        Embed((buffer, count) => encoder.Embed(buffer, count, stages, deviations), encoder.Width(stages, deviations), encoder.Config.Leads, batch, progress, stop, items);

    /// <summary>The features of each item for a head, or of those asked for: the mean over its windows, as a head sees them in prediction.</summary>
    public float[][] Embed(
        EcgEncoder encoder, EcgFeatures features, int batch = 16, Action<double>? progress = null, CancellationToken stop = default, IReadOnlyList<int>? items = null) =>
        Embed((buffer, count) => encoder.Embed(buffer, count, features), encoder.Config.WidthOf(features), encoder.Config.Leads, batch, progress, stop, items);

    private delegate float[] EmbedWindows(ReadOnlySpan<float> windows, int count);

    private float[][] Embed(EmbedWindows embed, int width, int leads, int batch, Action<double>? progress, CancellationToken stop, IReadOnlyList<int>? items)
    {
        IReadOnlyList<int> wanted = items ?? [.. Enumerable.Range(0, Items.Count)];
        int size = leads * Store.Pipeline.WindowSamples;
        (int Item, int Window)[] all = [.. wanted.SelectMany(i => Enumerable.Range(0, Store.Records[i].Windows).Select(w => (i, w)))];
        var sums = new double[Items.Count][];
        var buffer = new float[batch * size];
        for (int from = 0; from < all.Length; from += batch)
        {
            stop.ThrowIfCancellationRequested();
            int count = Math.Min(batch, all.Length - from);
            for (int i = 0; i < count; i++)
            {
                CopyWindow(all[from + i].Item, all[from + i].Window, buffer.AsSpan(i * size, size));
            }

            float[] embedded = embed(buffer.AsSpan(0, count * size), count);
            for (int i = 0; i < count; i++)
            {
                double[] sum = sums[all[from + i].Item] ??= new double[width];
                for (int j = 0; j < width; j++)
                {
                    sum[j] += embedded[(i * width) + j];
                }
            }

            progress?.Invoke((from + count) / (double)all.Length);
        }

        return [.. wanted.Select(i => sums[i].Select(s => (float)(s / Store.Records[i].Windows)).ToArray())];
    }

    /// <summary>The columns of <see cref="HeartFeatures"/>.</summary>
    public static IReadOnlyList<string> HeartColumns { get; } = ["intervals", "bpm", "slowest", "fastest", "sdnn", "rmssd", "pnn50"];

    /// <summary>Heart rate and its variability in the first lead over all windows of each item; NaN where there are too few beats.</summary>
    public double[][] HeartFeatures(CancellationToken stop = default) => OfRecords(record =>
    {
        HeartRhythm heart = HeartRhythm.Of(RPeakDetector.Detect(FirstLead(record), Store.Pipeline.SampleRate), Store.Pipeline.SampleRate);
        return [
            heart.Intervals, heart.BeatsPerMinute ?? double.NaN, heart.SlowestBeatsPerMinute ?? double.NaN, heart.FastestBeatsPerMinute ?? double.NaN,
            heart.Sdnn ?? double.NaN, heart.Rmssd ?? double.NaN, heart.Pnn50 ?? double.NaN,
        ];
    }, stop);

    /// <summary>The <see cref="BeatIntervals"/> of each item.</summary>
    public double[][] BeatIntervalFeatures(CancellationToken stop = default) =>
        OfRecords(record => BeatIntervals.Of(FirstLead(record), Store.Pipeline.WindowSamples, record.Leads.Count, Store.Pipeline.SampleRate), stop);

    private double[][] OfRecords(Func<StoredRecord, double[]> of, CancellationToken stop) =>
        [.. Store.Records.AsParallel().AsOrdered().WithCancellation(stop).Select(of)];

    private ReadOnlySpan<float> FirstLead(StoredRecord record) => Store.Samples(record, 0, 0, checked(record.Windows * Store.Pipeline.WindowSamples));

    /// <inheritdoc/>
    public void Dispose() => Store.Dispose();
}
