using System.IO.Compression;
using System.Text.Json;
using Clef.Core.Sources;
using Clef.Signals.Formats.Hdf5;
using Clef.Signals.Tests.Formats.Matlab;
using Clef.Signals.Tests.Golden;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats.Hdf5;

/// <summary>The HDF5 reader beside libhdf5: what that library reads, and what it writes.</summary>
public class Hdf5Tests
{
    private static readonly JsonElement Golden = GoldenFile.Read("hdf5.json");

    /// <summary>A file that libhdf5 wrote; element i of each dataset is 3 i - 7 (see make_hdf5.py).</summary>
    private static byte[] Written(string name)
    {
        using var zlib = new ZLibStream(new MemoryStream(Golden.GetProperty(name).GetBytesFromBase64()), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        zlib.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Hdf5File File(byte[] bytes) => new(new MemoryByteSource("a.h5", bytes));

    private static Dictionary<string, Hdf5Object> Objects(Hdf5File file) => Hdf5Group.Links(file.OpenRoot()).ToDictionary(l => l.Name, l => file.Open(l.Address));

    [Theory]
    [InlineData("earliest", 11)]
    [InlineData("user", 11)]
    [InlineData("latest", 3)]
    public void What_libhdf5_writes_is_read(string name, int count)
    {
        Hdf5File file = File(Written(name));
        Dictionary<string, Hdf5Object> objects = Objects(file);
        Hdf5Object[] inner = [.. Hdf5Group.Links(objects["g"]).Select(l => file.Open(l.Address))];
        inner.Length.ShouldBe(name == "latest" ? 1 : 21);
        objects["contiguous"].TextAttribute("MATLAB_class").ShouldBe("single");
        objects["contiguous"].TextAttribute("MATLAB_empty").ShouldBeNull();
        objects.Values.Count(o => o.IsDataset).ShouldBe(count);
        foreach (Hdf5Dataset dataset in objects.Where(o => o.Value.IsDataset && o.Key != "part").Select(o => o.Value).Concat(inner).Select(o => new Hdf5Dataset(o)))
        {
            dataset.ReadNumbers().ShouldBe(Enumerable.Range(0, (int)dataset.Count).Select(i => (3.0 * i) - 7));
            CheckRowsAndColumns(dataset);
        }
    }

    private static void CheckRowsAndColumns(Hdf5Dataset dataset)
    {
        long rows = dataset.Dimensions[^1], columns = dataset.Count / rows;
        for (long r = 0; r < rows; r++)
        {
            var samples = new float[columns - 1];
            dataset.Open(r, rows, columns).Read(1, samples);
            samples.ShouldBe(Enumerable.Range(1, samples.Length).Select(c => (float)((3 * (r + (c * rows))) - 7)));
        }

        for (long c = 0; c < columns; c++)
        {
            var samples = new float[rows];
            dataset.Open(c * rows, 1, rows).Read(0, samples);
            samples.ShouldBe(Enumerable.Range(0, samples.Length).Select(r => (float)((3 * (r + (c * rows))) - 7)));
        }
    }

    [Fact]
    public void Chunks_that_were_never_written_hold_the_fill_value()
    {
        var dataset = new Hdf5Dataset(Objects(File(Written("earliest")))["part"]);
        dataset.Dimensions.ShouldBe([12, 4]);
        dataset.ReadNumbers().ShouldBe(Enumerable.Range(0, 48).Select(i => i < 24 ? (3.0 * i) - 7 : 2.5));
        var samples = new float[12];
        dataset.Open(1, 4, 12).Read(0, samples);
        samples.ShouldBe(Enumerable.Range(0, 12).Select(i => i < 6 ? (3f * ((4 * i) + 1)) - 7 : 2.5f));
    }

    [RecordingsFact("formats.zip")]
    public void The_shared_dataset_reads_as_libhdf5_reads_it()
    {
        using var zip = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "formats.zip"));
        using ByteSource set = zip.Open("eeg/test_raw_h5.set");
        var file = new Hdf5File(set);
        var (groups, datasets, references, elements, sum) = (0, 0, 0, 0L, 0.0);
        JsonElement golden = Golden.GetProperty("shared");
        var seen = new HashSet<string>();

        void Walk(Hdf5Object group, string path)
        {
            foreach ((string name, long address) in Hdf5Group.Links(group))
            {
                Hdf5Object found = file.Open(address);
                if (found.IsGroup)
                {
                    groups++;
                    Walk(found, $"{path}/{name}");
                    continue;
                }

                var dataset = new Hdf5Dataset(found);
                datasets++;
                elements += dataset.Count;
                double? total = null;
                if (dataset.Type.Number is not null)
                {
                    total = dataset.ReadNumbers().Where(double.IsFinite).Sum();
                    sum += total.Value;
                }
                else
                {
                    references++;
                    dataset.ReadReferences().ShouldAllBe(r => file.Open(r).IsDataset);
                }

                if (golden.GetProperty("datasets").TryGetProperty($"{path}/{name}", out JsonElement expected))
                {
                    seen.Add($"{path}/{name}");
                    dataset.Dimensions.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()), name);
                    dataset.Type.Size.ShouldBe(expected.GetProperty("size").GetInt32(), name);
                    expected.TryGetProperty("sum", out JsonElement added).ShouldBe(total is not null, name);
                    total?.ShouldBe(added.GetDouble(), (1e-9 * Math.Abs(total.Value)) + 1e-12, name);
                }
            }
        }

        Walk(file.OpenRoot(), "");
        JsonElement totals = golden.GetProperty("totals");
        (groups, datasets, references, elements).ShouldBe(
            (totals.GetProperty("groups").GetInt32(), totals.GetProperty("datasets").GetInt32(), totals.GetProperty("references").GetInt32(), totals.GetProperty("elements").GetInt64()));
        sum.ShouldBe(totals.GetProperty("sum").GetDouble(), 1e-3);
        seen.Count.ShouldBe(golden.GetProperty("datasets").EnumerateObject().Count());
    }

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        byte[] bytes = Hdf5Builder.Version73(("x", MatBuilder.Fill(3, 40, (r, c) => (double)(r + c))));

        // The first chunk begins behind the superblock's 96 bytes; byte 12 is inside its zlib stream, the sum is checked before that is inflated.
        bytes[512 + 96 + 12] ^= 1;
        Hdf5File file = File(bytes);
        Should.Throw<ClefException>(() => new Hdf5Dataset(Objects(file)["x"]).ReadNumbers()).Field.ShouldBe("HDF5 chunk checksum");

        foreach (int at in new[] { 512 + 20, Find(Written("latest"), "OHDR") + 12 })
        {
            byte[] header = at == 512 + 20 ? Hdf5Builder.Version73(new Hdf5Style(Compact: true), ("x", 1.0)) : Written("latest");
            header[at] ^= 4;
            Should.Throw<ClefException>(() => Objects(File(header)).Count).Field.ShouldNotBeNull().ShouldEndWith("checksum");
        }
    }

    [Fact]
    public void A_tree_that_points_to_itself_is_refused()
    {
        byte[] bytes = Hdf5Builder.Version73(("x", 1.0));
        int tree = Find(bytes, "TREE\0\0");

        // Its only child becomes the tree itself, first as a leaf, then as a level-5 node.
        BitConverter.TryWriteBytes(bytes.AsSpan(tree + 32), (long)(tree - 512)).ShouldBeTrue();
        Should.Throw<ClefException>(() => Objects(File(bytes))).Field.ShouldBe("HDF5 symbol node");
        bytes[tree + 5] = 5;
        Should.Throw<ClefException>(() => Objects(File(bytes))).Field.ShouldBe("HDF5 tree node");
    }

    [Fact]
    public void A_group_within_itself_ends()
    {
        // The struct's only field becomes the struct itself.
        byte[] bytes = Hdf5Builder.Version73(("EEG", new[] { new Dictionary<string, object> { ["event"] = 1.0 } }));
        Hdf5File file = File(bytes);
        long group = Hdf5Group.Links(file.OpenRoot()).Single().Address;
        int node = Find(bytes, "SNOD");
        BitConverter.TryWriteBytes(bytes.AsSpan(node + 16), group).ShouldBeTrue();
        using var source = new MemoryByteSource("a.mat", bytes);
        Should.Throw<ClefException>(() => Clef.Signals.Formats.Matlab.Mat73Reader.Read(source, _ => true)).Expected.ShouldBe("at most 8 levels");
    }

    [Fact]
    public void An_array_that_the_file_cannot_hold_is_refused()
    {
        byte[] bytes = Hdf5Builder.Version73(("x", MatBuilder.Fill(3, 40, (r, c) => 0.0)));
        int space = Find(bytes, "\x1\0\x18\0\0\0\0\0\x1\x2\0\0\0\0\0\0");
        BitConverter.TryWriteBytes(bytes.AsSpan(space + 16), 1L << 40).ShouldBeTrue();
        Should.Throw<ClefException>(() => new Hdf5Dataset(Objects(File(bytes))["x"])).Field.ShouldBe("HDF5 dataset");
    }

    [Fact]
    public void What_is_not_read_is_refused_by_name()
    {
        byte[] bytes = Hdf5Builder.Version73(("x", MatBuilder.Fill(3, 40, (r, c) => 0.0)));
        int layout = Find(bytes, "\x3\x2\x3");
        bytes[layout] = 4;
        Should.Throw<ClefException>(() => new Hdf5Dataset(Objects(File(bytes))["x"])).Message.ShouldContain("chunk index of layout version 4");
        bytes[layout] = 3;
        int filter = Find(bytes, "\x1\x3\0\0\0\0\0\0\x2");
        bytes[filter + 8] = 4;
        Should.Throw<ClefException>(() => new Hdf5Dataset(Objects(File(bytes))["x"])).Message.ShouldContain("szip");
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_or_read()
    {
        foreach (Hdf5Style style in new Hdf5Style[] { new(), new(Chunked: false), new(Compact: true) })
        {
            byte[] bytes = Hdf5Builder.Version73(style, ("fs", 200.0), ("labels", new object[] { "A", "B" }), ("data", MatBuilder.Fill(2, 30, (r, c) => (double)c)));
            for (int length = 0; length < bytes.Length; length++)
            {
                using var source = new MemoryByteSource("a.mat", bytes[..length]);
                Should.Throw<ClefException>(() => Clef.Signals.Formats.Matlab.Mat73Reader.Read(source, _ => true), $"{length} bytes");
            }
        }
    }

    private static int Find(byte[] bytes, string text)
    {
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.Latin1.GetBytes(text));
        at.ShouldBeGreaterThan(0);
        return at;
    }
}
