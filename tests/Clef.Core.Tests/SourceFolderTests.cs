using System.IO.Compression;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Core.Tests;

public sealed class SourceFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-core").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("C:x")]
    [InlineData("")]
    public void A_name_that_leaves_the_folder_is_refused(string name)
    {
        SourceFolder.Sibling("records/100.hea", name).ShouldBeNull();
        new DirectorySourceFolder(_folder).TryOpen(name).ShouldBeNull();
    }

    [Fact]
    public void A_sibling_stays_beside_its_file() => SourceFolder.Sibling("records/100.hea", "100.dat").ShouldBe("records/100.dat");

    [Fact]
    public void A_folder_and_its_archive_hold_the_same_bytes()
    {
        byte[] bytes = Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 3)).ToArray();
        Directory.CreateDirectory(Path.Combine(_folder, "in", "sub"));
        File.WriteAllBytes(Path.Combine(_folder, "in", "sub", "a.bin"), bytes);
        ZipFile.CreateFromDirectory(Path.Combine(_folder, "in"), Path.Combine(_folder, "in.zip"));
        foreach (string path in new[] { "in", "in.zip" })
        {
            using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(_folder, path));
            folder.FileNames.ShouldBe(["sub/a.bin"]);
            using ByteSource source = folder.Open("sub/a.bin");
            source.Length.ShouldBe(bytes.Length);
            source.Slice(777, 5000).SequenceEqual(bytes.AsSpan(777, 5000)).ShouldBeTrue();
            Should.Throw<ClefException>(() => source.Slice(bytes.Length - 1, 2).ToArray()).Message.ShouldContain("a.bin");
            source.SliceUpTo(bytes.Length - 1, 2).Length.ShouldBe(1);
        }
    }

    [Fact]
    public void The_head_of_an_entry_is_read_without_inflating_the_rest()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        var bytes = new byte[64 << 20];
        bytes[1] = 7;
        File.WriteAllBytes(Path.Combine(_folder, "in", "large.dat"), bytes);
        File.WriteAllBytes(Path.Combine(_folder, "in", "small.dat"), [1, 2, 3]);
        ZipFile.CreateFromDirectory(Path.Combine(_folder, "in"), Path.Combine(_folder, "in.zip"));
        foreach (string path in new[] { "in", "in.zip" })
        {
            using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(_folder, path));
            var head = new byte[100];
            long before = GC.GetAllocatedBytesForCurrentThread();
            folder.ReadHead("large.dat", head).ShouldBe(100);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
            head.ShouldBe(bytes[..100]);
            folder.ReadHead("small.dat", head).ShouldBe(3);
            head[..3].ShouldBe([1, 2, 3]);
            Should.Throw<ClefException>(() => folder.ReadHead("none.dat", head)).Message.ShouldContain("none.dat");
            Should.Throw<ClefException>(() => folder.ReadHead("../in.zip", head));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SmallFileByteSource.MaximumBytes)]
    [InlineData(SmallFileByteSource.MaximumBytes + 1)]
    public void A_file_that_is_read_and_one_that_is_mapped_hold_the_same_bytes(int length)
    {
        byte[] bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 2)).ToArray();
        string path = Path.Combine(_folder, "a.bin");
        File.WriteAllBytes(path, bytes);
        ByteSource source = SmallFileByteSource.Open(path);
        (source is SmallFileByteSource).ShouldBe(length <= SmallFileByteSource.MaximumBytes);
        source.Length.ShouldBe(length);
        source.Slice(0, length).SequenceEqual(bytes).ShouldBeTrue();
        Should.Throw<ClefException>(() => source.Slice(length, 1).ToArray()).Message.ShouldContain("a.bin");
        source.Dispose();
        source.Dispose();
        if (length > 0)
        {
            Should.Throw<ObjectDisposedException>(() => source.Slice(0, 1).ToArray());
        }
    }

    [Fact]
    public void A_folder_is_no_file() => Should.Throw<ClefException>(() => SmallFileByteSource.Open(_folder)).Message.ShouldContain(_folder);

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        string path = Path.Combine(_folder, "a.txt");
        AtomicFile.WriteText(path, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, s =>
        {
            s.WriteByte(1);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(_folder).Length.ShouldBe(1);
    }

    [Fact]
    public void An_error_names_file_field_value_and_expectation() =>
        new ClefException("a.edf", "samples per record", -3, "a positive number").Message
            .ShouldBe("a.edf: samples per record is -3; expected a positive number");
}
