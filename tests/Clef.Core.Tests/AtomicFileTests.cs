namespace Clef.Core.Tests;

/// <summary>A file is there whole, or as it was before; a path that cannot be written is told by its own name.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_write_that_fails_leaves_the_old_content_and_nothing_else()
    {
        AtomicFile.WriteText(At("a.txt"), "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(At("a.txt"), stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(At("a.txt")).ShouldBe("old");
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void The_old_content_stands_while_the_new_is_written()
    {
        AtomicFile.WriteText(At("a.txt"), "old");
        AtomicFile.Write(At("a.txt"), stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            File.ReadAllText(At("a.txt")).ShouldBe("old");
        });
        File.ReadAllText(At("a.txt")).ShouldBe("new");
    }

    [Fact]
    public void A_folder_below_a_file_is_an_error_that_names_the_path()
    {
        File.WriteAllText(At("file"), "");
        Should.Throw<ClefException>(() => AtomicFile.WriteText(At("file/below.txt"), "x")).Message.ShouldStartWith(At("file/below.txt") + ": ");
    }

    [Fact]
    public void A_folder_in_the_files_place_is_an_error_and_nothing_is_left()
    {
        Directory.CreateDirectory(At("taken"));
        Should.Throw<ClefException>(() => AtomicFile.WriteText(At("taken"), "x")).Message.ShouldStartWith(At("taken") + ": ");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }
}
