using System.IO.Compression;
using System.Text;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Signals.Tests.Formats;

namespace Clef.Fuzz;

/// <summary>The inputs that mutations start from: small simulated recordings that our own writers make, and files of a conformance set where there is one.</summary>
public static class Seeds
{
    /// <summary>Larger files are left out: their mutations would mostly miss the header.</summary>
    public const int LargestFile = 600_000;

    /// <summary>Targets with built seeds, for every format that is read.</summary>
    public static IReadOnlyList<FuzzTarget> Built()
    {
        string folder = Directory.CreateTempSubdirectory("clef-fuzz").FullName;
        try
        {
            return
            [
                new FuzzTarget("EDF", new EdfFormat(), [Edf(folder, "edf", false, null), Edf(folder, "edf-gap", false, (1, 2)), Edf(folder, "edf-missing", false, (1.3, 1.8))]),
                new FuzzTarget("BDF", new EdfFormat(), [Edf(folder, "bdf", true, null), Edf(folder, "bdf-gap", true, (1, 2)), Edf(folder, "bdf-missing", true, (1.3, 1.8)), Status(folder)]),
                new FuzzTarget("WFDB", new WfdbFormat(), [.. Wfdb(folder)]),
                .. FormatBSeeds.All().GroupBy(s => s.Format).Select(g => new FuzzTarget(g.Key, FormatOf(g.First()), [.. g.Select(Input)])),
            ];
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Targets for every registered format, with the conformance set's files as seeds.</summary>
    public static IReadOnlyList<FuzzTarget> FromArchive(string zip)
    {
        using ZipArchive archive = ZipFile.OpenRead(zip);
        var files = archive.Entries.Where(e => e.Length is > 0 and <= LargestFile).ToDictionary(e => e.FullName, Bytes);
        var targets = new List<FuzzTarget>();
        foreach (IRecordingFormat format in RecordingFile.Formats)
        {
            var seeds = new List<FuzzInput>();
            foreach ((string name, byte[] bytes) in files)
            {
                if (RecordingFile.Formats.First(f => f == format || f.Recognises(name, Head(bytes))) == format && format.Recognises(name, Head(bytes)))
                {
                    // The files that could belong to it: those of the same folder and stem (WFDB names its own files).
                    string stem = name[..(name.LastIndexOf('.') is > 0 and var dot ? dot : name.Length)];
                    string text = format is WfdbFormat ? Encoding.Latin1.GetString(bytes) : "";
                    var siblings = files.Where(f => f.Key.StartsWith(stem + ".", StringComparison.Ordinal)
                        || (text.Length > 0 && text.Contains(Path.GetFileNameWithoutExtension(f.Key), StringComparison.Ordinal) && Path.GetDirectoryName(f.Key) == Path.GetDirectoryName(name)))
                        .ToDictionary(f => f.Key, f => f.Value);
                    seeds.Add(new FuzzInput(name, name, siblings));
                }
            }

            if (seeds.Count > 0)
            {
                targets.Add(new FuzzTarget($"{format.Name} (set)", format, seeds));
            }
        }

        return targets;

        static ReadOnlySpan<byte> Head(byte[] bytes) => bytes.AsSpan(0, Math.Min(4096, bytes.Length));
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The first registered format that recognises a built recording, as when a user opens it.</summary>
    private static IRecordingFormat FormatOf(FormatSeed seed)
    {
        byte[] bytes = seed.Folder.TryOpen(seed.Entry)!.All(LargestFile).ToArray();
        return RecordingFile.Formats.First(f => f.Recognises(seed.Entry, bytes.AsSpan(0, Math.Min(4096, bytes.Length))));
    }

    private static FuzzInput Input(FormatSeed seed) =>
        new(seed.Entry, seed.Entry, seed.Folder.FileNames.ToDictionary(n => n, n => seed.Folder.TryOpen(n)!.All(LargestFile).ToArray())) { Seal = seed.Seal };

    /// <summary>A gap of whole records makes a discontinuous file; one of less is marked within the annotations.</summary>
    private static FuzzInput Edf(string folder, string name, bool bdf, (double From, double To)? gap)
    {
        string path = Path.Combine(folder, name);
        using var recording = new SimulatedRecording(gap);
        EdfWriter.Write(path, recording, new EdfWriteOptions { Bdf = bdf });
        return new FuzzInput(name, "a.edf", new Dictionary<string, byte[]> { ["a.edf"] = File.ReadAllBytes(path) });
    }

    /// <summary>A BDF file whose second signal is a status channel.</summary>
    private static FuzzInput Status(string folder)
    {
        FuzzInput input = Edf(folder, "bdf-status", true, null);
        byte[] bytes = input.Files["a.edf"];
        "Status          "u8.CopyTo(bytes.AsSpan(256 + 16));
        return input;
    }

    private static IEnumerable<FuzzInput> Wfdb(string folder)
    {
        foreach (WfdbSampleFormat format in new[] { WfdbSampleFormat.Integer16, WfdbSampleFormat.Integer24, WfdbSampleFormat.Integer32, WfdbSampleFormat.Packed212 })
        {
            using var recording = new SimulatedRecording((1, 2));
            WfdbWriter.Write(Path.Combine(folder, "r.hea"), recording, new WfdbWriteOptions { Format = format });
            yield return Record($"wfdb-{(int)format}", ("r.hea", File.ReadAllBytes(Path.Combine(folder, "r.hea"))),
                ("r.dat", File.ReadAllBytes(Path.Combine(folder, "r.dat"))), ("r.atr", File.ReadAllBytes(Path.Combine(folder, "r.atr"))));
        }

        byte[] wave = [.. Enumerable.Range(0, 600).Select(i => (byte)(128 + 100 * Math.Sin(i * 0.2)))];
        foreach (int format in new[] { 8, 61, 80, 160, 310, 311 })
        {
            yield return Record($"wfdb-{format}",
                ("r.hea", Encoding.ASCII.GetBytes($"r 2 100 60 12:30:15 01/02/2003\nr.dat {format}x2:1+4 200(3)/mV 12 0 5 77 0 II\nr.dat {format} 100/uV 12 0 0 0 0 V1\n# <age>: 61 <sex>: M\n")),
                ("r.dat", wave));
        }

        yield return Record("wfdb-fixed", ("r.hea", "r/3 1 100 300\na 100\n~ 100\nb 100\n"u8.ToArray()), ("a.hea", "a 1 100 100\nr.dat 80 100/uV 8 0 0 0 0 X\n"u8.ToArray()),
            ("b.hea", "b 1 100 100\nr.dat 80+100 50/uV 8 0 0 0 0 X\n"u8.ToArray()), ("r.dat", wave));
        yield return Record("wfdb-variable", ("r.hea", "r/3 2 100 200\nl 0\na 100\nb 100\n"u8.ToArray()), ("l.hea", "l 2 100 0\n~ 0 1/uV 8 0 0 0 0 X\n~ 0 1/mV 8 0 0 0 0 Y\n"u8.ToArray()),
            ("a.hea", "a 1 100 100\nr.dat 80 100/mV 8 0 0 0 0 Y\n"u8.ToArray()), ("b.hea", "b 1 100 100\nr.dat 80+100 50/uV 8 0 0 0 0 X\n"u8.ToArray()), ("r.dat", wave));

        // A FLAC stream of one constant subframe a block: the header, one frame whose checksums the decoder may reject.
        byte[] flac = [.. "fLaC"u8, 0x80, 0, 0, 34, 0, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 100 << 4 & 0xff, 0x70, 0, 0, 0, 16, .. new byte[16], 0xff, 0xf8, 0x60, 0x02, 0, 15, 0, 0, 7, 0, 0];
        yield return Record("wfdb-flac", ("r.hea", "r 1 100 16\nr.dat 508 10/mV 8 0 0 0 0 X\n"u8.ToArray()), ("r.dat", flac));
    }

    private static FuzzInput Record(string name, params (string Name, byte[] Bytes)[] files) => new(name, "r.hea", files.ToDictionary(f => f.Name, f => f.Bytes));

    /// <summary>Two simulated waves at different rates with three marks, four seconds long.</summary>
    private sealed class SimulatedRecording : Recording
    {
        private readonly (double From, double To)? _gap;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public SimulatedRecording((double From, double To)? gap)
        {
            _gap = gap;
            Name = "simulated";
            Format = "simulated";
            Channels = [new Channel("Fp1", "uV", 50, 200), new Channel("ECG", "mV", 100, 400) { Transducer = "cup", Prefilter = "HP:0.1Hz" }];
            DurationSeconds = 4;
            Start = new DateTime(2020, 5, 17, 8, 9, 10, 250);
            Subject = new Subject("S1", "Nemo", "F", new DateOnly(1980, 2, 3), null, null);
        }

        public override IReadOnlyList<Annotation> Annotations { get; } = [new(0.5, null, "N"), new(1, 0.25, "blink", "Fp1"), new(3.5, null, "+ (AFIB")];

        public override void Read(int channel, long firstSample, Span<float> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                long at = firstSample + i;
                double second = at / Channels[channel].SampleRate;
                bool missing = at < 0 || at >= Channels[channel].SampleCount || (_gap is { } gap && second >= gap.From && second < gap.To);
                destination[i] = missing ? float.NaN : (float)(Math.Sin(second * 20) * (channel + 1));
            }
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
