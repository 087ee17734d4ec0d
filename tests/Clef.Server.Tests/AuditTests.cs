using Clef.Core;
using Clef.Server.Audit;

namespace Clef.Server.Tests;

/// <summary>Whatever is done to an audit log is found.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _log;
    private readonly AuditHead _third;

    public AuditTests()
    {
        _log = _folder.At("audit.jsonl");
        using var log = new AuditLog(_log, TimeProvider.System);
        AuditHead third = AuditHead.Empty;
        for (int i = 0; i < 6; i++)
        {
            AuditHead head = log.Append(new { answer = i, text = "ü \" \\ \u2028 <x>" });
            third = i == 2 ? head : third;
        }

        _third = third;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_intact_log_is_intact_and_goes_on()
    {
        AuditCheck.Of(_log, _third).Problems.ShouldBeEmpty();
        using (var log = new AuditLog(_log, TimeProvider.System))
        {
            log.Head.Sequence.ShouldBe(6);
            log.Append(new { answer = 6 });
        }

        AuditCheck check = AuditCheck.Of(_log, _third);
        (check.Problems.Count, check.Head.Sequence).ShouldBe((0, 7));
    }

    [Fact]
    public void Every_change_of_a_byte_is_found()
    {
        byte[] whole = File.ReadAllBytes(_log);
        for (int at = 0; at < whole.Length; at += 7)
        {
            byte[] changed = (byte[])whole.Clone();
            changed[at] ^= 1;
            File.WriteAllBytes(_log, changed);
            AuditCheck.Of(_log, null).Problems.ShouldNotBeEmpty($"byte {at}");
        }
    }

    [Fact]
    public void Lines_taken_out_put_in_moved_or_cut_off_are_found()
    {
        string[] lines = File.ReadAllLines(_log);
        void Expect(IEnumerable<string> changed, long? line)
        {
            File.WriteAllText(_log, string.Concat(changed.Select(l => l + "\n")));
            AuditCheck check = AuditCheck.Of(_log, null);
            check.Problems.ShouldNotBeEmpty();
            check.Problems[0].Line.ShouldBe(line);
            check.IsHeadBehind.ShouldBeFalse();
            Should.Throw<ClefException>(() => new AuditLog(_log, TimeProvider.System));
        }

        Expect(lines.Where((_, i) => i != 2), 3);
        Expect([lines[0], lines[2], lines[1], .. lines[3..]], 2);
        Expect([lines[0], lines[1], lines[1], .. lines[2..]], 3);
        Expect(lines[..5], null);
        Expect([], null);
        Expect(lines[1..], 1);
    }

    [Fact]
    public void A_log_that_was_rewritten_whole_is_found_by_a_head_noted_elsewhere()
    {
        File.Delete(_log);
        File.Delete(AuditHead.PathOf(_log));
        using (var log = new AuditLog(_log, TimeProvider.System))
        {
            for (int i = 0; i < 6; i++)
            {
                log.Append(new { answer = 100 + i });
            }
        }

        AuditCheck.Of(_log, null).Problems.ShouldBeEmpty();
        AuditCheck.Of(_log, _third).Problems.Single().Text.ShouldContain("noted");
        Should.Throw<ClefException>(() => AuditHead.Parse("3:xyz", "--expect"));
    }

    [Fact]
    public void A_kill_between_two_writes_is_mended()
    {
        string head = File.ReadAllText(AuditHead.PathOf(_log));
        using (var log = new AuditLog(_log, TimeProvider.System))
        {
            log.Append(new { answer = 6 });
        }

        File.WriteAllText(AuditHead.PathOf(_log), head); // the line was written, the head was not
        AuditCheck.Of(_log, null).IsHeadBehind.ShouldBeTrue();
        File.AppendAllText(_log, "{\"sequence\":8,\"ti"); // and the next line only in part
        using (var log = new AuditLog(_log, TimeProvider.System))
        {
            log.Head.Sequence.ShouldBe(7);
        }

        AuditCheck.Of(_log, null).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_log_that_is_gone_is_missed()
    {
        File.Delete(_log);
        Should.Throw<ClefException>(() => new AuditLog(_log, TimeProvider.System)).Message.ShouldContain("missing");
        Should.Throw<ClefException>(() => AuditCheck.Of(_log, null));
    }
}
