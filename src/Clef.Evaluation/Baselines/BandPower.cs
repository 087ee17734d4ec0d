using System.Collections.Concurrent;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Cohorts.Store;
using Clef.Signals.Recordings;
using Clef.Signals.Spectra;

namespace Clef.Evaluation.Baselines;

/// <summary>
/// Simple signal features: the log power of five bands of a multitaper spectrum (4-s windows, 1 Hz bandwidth), the median over windows. A session's
/// vector has each band's mean and standard deviation over channels, then the bands of every channel that all sessions have. A missing or flat
/// channel counts with the session's mean of the band.
/// </summary>
public static class BandPower
{
    // The usual clinical limits of delta, theta, alpha, beta and the slow half of gamma (IFCN glossary, Kane et al. 2017), in hertz.
    private static readonly (double From, double To)[] Bands = [(0.5, 4), (4, 8), (8, 13), (13, 30), (30, 45)];

    /// <summary>The features of every session of a cohort.</summary>
    /// <param name="store">The cohort.</param>
    /// <param name="folder">Its recordings.</param>
    /// <param name="progress">Receives sessions done and all.</param>
    /// <param name="cancel">Stops between sessions.</param>
    public static EmbeddingTable Of(CohortStore store, SourceFolder folder, Action<int, int>? progress = null, CancellationToken cancel = default) =>
        store.Sessions() is { Count: > 0 } sessions
        ? Of(sessions.Select(s => new FeatureItem(s.Id, s.Patient, folder, s.File, null, 0, null)).ToArray(), progress, cancel)
        : throw new ClefException(store.Folder, "sessions", 0, "at least one");

    /// <summary>The features of any recordings or windows of them, one row each.</summary>
    /// <param name="items">What to read; the same window is computed once.</param>
    /// <param name="progress">Receives windows done and all.</param>
    /// <param name="cancel">Stops between windows.</param>
    public static EmbeddingTable Of(IReadOnlyList<FeatureItem> items, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        FeatureItem[] windows = items.DistinctBy(i => i.Window).ToArray();
        var computed = new Dictionary<string, double[]?>[windows.Length];
        int done = 0;
        // Tapers cost more than the spectrum of a short recording: one plan for each sampling rate.
        var plans = new ConcurrentDictionary<double, Multitaper>();
        Parallel.For(0, windows.Length, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            computed[i] = OfChannels(windows[i], plans);
            progress?.Invoke(Interlocked.Increment(ref done), windows.Length);
        });
        string[] shared = computed.Select(c => (IEnumerable<string>)c.Keys).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal))
            .Order(StringComparer.Ordinal).ToArray();
        int width = (2 * Bands.Length) + (shared.Length * Bands.Length);
        var values = new float[items.Count * width];
        Dictionary<object, int> place = windows.Select((w, i) => (w.Window, i)).ToDictionary(w => w.Window, w => w.i);
        for (int i = 0; i < items.Count; i++)
        {
            Fill(computed[place[items[i].Window]], shared, values.AsSpan(i * width, width));
        }

        return new EmbeddingTable("session", items.Select(i => i.Id).ToArray(), items.Select(i => (string?)i.Patient).ToArray(), width, values);
    }

    /// <summary>The log band powers of each channel by its label; null for a channel without power.</summary>
    private static Dictionary<string, double[]?> OfChannels(FeatureItem item, ConcurrentDictionary<double, Multitaper> plans)
    {
        using Recording recording = RecordingFile.Open(item.Folder, item.File);
        var byLabel = new Dictionary<string, double[]?>(StringComparer.Ordinal);
        for (int c = 0; c < recording.Channels.Count; c++)
        {
            if (item.Channel is null || recording.Channels[c].Label == item.Channel)
            {
                byLabel.TryAdd(recording.Channels[c].Label, Channel(recording, c, item.FromSeconds, item.Seconds, plans));
            }
        }

        return byLabel;
    }

    private static void Fill(Dictionary<string, double[]?> byLabel, string[] shared, Span<float> features)
    {
        double[][] all = byLabel.OrderBy(c => c.Key, StringComparer.Ordinal).Where(c => c.Value is not null).Select(c => c.Value!).ToArray();
        for (int b = 0; b < Bands.Length; b++)
        {
            double mean = all.Length == 0 ? 0 : all.Average(x => x[b]);
            features[b] = (float)mean;
            features[Bands.Length + b] = all.Length == 0 ? 0 : (float)Math.Sqrt(all.Average(x => (x[b] - mean) * (x[b] - mean)));
            for (int c = 0; c < shared.Length; c++)
            {
                features[(2 * Bands.Length) + (c * Bands.Length) + b] = (float)(byLabel[shared[c]]?[b] ?? mean);
            }
        }
    }

    /// <summary>Log power of each band, natural logarithm; null where no window has power (flat, too short, not recorded).</summary>
    private static double[]? Channel(Recording recording, int channel, double from, double? seconds, ConcurrentDictionary<double, Multitaper> plans)
    {
        double rate = recording.Channels[channel].SampleRate;
        if (!(rate >= 8))
        {
            return null;
        }

        long count = recording.Channels[channel].SampleCount, first = Math.Clamp((long)Math.Round(from * rate), 0, count);
        var signal = new float[Math.Min(count - first, seconds is { } length ? (long)Math.Round(length * rate) : count)];
        recording.Read(channel, first, signal);
        Multitaper multitaper = plans.GetOrAdd(rate,
            hertz => new Multitaper(new MultitaperSettings(4, 2, 1, LowBias: true, PeriodicTapers: true, 0.5, 45), hertz));
        int windows = multitaper.WholeWindows(signal.Length), frequencies = multitaper.Frequencies.Count;
        var spectra = new float[frequencies * windows];
        multitaper.Compute(signal, windows, spectra);
        var bands = new double[Bands.Length];
        for (int b = 0; b < Bands.Length; b++)
        {
            var powers = new List<double>(windows);
            for (int w = 0; w < windows; w++)
            {
                double sum = 0;
                for (int f = 0; f < frequencies; f++)
                {
                    double hertz = multitaper.Frequencies[f];
                    sum += hertz >= Bands[b].From && hertz < Bands[b].To ? spectra[(f * windows) + w] : 0;
                }

                if (double.IsFinite(sum) && sum > 0)
                {
                    powers.Add(Math.Log(sum));
                }
            }

            if (powers.Count == 0)
            {
                // A band above half the sampling rate is empty for every channel of the recording; the others still count.
                bands[b] = Bands[b].From >= rate / 2 ? 0 : double.NaN;
                continue;
            }

            powers.Sort();
            bands[b] = powers[powers.Count / 2];
        }

        return bands.Any(double.IsNaN) ? null : bands;
    }
}

/// <summary>A recording, or a window of one, to be described by features.</summary>
/// <param name="Id">The row's name.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Folder">Where the recording is.</param>
/// <param name="File">Its entry file.</param>
/// <param name="Channel">The channel to read; null for all.</param>
/// <param name="FromSeconds">The window's start.</param>
/// <param name="Seconds">Its length; null for the whole recording.</param>
public sealed record FeatureItem(string Id, string Patient, SourceFolder Folder, string File, string? Channel, double FromSeconds, double? Seconds)
{
    internal object Window => (Folder, File, Channel, FromSeconds, Seconds);
}
