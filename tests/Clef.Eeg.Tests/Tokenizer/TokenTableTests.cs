using Clef.Core;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Tests.Tokenizer;

/// <summary>Tables of tokens that were not made from a store: parts of sessions, windows, mixtures.</summary>
public sealed class TokenTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-tokens").FullName;

    // Two rows, five columns; a code is 10 x row + column, and the fourth column is not there.
    private static readonly SessionTokens Session = new("a", "p", 2, [0, 1, 2, 3, 4, 10, 11, 12, 13, 14], [true, true, true, false, true]);

    [Fact]
    public void A_part_keeps_rows_together()
    {
        SessionTokens part = Session.Part("a@5", 1, 3);
        (part.Id, part.Patient, part.Rows, part.Columns).ShouldBe(("a@5", "p", 2, 3));
        part.Codes.ShouldBe([1, 2, 3, 11, 12, 13]);
        part.Valid.ShouldBe([true, true, false]);
    }

    [Fact]
    public void A_part_ends_with_the_session() => Session.Part("a@15", 3, 9).Codes.ShouldBe([3, 4, 13, 14]);

    [Fact]
    public void Windows_follow_one_another_and_hold_something_valid()
    {
        Session.Windows(5).ShouldBe([(0, Session)]);
        (int First, SessionTokens Window)[] windows = [.. Session.Windows(2)];
        windows.Select(w => w.First).ShouldBe([0, 2, 4]);
        windows[2].Window.Codes.ShouldBe([4, 14]);
        SessionTokens late = Session with { Valid = [false, false, false, false, true] };
        late.Windows(2).Select(w => w.First).ShouldBe([4]);
        SessionTokens empty = Session with { Valid = new bool[5] };
        empty.Windows(2).ShouldBe([(0, empty)]);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(5, 1)]
    [InlineData(0, 0)]
    public void A_part_outside_the_session_is_refused(int first, int count) =>
        Should.Throw<ClefException>(() => Session.Part("x", first, count)).Message.ShouldContain("columns");

    [Fact]
    public void What_is_written_is_read()
    {
        string path = Path.Combine(_folder, "t.safetensors");
        SessionTokens[] sessions = [Session, Session.Part("b", 0, 1) with { Patient = null }];
        TokenTable.Write(path, 2, "digest", sessions);
        TokenTable table = TokenTable.Read(path);
        (table.Count, table.Rows, table.Tokenizer).ShouldBe((2, 2, "digest"));
        table.Patients.ShouldBe(["p", null]);
        for (int i = 0; i < 2; i++)
        {
            table[i].Id.ShouldBe(sessions[i].Id);
            table[i].Codes.ShouldBe(sessions[i].Codes);
            table[i].Valid.ShouldBe(sessions[i].Valid);
        }
    }

    [Fact]
    public void A_session_of_another_grid_is_refused() =>
        Should.Throw<ClefException>(() => TokenTable.Write(Path.Combine(_folder, "t.safetensors"), 4, "digest", [Session])).Message.ShouldContain("rows of a");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
