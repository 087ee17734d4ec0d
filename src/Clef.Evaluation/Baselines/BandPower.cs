using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Cohorts.Store;
using Clef.Signals.Recordings;
using Clef.Signals.Spectra;

namespace Clef.Evaluation.Baselines;

/// <summary>
/// Simple signal features: the log power of five bands of a multitaper spectrum (4-s windows, 1 Hz bandwidth), the median over windows. A session's vector has each
/// band's mean and standard deviation over channels, then the bands of every channel that all sessions have. A missing or flat channel counts with the
/// session's mean of the band.
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
    public static EmbeddingTable Of(CohortStore store, SourceFolder folder, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        IReadOnlyList<Session> sessions = store.Sessions();
        if (sessions.Count == 0)
        {
            throw new ClefException(store.Folder, "sessions", 0, "at least one");
        }

        string[] shared = sessions.Select(s => (IEnumerable<string>)s.Labels.Split('|')).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)).Distinct().Order(StringComparer.Ordinal).ToArray();
        int width = (2 * Bands.Length) + (shared.Length * Bands.Length);
        var values = new float[sessions.Count * width];
        int done = 0;
        Parallel.For(0, sessions.Count, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            using Recording recording = RecordingFile.Open(folder, sessions[i].File);
            Session(recording, shared, values.AsSpan(i * width, width));
            progress?.Invoke(Interlocked.Increment(ref done), sessions.Count);
        });
        return new EmbeddingTable("session", sessions.Select(s => s.Id).ToArray(), sessions.Select(s => (string?)s.Patient).ToArray(), width, values);
    }

    private static void Session(Recording recording, string[] shared, Span<float> features)
    {
        var byLabel = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var all = new List<double[]>();
        for (int c = 0; c < recording.Channels.Count; c++)
        {
            double[]? bands = Channel(recording, c);
            if (bands is not null)
            {
                all.Add(bands);
                byLabel.TryAdd(recording.Channels[c].Label, bands);
            }
        }

        for (int b = 0; b < Bands.Length; b++)
        {
            double mean = all.Count == 0 ? 0 : all.Average(x => x[b]);
            features[b] = (float)mean;
            features[Bands.Length + b] = all.Count == 0 ? 0 : (float)Math.Sqrt(all.Average(x => (x[b] - mean) * (x[b] - mean)));
            for (int c = 0; c < shared.Length; c++)
            {
                features[(2 * Bands.Length) + (c * Bands.Length) + b] = (float)(byLabel.TryGetValue(shared[c], out double[]? own) ? own[b] : mean);
            }
        }
    }

    /// <summary>Log power of each band, natural logarithm; null where no window has power (flat, too short, not recorded).</summary>
    private static double[]? Channel(Recording recording, int channel)
    {
        double rate = recording.Channels[channel].SampleRate;
        if (!(rate >= 8))
        {
            return null;
        }

        float[] signal = recording.ReadAll(channel);
        var multitaper = new Multitaper(new MultitaperSettings(4, 2, 1, LowBias: true, PeriodicTapers: true, 0.5, 45), rate);
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
