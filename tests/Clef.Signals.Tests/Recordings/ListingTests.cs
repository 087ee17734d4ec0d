using System.IO.Compression;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;
using Clef.Signals.Tests.Formats.Edf;

namespace Clef.Signals.Tests.Recordings;

/// <summary>Listing the recordings of an archive reads its directory and the head of each file, and nothing more.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-listing-").FullName;

    private string Archive => Path.Combine(_folder, "a.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Edf() => new EdfBuilder().Signal("A", 2).Record(new[] { 1, 2 }).Build();

    [Fact]
    public void Large_entries_are_not_inflated()
    {
        using (ZipArchive zip = ZipFile.Open(Archive, ZipArchiveMode.Create))
        {
            Add(zip, "a.hea", "a 1 250 16777216\na.dat 16 200 16 0 0 0 0 I\n"u8.ToArray());
            Add(zip, "a.dat", new byte[32 << 20]);
            Add(zip, "readme.txt", "nothing"u8.ToArray());
            Add(zip, "sub/no-ending", Edf());
            Add(zip, "sub/x.edf", [.. Edf(), .. new byte[32 << 20]]);
        }

        using SourceFolder folder = SourceFolder.OpenPath(Archive);
        RecordingFile.List(folder).Count(); // what is made once for all is made
        long before = GC.GetAllocatedBytesForCurrentThread();
        string[] names = [.. RecordingFile.List(folder)];
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        names.ShouldBe(["a.hea", "sub/no-ending", "sub/x.edf"]);
    }

    [Fact]
    public void A_damaged_entry_is_listed_by_its_name_and_hides_no_other()
    {
        using (ZipArchive zip = ZipFile.Open(Archive, ZipArchiveMode.Create))
        {
            Add(zip, "a.edf", Edf());
            Add(zip, "b.edf", Edf());
        }

        // The local header of the first entry no longer has its signature.
        byte[] bytes = File.ReadAllBytes(Archive);
        bytes[0] ^= 0xff;
        File.WriteAllBytes(Archive, bytes);
        using SourceFolder folder = SourceFolder.OpenPath(Archive);
        RecordingFile.List(folder).ShouldBe(["a.edf", "b.edf"]);
        Should.Throw<ClefException>(() => RecordingFile.Open(folder, "a.edf")).Message.ShouldContain("a.edf");
        using Recording good = RecordingFile.Open(folder, "b.edf");
        good.Channels.Count.ShouldBe(1);
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(bytes);
    }
}
