using Clef.Core.Tables;
using Clef.Eeg.Sessions;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>The spectrogram without a model: the mean and the deviation over time of every channel's level in bands of 2 Hz, which is 608 numbers.</summary>
internal static class SpectrogramFeatures
{
    /// <summary>Bins of 0.25 Hz that make a band.</summary>
    private const int Band = 8;

    /// <summary>The features of every session of a store.</summary>
    /// <param name="path">The store.</param>
    /// <param name="seconds">Seconds of a session that are looked at; 0 for all.</param>
    /// <param name="stop">Stops between sessions.</param>
    public static EmbeddingTable Of(string path, int seconds, CancellationToken stop)
    {
        using SessionStore store = SessionStore.Open(path);
        int bands = Bands(store), width = 2 * bands * store.Pipeline.Channels.Count;
        var values = new float[store.Count * width];
        for (int i = 0; i < store.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            SessionSpectrogram session = store.Read(i);
            Fill(session.Values, session, bands, values.AsSpan(i * width, width), seconds > 0 ? seconds : int.MaxValue); // a frame a second
        }

        return new EmbeddingTable("session", [.. store.Sessions.Select(s => s.Id)], [.. store.Sessions.Select(s => s.Patient)], width, values);
    }

    /// <summary>Bands of a store's sessions.</summary>
    public static int Bands(SessionStore store) => store.Frequencies.Count / Band;

    /// <summary>Mean and deviation of (channel, band) over valid frames; 0 where a channel is missing.</summary>
    /// <param name="levels">The levels, (channel, frequency, time): the session's own, or those rebuilt of it.</param>
    /// <param name="session">Which frames are valid.</param>
    /// <param name="bands">How many bands.</param>
    /// <param name="features">Receives (channel, band, mean and deviation).</param>
    /// <param name="most">Frames that are looked at.</param>
    public static void Fill(ReadOnlySpan<float> levels, SessionSpectrogram session, int bands, Span<float> features, int most = int.MaxValue)
    {
        int frames = session.Frames, bins = session.Frequencies.Count, at = 0;
        for (int channel = 0; channel < session.Channels.Count; channel++)
        {
            for (int band = 0; band < bands; band++, at += 2)
            {
                double sum = 0, squares = 0;
                int count = 0;
                for (int frame = 0; frame < Math.Min(frames, most); frame++)
                {
                    if (!session.Valid[(channel * frames) + frame])
                    {
                        continue;
                    }

                    double level = 0;
                    for (int bin = band * Band; bin < (band + 1) * Band; bin++)
                    {
                        level += levels[(((channel * bins) + bin) * frames) + frame];
                    }

                    level /= Band;
                    sum += level;
                    squares += level * level;
                    count++;
                }

                double mean = count == 0 ? 0 : sum / count;
                features[at] = (float)mean;
                features[at + 1] = count == 0 ? 0 : (float)Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)));
            }
        }
    }
}
