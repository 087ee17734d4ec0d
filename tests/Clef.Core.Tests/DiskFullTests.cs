namespace Clef.Core.Tests;

public class DiskFullTests
{
    [Theory]
    [InlineData(28, true)] // ENOSPC
    [InlineData(122, true)] // EDQUOT
    [InlineData(13, false)] // EACCES
    public void A_full_disk_is_told_by_its_number_however_deep_it_lies(int number, bool full)
    {
        var write = new IOException("write", number);

        DiskFull.Explains(write).ShouldBe(full);
        DiskFull.Explains(new ClefException("file", null, null, "room", write)).ShouldBe(full);
        DiskFull.Explains(new AggregateException(new ClefException("file", null, null, "room", write))).ShouldBe(full);
    }

    [Fact]
    public void Nothing_else_is_a_full_disk()
    {
        DiskFull.Explains(null).ShouldBeFalse();
        DiskFull.Explains(new InvalidOperationException { HResult = 28 }).ShouldBeFalse();
    }
}
