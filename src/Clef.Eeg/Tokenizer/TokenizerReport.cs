using Clef.Eeg.Sessions;
using Clef.Tensors;

namespace Clef.Eeg.Tokenizer;

/// <summary>A band of frequencies, from including to excluding, in hertz.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">Lower end.</param>
/// <param name="To">Upper end.</param>
public sealed record EegBand(string Name, double From, double To)
{
    /// <summary>The usual bands of clinical EEG (Kane and others, 2017, glossary of the IFCN), up to the spectrogram's 32 Hz; below 0.5 Hz is drift.</summary>
    public static IReadOnlyList<EegBand> All { get; } = [new("delta", 0.5, 4), new("theta", 4, 8), new("alpha", 8, 13), new("beta", 13, 32)];
}

/// <summary>How well a tokenizer rebuilds sessions.</summary>
/// <param name="Sessions">Sessions looked at.</param>
/// <param name="MeanError">Mean absolute error of valid levels, dB.</param>
/// <param name="Correlation">Mean correlation over sessions and channels.</param>
/// <param name="BandErrors">Mean absolute error by band, dB.</param>
/// <param name="ChannelErrors">Mean absolute error by channel, dB; NaN where no session has it.</param>
/// <param name="ChannelCorrelations">Mean correlation by channel; NaN where no session has it.</param>
/// <param name="CodesUsed">Codes used at least once.</param>
/// <param name="Codes">Codes in the book.</param>
/// <param name="Perplexity">Perplexity of the codes' use.</param>
public sealed record TokenizerReport(
    int Sessions,
    double MeanError,
    double Correlation,
    IReadOnlyDictionary<string, double> BandErrors,
    IReadOnlyDictionary<string, double> ChannelErrors,
    IReadOnlyDictionary<string, double> ChannelCorrelations,
    int CodesUsed,
    int Codes,
    double Perplexity)
{
    /// <summary>Rebuilds sessions of a store and measures.</summary>
    /// <param name="tokenizer">The tokenizer, which is put into evaluation.</param>
    /// <param name="store">The store.</param>
    /// <param name="places">Which sessions.</param>
    /// <param name="stop">Stops between sessions.</param>
    public static TokenizerReport Of(SessionTokenizer tokenizer, SessionStore store, IReadOnlyList<int> places, CancellationToken stop = default)
    {
        bool training = tokenizer.IsTraining;
        tokenizer.Evaluate();
        try
        {
            var sums = new Sums(tokenizer.Config, store);
            foreach (int place in places)
            {
                stop.ThrowIfCancellationRequested();
                sums.Add(tokenizer, place);
            }

            return sums.Report(places.Count);
        }
        finally
        {
            tokenizer.Train(training);
        }
    }

    private sealed class Sums(TokenizerConfig config, SessionStore store)
    {
        private readonly double[] _errors = new double[config.Channels * config.Bins]; // (channel, bin)
        private readonly double[] _frames = new double[config.Channels], _correlations = new double[config.Channels], _present = new double[config.Channels];
        private readonly float[] _use = new float[config.Codes];

        public void Add(SessionTokenizer tokenizer, int place)
        {
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            SessionCrop crop = store.Crop(place, 0, config.Columns(store.Sessions[place].Frames) * config.PatchFrames);
            (Tensor levels, Tensor valid) = SessionTokenizer.Batch([crop]);
            Quantisation tokens = tokenizer.Encode(levels, valid);
            Tensor rebuilt = tokenizer.Decode(tokens.Quantised, tokenizer.Columns(valid));
            float[] errors = (levels - rebuilt).Abs().MaskedFill(valid.Unsqueeze(2) < 0.5, 0).Sum(3).ToArray<float>(); // (channel, bin)
            float[] frames = valid.Sum(2).ToArray<float>(), correlations = ReconstructionLoss.Correlations(levels, rebuilt, valid).ToArray<float>();
            float[] use = tokens.Use.ToArray<float>();
            for (int i = 0; i < errors.Length; i++)
            {
                _errors[i] += errors[i];
            }

            for (int channel = 0; channel < frames.Length; channel++)
            {
                _frames[channel] += frames[channel];
                _correlations[channel] += frames[channel] > 0 ? correlations[channel] : 0;
                _present[channel] += frames[channel] > 0 ? 1 : 0;
            }

            for (int i = 0; i < use.Length; i++)
            {
                _use[i] += use[i];
            }
        }

        public TokenizerReport Report(int sessions)
        {
            int[] channels = [.. Enumerable.Range(0, config.Channels)], bins = [.. Enumerable.Range(0, config.Bins)];
            string Name(int channel) => store.Pipeline.Channels[channel];
            return new TokenizerReport(
                sessions,
                Error(channels, bins),
                _correlations.Sum() / _present.Sum(),
                EegBand.All.ToDictionary(b => b.Name, b => Error(channels, [.. bins.Where(i => store.Frequencies[i] >= b.From && store.Frequencies[i] < b.To)])),
                channels.ToDictionary(Name, c => Error([c], bins)),
                channels.ToDictionary(Name, c => _correlations[c] / _present[c]),
                _use.Count(u => u > 0),
                config.Codes,
                CodeUse.Perplexity(_use));
        }

        private double Error(int[] channels, int[] bins) =>
            channels.Sum(c => bins.Sum(b => _errors[(c * config.Bins) + b])) / (channels.Sum(c => _frames[c]) * bins.Length) * store.Pipeline.ClipDecibels;
    }
}
