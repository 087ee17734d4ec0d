using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Matlab;
using Clef.Signals.Formats.Numpy;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Signals.Noise;

/// <summary>One kind of recorded noise.</summary>
/// <param name="Leads">The leads' names, as standard ones where they are (<c>aVR</c> for <c>AVR</c>).</param>
/// <param name="Samples">(lead, sample), in the recorded unit.</param>
public sealed record RecordedNoise(IReadOnlyList<string> Leads, IReadOnlyList<float[]> Samples);

/// <summary>
/// Noise that the user recorded, resampled to one rate. Three forms are read: a MATLAB file with the matrices <c>motion_artefacts</c>, <c>electrode_movement</c>,
/// <c>baseline_wander</c> and <c>mixture_of_noises</c>, lead by sample (the <c>DATA_noises_real.mat</c> of PhysioNet's ecg-ppg-simulator-arrhythmia, which the ECG
/// paper's code uses); a folder or zip archive with one NumPy file (<c>.npy</c>) of each name; a folder or zip archive with one recording of each name
/// in any readable format. <c>ma</c>, <c>em</c> and <c>bw</c>, the names of the MIT-BIH noise stress test, are understood too.
/// </summary>
public static class RecordedEcgNoise
{
    /// <summary>Rows of the matrices where nothing names them (ECG specification 2.3): the standard leads, then Frank's.</summary>
    private static readonly string[] Rows = [.. EcgNoise.Leads, "X", "Y", "Z"];

    private static readonly Dictionary<EcgNoiseKind, string[]> Names = new()
    {
        [EcgNoiseKind.MotionArtefact] = ["motion_artefacts", "ma"],
        [EcgNoiseKind.ElectrodeMovement] = ["electrode_movement", "em"],
        [EcgNoiseKind.BaselineWander] = ["baseline_wander", "bw"],
        [EcgNoiseKind.Mixture] = ["mixture_of_noises", "mix"],
    };

    /// <summary>Reads noise. Of the four kinds only the mixture may be lacking.</summary>
    /// <param name="path">The MATLAB file, folder or zip archive.</param>
    /// <param name="sampleRate">The rate wanted, in hertz.</param>
    /// <param name="matrixRate">The rate of matrices, which carry none, in hertz; 500 in the paper's code.</param>
    /// <exception cref="ClefException">A kind is missing, or a file cannot be read.</exception>
    public static IReadOnlyDictionary<EcgNoiseKind, RecordedNoise> Read(string path, double sampleRate, double matrixRate = 500)
    {
        if (!(matrixRate > 0 && double.IsFinite(matrixRate)))
        {
            throw new ClefException(path, "rate of the matrices", matrixRate, "a positive number of hertz");
        }

        Dictionary<EcgNoiseKind, RecordedNoise> found = path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase) ? Matlab(path, sampleRate, matrixRate) : Folder(path, sampleRate, matrixRate);
        foreach ((EcgNoiseKind kind, string[] names) in Names)
        {
            if (kind != EcgNoiseKind.Mixture && !found.ContainsKey(kind))
            {
                throw new ClefException(path, "noise", string.Join(", ", found.Keys), $"also {kind}, as '{names[0]}' or '{names[1]}'");
            }
        }

        return found;
    }

    private static Dictionary<EcgNoiseKind, RecordedNoise> Matlab(string path, double sampleRate, double matrixRate)
    {
        using MatFile file = MatReader.Open(new MappedByteSource(path), name => !name.Contains('.'), new RemarkList());
        var found = new Dictionary<EcgNoiseKind, RecordedNoise>();
        foreach ((string name, MatValue value) in file.Variables)
        {
            if (KindOf(name) is { } kind)
            {
                MatNumbers matrix = value is MatNumbers { Dimensions.Length: 2 } numbers ? numbers : throw new ClefException(path, name, null, "a matrix of numbers, lead by sample");
                CheckSize(path, name, matrix.Rows, matrix.Columns);
                var rows = new float[matrix.Rows][];
                for (int r = 0; r < rows.Length; r++)
                {
                    matrix.Open(r, false).Read(0, rows[r] = new float[matrix.Columns]);
                }

                found[kind] = Resampled(path, Rows[..rows.Length], rows, matrixRate, sampleRate);
            }
        }

        return found;
    }

    private static Dictionary<EcgNoiseKind, RecordedNoise> Folder(string path, double sampleRate, double matrixRate)
    {
        using SourceFolder folder = SourceFolder.OpenPath(path);
        var found = new Dictionary<EcgNoiseKind, RecordedNoise>();
        foreach (string name in folder.FileNames.Where(f => f.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
        {
            if (KindOf(Path.GetFileNameWithoutExtension(name)) is { } kind)
            {
                using ByteSource source = folder.Open(name);
                float[][] rows = NumpyMatrix.Read(source);
                CheckSize(source.Name, "shape", rows.Length, rows.Length == 0 ? 0 : rows[0].Length);
                found[kind] = Resampled(source.Name, Rows[..rows.Length], rows, matrixRate, sampleRate);
            }
        }

        foreach (string name in RecordingFile.List(folder))
        {
            if (KindOf(Path.GetFileNameWithoutExtension(name)) is { } kind && !found.ContainsKey(kind))
            {
                using Recording recording = RecordingFile.Open(folder, name);
                double rate = recording.Channels.Count == 0 ? 0 : recording.Channels[0].SampleRate;
                if (recording.Channels.Any(c => c.SampleRate != rate) || recording.Channels.Count == 0 || !(rate > 0))
                {
                    throw new ClefException(recording.Name, "sampling rates", string.Join(", ", recording.Channels.Select(c => c.SampleRate).Distinct()), "one rate of all channels");
                }

                found[kind] = Resampled(
                    recording.Name, [.. recording.Channels.Select(c => Lead(c.Label))], [.. recording.Channels.Select((_, c) => recording.ReadAll(c))], rate, sampleRate);
            }
        }

        return found;
    }

    private static EcgNoiseKind? KindOf(string name) =>
        Names.Where(n => n.Value.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(n => (EcgNoiseKind?)n.Key).FirstOrDefault();

    private static string Lead(string label) => ChannelLabel.Parse($"ECG {label}") is { Kind: SignalKind.Ecg, Name: not "ECG" } parsed ? parsed.Name : label;

    private static void CheckSize(string file, string field, long rows, long columns)
    {
        if (rows < 1 || rows > Rows.Length || columns < 1 || columns > Array.MaxLength)
        {
            throw new ClefException(file, field, $"{rows} x {columns}", $"1 to {Rows.Length} leads (rows) with at least one sample each");
        }
    }

    private static RecordedNoise Resampled(string file, string[] leads, float[][] rows, double from, double to)
    {
        foreach (float[] row in rows)
        {
            GapFilling.Interpolate(row); // a lead that is missing throughout becomes zero, and its noise with it
        }

        return rows.Any(r => r.Length == 0) ? throw new ClefException(file, "samples", 0, "at least one of every lead")
            : new RecordedNoise(leads, [.. rows.Select(r => PolyphaseResampler.Resample(r, from, to, ResamplingEdge.Line))]);
    }
}
