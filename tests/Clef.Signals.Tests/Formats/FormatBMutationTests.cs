using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats;

/// <summary>
/// Twenty thousand mutations a format: nothing but <see cref="ClefException"/> may escape, and no mutation may cost more memory than twice its
/// bytes and a fixed sum (a compressed format may expand as its own tests say).
/// </summary>
public class FormatBMutationTests
{
    /// <summary>Row buffers, readers' blocks, header tables and XML machinery; none depends on what a header claims.</summary>
    private const long FixedBytes = 12 << 20;

    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("CLEF_MUTATIONS"), out int count) ? count : 20_000;

    [Theory]
    [InlineData("MATLAB")]
    [InlineData("MATLAB 7.3")]
    [InlineData("EEGLAB")]
    [InlineData("EEGLAB 7.3")]
    [InlineData("BrainVision")]
    [InlineData("DICOM")]
    [InlineData("SCP-ECG")]
    [InlineData("HL7 aECG")]
    [InlineData("GE MUSE XML")]
    [InlineData("Philips XML")]
    [InlineData("CSV")]
    [InlineData("BIDS-EEG")]
    public void Mutations_raise_nothing_but_our_own_error(string format)
    {
        FormatSeed[] seeds = [.. FormatBSeeds.All().Where(s => s.Format == format)];
        seeds.ShouldNotBeEmpty();
        foreach (FormatSeed seed in seeds)
        {
            Consume(seed.Folder, seed.Entry).ShouldBeTrue($"{seed.Entry} as built");
        }

        var random = new Random(20241122);
        int opened = 0;
        for (int i = 0; i < Count; i++)
        {
            FormatSeed seed = seeds[i % seeds.Length];
            string file = seed.Mutable[random.Next(seed.Mutable.Length)];
            byte[] original = seed.Folder.TryOpen(file)!.All(1 << 24).ToArray();
            byte[] mutated = Mutate(original, random);
            seed.Seal?.Invoke(mutated);
            var folder = new MemoryFolder();
            foreach (string name in seed.Folder.FileNames)
            {
                folder.With(name, name == file ? mutated : seed.Folder.TryOpen(name)!.All(1 << 24).ToArray());
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                opened += Consume(folder, seed.Entry) ? 1 : 0;
            }
            catch (Exception e) when (e is not ClefException)
            {
                string dump = Path.Combine(Path.GetTempPath(), $"clef-{format.Replace(' ', '-')}-{i}.bin");
                File.WriteAllBytes(dump, mutated);
                throw new InvalidOperationException($"mutation {i} of {seed.Entry} ({file}, kept as {dump}): {e}", e);
            }

            long cost = GC.GetAllocatedBytesForCurrentThread() - before;
            cost.ShouldBeLessThan((2L * folder.FileNames.Sum(n => folder.TryOpen(n)!.Length)) + FixedBytes, $"mutation {i} of {seed.Entry} ({file})");
        }

        // Some mutations must still open, or the test would only meet the first check of each parser.
        opened.ShouldBeGreaterThan(Count / 50);
    }

    /// <summary>Opens a recording and reads all that it says and a part of each channel; false where it was refused.</summary>
    private static bool Consume(SourceFolder folder, string entry)
    {
        try
        {
            using Recording recording = RecordingFile.Open(folder, entry);
            _ = recording.Annotations.Count + recording.Remarks.Count;
            recording.DurationSeconds.ShouldBeGreaterThanOrEqualTo(0);
            var samples = new float[64];
            for (int c = 0; c < Math.Min(recording.Channels.Count, 20); c++)
            {
                recording.Channels[c].SampleCount.ShouldBeGreaterThanOrEqualTo(0);
                recording.Read(c, -2, samples);
                recording.Read(c, Math.Max(0, recording.Channels[c].SampleCount - 10), samples);
            }

            return true;
        }
        catch (ClefException)
        {
            return false;
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        for (int change = random.Next(1, 4); change > 0 && bytes.Length > 8; change--)
        {
            // Headers hold what parsers decide by: half of all changes go to the first quarter.
            int at = random.Next(random.Next(2) == 0 ? Math.Max(8, bytes.Length / 4) : bytes.Length);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = ((byte[])[0, 255, 127, 128, 1, (byte)'-', (byte)'9', (byte)'<'])[random.Next(8)]; break;
                case 3: bytes = bytes[..random.Next(1, bytes.Length)]; break;
                case 4:
                    int length = Math.Min(random.Next(1, 32), bytes.Length - at);
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                case 5:
                    int copied = Math.Min(random.Next(1, 32), bytes.Length - at);
                    bytes = [.. bytes[..at], .. bytes[at..(at + copied)], .. bytes[at..]];
                    break;
                default:
                    for (int i = 0; i < 4 && at + i < bytes.Length; i++)
                    {
                        bytes[at + i] = (byte)(random.Next(2) == 0 ? 255 : random.Next(256));
                    }

                    break;
            }
        }

        return bytes;
    }
}
