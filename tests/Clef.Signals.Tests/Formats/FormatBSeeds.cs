using Clef.Signals.Tests.Formats.BrainVision;
using Clef.Signals.Tests.Formats.Dicom;
using Clef.Signals.Tests.Formats.Matlab;
using Clef.Signals.Tests.Formats.ScpEcg;

namespace Clef.Signals.Tests.Formats;

/// <summary>A small whole recording to mutate: its folder, its entry file, and the files whose bytes may be changed.</summary>
internal sealed record FormatSeed(string Format, MemoryFolder Folder, string Entry, params string[] Mutable)
{
    /// <summary>Mends the checksums of a mutated file, so that mutations get past them; null where there are none.</summary>
    public Action<byte[]>? Seal { get; init; }
}

/// <summary>Seeds of every format but EDF and WFDB. The variants reach each branch of the parsers.</summary>
internal static class FormatBSeeds
{
    private static readonly short[] Wave = [.. Enumerable.Range(0, 120).Select(i => (short)(200 * Math.Sin(i * 0.3)))];

    public static IEnumerable<FormatSeed> All() =>
        Matlab().Concat(Eeglab()).Concat(BrainVision()).Concat(Dicom()).Concat(Scp()).Concat(Xml()).Concat(Text());

    /// <summary>Each way of HDF5: chunks and symbol tables, chunks and link messages, plain arrays of either byte order.</summary>
    private static readonly Hdf5Style[] Styles = [new(), new(Compact: true), new(Chunked: false), new(Chunked: false, Compact: true, BigEndian: true)];

    private static FormatSeed One(string format, string name, byte[] bytes) => new(format, new MemoryFolder().With(name, bytes), name, name);

    private static FormatSeed One(string format, string name, string text) => One(format, name, System.Text.Encoding.UTF8.GetBytes(text));

    private static IEnumerable<FormatSeed> Matlab()
    {
        short[,] matrix = MatBuilder.Fill(3, 40, (r, c) => (short)((r * 100) + c));
        yield return One("MATLAB", "a.mat", MatBuilder.Version4(false, ("fs", new short[,] { { 250 } }), ("val", matrix)));
        yield return One("MATLAB", "b.mat", MatBuilder.Version4(true, ("val", matrix), ("fs", new short[,] { { 250 } })));
        foreach (bool big in (bool[])[false, true])
        {
            foreach (bool compressed in (bool[])[false, true])
            {
                yield return One("MATLAB", "c.mat", MatBuilder.Version5(big, compressed, ("fs", 200.0), ("labels", new object[] { "A", "B", "C" }), ("data", matrix)));
            }
        }

        foreach (Hdf5Style style in Styles)
        {
            byte[] bytes = Hdf5Builder.Version73(
                style, ("fs", 200.0), ("labels", new object[] { "A", "B", "C" }), ("data", MatBuilder.Fill(3, 40, (r, c) => (double)((r * 100) + c))));
            yield return One("MATLAB 7.3", "e.mat", bytes) with { Seal = style.Compact ? Hdf5Builder.Reseal : null };
            bytes = Hdf5Builder.Version73(style, ("fs", 200.0), ("data", MatBuilder.Fill(3, 1500, (r, c) => (double)((r * 100) + (c % 7)))));
            yield return One("MATLAB 7.3", "f.mat", bytes) with { Seal = style.Compact ? Hdf5Builder.Reseal : null };
            bytes = Hdf5Builder.Version73(style, ("EEG", new[] { Eeg(MatBuilder.Fill(2, 20, (r, c) => (r * 10) + (c * 0.5))) }));
            yield return One("EEGLAB 7.3", "g.set", bytes) with { Seal = style.Compact ? Hdf5Builder.Reseal : null };
        }

        // Larger than what is read at once, so that samples are reached through the file.
        yield return One("MATLAB", "d.mat", MatBuilder.Version5(false, true, ("fs", 200.0), ("data", MatBuilder.Fill(2, 2500, (r, c) => (float)(r + (c % 9))))));
    }

    public static Dictionary<string, object> Eeg(object data, int trials = 1) => new()
    {
        ["setname"] = "built", ["subject"] = "S1", ["nbchan"] = 2.0, ["trials"] = (double)trials, ["pnts"] = 20.0, ["srate"] = 100.0, ["data"] = data,
        ["chanlocs"] = new[] { new Dictionary<string, object> { ["labels"] = "Fp1", ["type"] = "EEG" }, new Dictionary<string, object> { ["labels"] = "Fp2", ["type"] = "EEG" } },
        ["event"] = new[]
        {
            new Dictionary<string, object> { ["type"] = "go", ["latency"] = 6.0, ["duration"] = 3.0 }, new Dictionary<string, object> { ["type"] = 7.0, ["latency"] = 11.0, ["duration"] = 0.0 },
        },
    };

    private static IEnumerable<FormatSeed> Eeglab()
    {
        double[,] data = MatBuilder.Fill(2, 20, (r, c) => (r * 10) + (c * 0.5));
        foreach (bool compressed in (bool[])[false, true])
        {
            yield return One("EEGLAB", "a.set", MatBuilder.Version5(false, compressed, ("EEG", new[] { Eeg(data) })));
        }

        var floats = new ByteWriter();
        for (int i = 0; i < 40; i++)
        {
            floats.F32(i);
        }

        yield return new FormatSeed(
            "EEGLAB", new MemoryFolder().With("b.set", MatBuilder.Version5(false, true, ("EEG", new[] { Eeg("b.fdt") }))).With("b.fdt", floats.ToArray()), "b.set", "b.set", "b.fdt");
    }

    private static IEnumerable<FormatSeed> BrainVision()
    {
        foreach ((string format, bool vectorised, bool text) in new[] { ("INT_16", false, false), ("IEEE_FLOAT_32", true, false), ("INT_32", false, false), ("INT_16", false, true), ("INT_16", true, true) })
        {
            yield return new FormatSeed("BrainVision", BrainVisionBuilder.Build(format, vectorised, text), "a.vhdr", "a.vhdr", "a.vmrk", "a.eeg");
        }
    }

    private static IEnumerable<FormatSeed> Dicom()
    {
        foreach (string syntax in (string[])[DicomBuilder.ImplicitLittle, DicomBuilder.ExplicitLittle, DicomBuilder.ExplicitBig, DicomBuilder.Deflated])
        {
            yield return One("DICOM", "a.dcm", new DicomBuilder(syntax).Build(false, "Doe^Jane", new DicomBuilder.Group(), new DicomBuilder.Group(Derived: true)));
            yield return One("DICOM", "b.dcm", new DicomBuilder(syntax).Build(true, "Doe^Jane", new DicomBuilder.Group(), new DicomBuilder.Group(Offset: "40", Rate: "500")));
        }
    }

    private static IEnumerable<FormatSeed> Scp()
    {
        for (int differences = 0; differences <= 2; differences++)
        {
            yield return One("SCP-ECG", "a.scp", new ScpBuilder { Leads = [Wave, Wave], Differences = differences }.Build());
        }

        yield return One("SCP-ECG", "b.scp", new ScpBuilder { Leads = [Wave], Tables = null }.Build());
        yield return One("SCP-ECG", "c.scp", ScpBuilder.Subtracted(false).Build());
        yield return One("SCP-ECG", "d.scp", ScpBuilder.Subtracted(true).Build());
        yield return One("SCP-ECG", "e.scp", new ScpBuilder { Leads = [Wave, Wave], Tables = ScpBuilder.OwnTables }.Build());
    }

    private static IEnumerable<FormatSeed> Xml()
    {
        yield return One("HL7 aECG", "a.xml", XmlBuilders.AnnotatedEcg(("I", "1 2 3 -4"), ("II", "5 6 7 8")));
        yield return One("GE MUSE XML", "b.xml", XmlBuilders.Muse("", ("I", Wave), ("II", Wave), ("V1", Wave)));
        yield return One("Philips XML", "c.xml", XmlBuilders.Philips("1.03", "compressflag=\"True\" compressmethod=\"XLI\"", XmlBuilders.Xli([.. Enumerable.Repeat(Wave, 12)]), 240, 12));
        yield return One("Philips XML", "d.xml", XmlBuilders.Philips("1.04", "leadlabels=\"I II\" numberofleads=\"2\"", new byte[480], 240, 2));
    }

    private static IEnumerable<FormatSeed> Text()
    {
        string rows = string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i * 0.01:0.00},{i},{-i}.5"));
        yield return One("CSV", "a.csv", "time,Fp1 (uV),\"F\"\"z\"\n" + rows);
        yield return new FormatSeed(
            "CSV", new MemoryFolder().With("b.csv", string.Join("\r\n", Enumerable.Range(0, 30).Select(i => $"{i},5;nan;;7"))).With("b.json", """{"sampleRate":100,"labels":["a","b","c","d"],"unit":"mV","scale":0.5}"""),
            "b.csv", "b.csv", "b.json");
        const string Base = "sub-01/eeg/sub-01_task-rest_";
        MemoryFolder bids = new MemoryFolder()
            .With(Base + "channels.tsv", "name\ttype\tunits\tlow_cutoff\tstatus\nFp1\tEEG\tuV\t0.1\tbad\nX,2\tEOG\tuV\tn/a\tgood\n")
            .With(Base + "events.tsv", "onset\tduration\ttrial_type\n0.01\t0.02\tgo\n0.03\tn/a\tstop\n")
            .With("participants.tsv", "participant_id\tage\tsex\nsub-01\t34\tF\n")
            .With("task-rest_eeg.json", """{"SamplingFrequency":500,"TaskName":"rest"}""");
        foreach (string part in (string[])["a.vmrk", "a.eeg"])
        {
            bids.With($"sub-01/eeg/{part}", BrainVisionBuilder.Build().TryOpen(part)!.All(1 << 20).ToArray());
        }

        bids.With(Base + "eeg.vhdr", BrainVisionBuilder.Build().TryOpen("a.vhdr")!.All(1 << 20).ToArray());
        yield return new FormatSeed(
            "BIDS-EEG", bids, Base + "eeg.vhdr", Base + "channels.tsv", Base + "events.tsv", "participants.tsv", "task-rest_eeg.json", Base + "eeg.vhdr");
    }
}
