using System.Text;
using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Signals.Noise;

namespace Clef.Ecg.Tests.Augmentation;

/// <summary>The user's noise in its three forms. Row r of kind k is made as sin(0.01 (k + 1) (r + 2) i), so every stretch tells where it comes from.</summary>
public sealed class RecordedNoiseTests : IDisposable
{
    private const int Samples = 3000;
    private static readonly string[] Kinds = ["motion_artefacts", "electrode_movement", "baseline_wander", "mixture_of_noises"];

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-noise-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Forms => ["matlab", "numpy", "numpy-fortran", "wfdb"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_row_of_the_lead_at_the_stated_deviation(string form)
    {
        NoiseBank bank = NoiseBank.Recorded(Write(form, Kinds));
        var noise = new float[1000];
        foreach ((EcgNoiseKind kind, int k) in Enum.GetValues<EcgNoiseKind>().Select((kind, k) => (kind, k)))
        {
            bank.Fill(kind, "aVR", new CounterRandom(3), noise, 0.1);
            Deviation(noise).ShouldBe(0.1, 1e-4);
            // A sine of angular step w satisfies x[i+1] + x[i-1] = 2 cos(w) x[i]: the row is that of aVR (3), not lead I's.
            double step = 0.01 * (k + 1) * (3 + 2);
            Worst(noise, step).ShouldBeLessThan(2e-3, form);
            Worst(noise, 0.01 * (k + 1) * 2).ShouldBeGreaterThan(2e-3, form);
        }
    }

    [Fact]
    public void Stretches_are_cut_at_random_places_and_the_bank_stays_as_it_was()
    {
        NoiseBank bank = NoiseBank.Recorded(Write("matlab", Kinds));
        float[] first = Draw(bank, 1), second = Draw(bank, 2);
        second.ShouldNotBe(first);
        Draw(bank, 1).ShouldBe(first); // scaling in place, as the released code does, would change it

        static float[] Draw(NoiseBank bank, ulong seed)
        {
            var noise = new float[500];
            bank.Fill(EcgNoiseKind.BaselineWander, "I", new CounterRandom(seed), noise, 0.1 * (seed + 1));
            return noise;
        }
    }

    [Fact]
    public void A_recording_shorter_than_the_window_is_repeated_and_flat_noise_is_zero()
    {
        NoiseBank bank = NoiseBank.Recorded(Write("matlab", Kinds, flat: true));
        var noise = new float[2 * Samples];
        bank.Fill(EcgNoiseKind.MotionArtefact, "II", new CounterRandom(1), noise, 0.1);
        noise[..Samples].ShouldBe(noise[Samples..]);
        bank.Fill(EcgNoiseKind.MotionArtefact, "I", new CounterRandom(1), noise, 0.1);
        noise.ShouldAllBe(v => v == 0);
    }

    [Fact]
    public void A_mixture_that_was_not_recorded_is_made_of_the_three_others()
    {
        string stress = Write("wfdb", ["ma", "em", "bw"]);
        var noise = new float[1000];
        NoiseBank.Recorded(stress).Fill(EcgNoiseKind.Mixture, "V2", new CounterRandom(5), noise, 0.2);
        Deviation(noise).ShouldBe(0.2, 1e-4);

        File.Delete(Path.Combine(stress, "bw.hea"));
        Should.Throw<ClefException>(() => NoiseBank.Recorded(stress)).Message.ShouldContain("baseline_wander");
        Should.Throw<ClefException>(() => NoiseBank.Recorded(stress, 500, 0)).Message.ShouldContain("rate of the matrices");
    }

    [Fact]
    public void Noise_is_resampled_to_the_windows_rate()
    {
        NoiseBank bank = NoiseBank.Recorded(Write("matlab", Kinds), sampleRate: 125);
        var noise = new float[700];
        bank.Fill(EcgNoiseKind.MotionArtefact, "III", new CounterRandom(1), noise, 0.1);
        Worst(noise, 4 * 0.01 * (2 + 2)).ShouldBeLessThan(2e-3);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (3, 4), }", "descr")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4000000000), }", "shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 2), }", "shape")]
    [InlineData("__import__('os')", "descr, fortran_order and shape")]
    public void A_numpy_file_that_lies_is_refused_by_its_field(string header, string field)
    {
        string folder = Write("numpy", Kinds);
        Numpy(Path.Combine(folder, "baseline_wander.npy"), header, new byte[48]);
        Should.Throw<ClefException>(() => NoiseBank.Recorded(folder)).Message.ShouldContain(field);
    }

    private static double Deviation(float[] noise)
    {
        double mean = noise.Average(v => (double)v);
        return Math.Sqrt(noise.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>How far a stretch is from a sine of an angular step, relative to its size; the ends, which resampling bends, are left out.</summary>
    private static double Worst(float[] noise, double step) =>
        Enumerable.Range(100, noise.Length - 200).Max(i => Math.Abs(noise[i + 1] + noise[i - 1] - (2 * Math.Cos(step) * noise[i]))) / noise.Max(Math.Abs);

    private static float Value(int kind, int row, int sample) => (float)Math.Sin(0.01 * (kind + 1) * (row + 2) * sample);

    private string Write(string form, string[] kinds, bool flat = false)
    {
        string place = Path.Combine(_folder, form);
        Directory.CreateDirectory(place);
        float[][] Rows(int kind) => [.. Enumerable.Range(0, 15).Select(r => Enumerable.Range(0, Samples).Select(i => flat && r == 0 ? 0 : Value(kind, r, i)).ToArray())];
        if (form == "matlab")
        {
            using var writer = new BinaryWriter(File.Create(place + ".mat"));
            foreach ((string name, int k) in kinds.Select((n, k) => (n, k)))
            {
                // MATLAB 4: type 10 (single, little-endian), rows, columns, no imaginary part, length of the name, name, numbers by column.
                Array.ForEach([10, 15, Samples, 0, name.Length + 1], writer.Write);
                writer.Write(Encoding.ASCII.GetBytes(name + '\0'));
                float[][] rows = Rows(k);
                for (int i = 0; i < Samples * 15; i++)
                {
                    writer.Write(rows[i % 15][i / 15]);
                }
            }

            return place + ".mat";
        }

        foreach ((string name, int k) in kinds.Select((n, k) => (n, k)))
        {
            float[][] rows = Rows(k);
            if (form == "wfdb")
            {
                string[] leads = [.. EcgNoise.Leads];
                File.WriteAllText(Path.Combine(place, name + ".hea"), $"{name} 12 500 {Samples}\n" + string.Concat(leads.Select(l => $"{name}.dat 16 20000 16 0 0 0 0 {l.ToUpperInvariant()}\n")));
                using var writer = new BinaryWriter(File.Create(Path.Combine(place, name + ".dat")));
                for (int i = 0; i < Samples * 12; i++)
                {
                    writer.Write((short)Math.Round(20000 * rows[i % 12][i / 12]));
                }
            }
            else
            {
                bool fortran = form == "numpy-fortran";
                float[] numbers = fortran ? [.. Enumerable.Range(0, 15 * Samples).Select(i => rows[i % 15][i / 15])] : [.. rows.SelectMany(r => r)];
                byte[] data = fortran ? [.. numbers.SelectMany(v => BitConverter.GetBytes((double)v))] : [.. numbers.SelectMany(BitConverter.GetBytes)];
                Numpy(Path.Combine(place, name + ".npy"), $"{{'descr': '{(fortran ? "<f8" : "<f4")}', 'fortran_order': {fortran}, 'shape': (15, {Samples}), }}", data);
            }
        }

        return place;
    }

    private static void Numpy(string path, string header, byte[] data)
    {
        byte[] text = Encoding.ASCII.GetBytes(header.PadRight(117) + '\n');
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. data]);
    }
}
