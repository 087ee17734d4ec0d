using System.Text;
using Clef.Core;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Configuration;
using Clef.Learning.Data;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using Clef.Simulation.Writing;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Experiments.Cost;

/// <summary>
/// What a session costs at each stage, by size of the model and length of the session: the least processor time of a few repetitions after one that
/// warms up, and the most memory beyond what was held before. Networks have random weights, which cost the same; the session is simulated. Training
/// steps are of one session; those of the large sizes are forward only.
/// </summary>
internal static class StageCost
{
    private const int Repetitions = 2;

    /// <summary>The table as Markdown.</summary>
    /// <param name="lengths">Lengths of a session, seconds.</param>
    /// <param name="sizes">Sizes, as in configs/eeg.</param>
    /// <param name="stop">Stops between measurements.</param>
    public static string Run(IReadOnlyList<string> lengths, IReadOnlyList<string> sizes, CancellationToken stop)
    {
        string configs = Path.Combine(AppContext.BaseDirectory, "configs", "eeg");
        int threads = TensorRuntime.Threads;
        var text = new StringBuilder("# What an EEG session costs\n\n");
        text.Append(FormattableString.Invariant($"One simulated session at a time, {threads} thread(s). "));
        text.Append("Seconds of the processor (mebibytes at the peak, beyond what was held before).\n");
        Prepare(text, lengths, stop);
        foreach (string size in sizes)
        {
            var tokenizer = ConfigFile.Read<TokenizerRecipe>(Path.Combine(configs, $"tokenizer-{size}.yaml"), []).Model;
            EncoderConfig encoder = ConfigFile.Read<PretrainRecipe>(Path.Combine(configs, $"pretrain-{size}.yaml"), []).Model;
            AlignmentConfig alignment = ConfigFile.Read<AlignmentRecipe>(Path.Combine(configs, $"align-{size}.yaml"), []).Alignment;
            text.Append($"\n## {size}\n\n| seconds of session | tokens | tokenise | encode, all tokens | align, forward ");
            text.Append("| reconstruction, training step | alignment, training step |\n|---:|---:|---:|---:|---:|---:|---:|\n");
            RandomState.Seed(1);
            using var networks = new Networks(tokenizer, encoder, alignment);
            (Module encoding, Module decoding, Module aligning) = (networks.Encoder, networks.Decoder, networks.Alignment);
            text.Append($"| parameters, millions |  | {Millions(networks.Tokenizer)} | {Millions(encoding)} | {Millions(aligning)} ");
            text.Append($"| {Millions(encoding, decoding)} | {Millions(encoding, decoding, aligning)} |\n");
            foreach (string length in lengths)
            {
                stop.ThrowIfCancellationRequested();
                text.Append(networks.Row(Numbers.Whole("--seconds", length), trains: size != "large")).Append('\n');
                Console.Error.WriteLine($"{size}, {length} s");
            }
        }

        return text.ToString();
    }

    /// <summary>The least processor time, which other work on the machine hardly changes, and the most memory of an action.</summary>
    internal static string Measure(Action action)
    {
        double least = double.PositiveInfinity, memory = PeakMemory.Of(action);
        for (int i = 0; i < Repetitions && (i == 0 || least < 30); i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            memory = Math.Max(memory, PeakMemory.Of(action));
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }

        return FormattableString.Invariant($"{least:0.000} ({memory:0})");
    }

    private static string Millions(params Module[] modules) =>
        FormattableString.Invariant($"{modules.Sum(m => m.NamedParameters().Sum(p => p.Tensor.ElementCount)) / 1e6:0.0}");

    private static void Prepare(StringBuilder text, IReadOnlyList<string> lengths, CancellationToken stop)
    {
        text.Append("\n## Preparation (no model)\n\n| seconds of session | recording to spectrogram |\n|---:|---:|\n");
        var preparation = new EegPreparation(EegPipeline.ClefV1);
        SimulatedPatient patient = PatientGenerator.Draw(1, 0);
        foreach (string length in lengths)
        {
            stop.ThrowIfCancellationRequested();
            EegSession eeg = EegSimulator.Simulate(patient, Numbers.Whole("--seconds", length));
            var subject = new Subject("cost", "SIMULATED", null, null, null, null);
            using SimulatedRecording recording = SimulatedRecording.Of(
                "cost", EegSession.Labels, eeg.Signals, "uV", eeg.SampleRate, 3276.75, subject, patient.RecordedAt);
            text.Append($"| {length} | {Measure(() => preparation.Session(recording))} |\n");
        }
    }

    /// <summary>The networks of one size.</summary>
    private sealed class Networks : IDisposable
    {
        private const int Pieces = 1000, Codes = 400;
        private readonly AlignmentObjectives _objectives = new();

        public Networks(TokenizerConfig tokenizer, EncoderConfig encoder, AlignmentConfig alignment)
        {
            (Tokenizer, Encoder, Decoder) = (new SessionTokenizer(tokenizer), new SessionEncoder(encoder), new MaskedDecoder(encoder));
            Alignment = new AlignmentNetwork(alignment, encoder.Width, Pieces, Codes, null);
            Tokenizer.Evaluate();
        }

        public SessionTokenizer Tokenizer { get; }

        public SessionEncoder Encoder { get; }

        public MaskedDecoder Decoder { get; }

        public AlignmentNetwork Alignment { get; }

        public string Row(int seconds, bool trains)
        {
            TokenizerConfig config = Tokenizer.Config;
            int bins = config.Bins, frames = config.Columns(seconds) * config.PatchFrames;
            var random = new CounterRandom(1);
            float[] noise = [.. Enumerable.Range(0, config.Channels * bins * frames).Select(_ => (float)random.Normal(0, 0.3))];
            var crop = new Sessions.SessionCrop(config.Channels, bins, frames, noise, [.. Enumerable.Repeat(1f, config.Channels * frames)]);
            int columns = config.Columns(seconds), count = config.Rows * columns;
            int[] codes = [.. Enumerable.Range(0, count).Select(_ => random.Index(config.Codes))];
            var tokens = new SessionTokens("cost", null, config.Rows, codes, [.. Enumerable.Repeat(true, columns)]);
            MaskedSequence whole = MaskLaw.None.Apply(TokenSequence.Of(tokens, Encoder.Config), random);
            MaskedSequence masked = new MaskLaw { Deviation = 0 }.Apply(whole.Sequence, random);
            int[] pieces = [.. Enumerable.Range(0, Math.Min(128, Alignment.Config.Text.Length)).Select(_ => 5 + random.Index(Pieces - 5))];
            var record = new ProfileSet([0, 10, 13], [.. Enumerable.Range(20, 12)]);
            var reconstruction = new MaskedReconstruction(Encoder, Decoder);
            var alignment = new AlignmentTraining(Encoder, Decoder, Alignment, _objectives, 0);
            var ignored = new Dictionary<string, double>();
            string tokenise = Forward(() =>
            {
                (Tensor levels, Tensor valid) = SessionTokenizer.Batch([crop]);
                Tokenizer.Encode(levels, valid);
            });
            string encode = Forward(() => Encoder.Forward(TokenBatch.Of([whole.Sequence])));
            string align = Forward(() => alignment.Loss([new AlignmentSample(masked, pieces, record, 0)], ignored));
            string step = trains ? Step(() => reconstruction.Loss([masked], ignored)) : Forward(() => reconstruction.Loss([masked], ignored)) + ", forward";
            string both = trains ? Step(() => alignment.Loss([new AlignmentSample(masked, pieces, record, 0)], ignored)) : "";
            return FormattableString.Invariant($"| {seconds} | {count} | {tokenise} | {encode} | {align} | {step} | {both} |");
        }

        public void Dispose()
        {
            Tokenizer.Dispose();
            Encoder.Dispose();
            Decoder.Dispose();
            Alignment.Dispose();
        }

        private static string Forward(Action action) => Measure(() =>
        {
            using var scope = new TensorScope();
            using GradientMode.Restore mode = GradientMode.Disable();
            action();
        });

        /// <summary>Forward and backward; the optimiser's own step is not counted, since it does not depend on the session.</summary>
        private static string Step(Func<Tensor> loss) => Measure(() =>
        {
            using var scope = new TensorScope();
            loss().Backward();
        });
    }
}
