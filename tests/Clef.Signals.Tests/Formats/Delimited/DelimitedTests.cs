using Clef.Core;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Delimited;

/// <summary>Text tables, described and undescribed.</summary>
public class DelimitedTests
{
    private static Recording Open(string text, string? layout = null, string name = "a.csv")
    {
        MemoryFolder folder = new MemoryFolder().With(name, System.Text.Encoding.UTF8.GetBytes(text));
        return RecordingFile.Open(layout is null ? folder : folder.With("a.json", layout), name);
    }

    [Fact]
    public void A_column_of_times_gives_the_rate_and_labels_give_units()
    {
        using Recording recording = Open("Time,Fp1 (uV),\"F\"\"z, left\"\n0.00,1,2\n0.01,,4.5\n0.02,nan,-6e1\n");
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate)).ShouldBe([("Fp1", "uV", 100.0), ("F\"z, left", "", 100.0)]);
        recording.ReadAll(0).ShouldBe([1, float.NaN, float.NaN]);
        recording.ReadAll(1).ShouldBe([2, 4.5f, -60]);
        recording.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Decimal_commas_and_semicolons_are_found()
    {
        using Recording recording = Open("1,5;2,5\r\n3,5;4,5\r\n", """{"sampleRate":10}""");
        recording.ReadAll(1).ShouldBe([2.5f, 4.5f]);
        recording.Channels.Select(c => c.Label).ShouldBe(["1", "2"]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["decimal-comma"]);
    }

    [Fact]
    public void A_layout_describes_everything()
    {
        using Recording recording = Open(
            "made by hand\nms|x|y\n0|1|*\n5|2|4\n",
            """{"skipRows":1,"delimiter":"|","header":true,"timeColumn":"ms","timeUnit":"ms","units":["mV","uV"],"labels":["I","II"],"missing":"*","scale":2,"start":"2024-01-02T03:04:05"}""");
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate)).ShouldBe([("I", "mV", 200.0), ("II", "uV", 200.0)]);
        recording.ReadAll(0).ShouldBe([2, 4]);
        recording.ReadAll(1).ShouldBe([float.NaN, 8]);
        recording.Start.ShouldBe(new DateTime(2024, 1, 2, 3, 4, 5));
    }

    [Fact]
    public void Tabs_a_mark_and_other_alphabets()
    {
        using Recording recording = Open("\uFEFFt\tÉlectrode Ω\n0\t1\n0.5\t2\n", name: "a.tsv");
        recording.Format.ShouldBe("TSV");
        recording.Channels.Select(c => (c.Label, c.SampleRate)).ShouldBe([("Électrode Ω", 2.0)]);
        using Recording latin = RecordingFile.Open(new MemoryFolder().With("a.csv", "t,\u00c9\n0,1\n1,2\n"), "a.csv");
        latin.Channels[0].Label.ShouldBe("É");
        latin.Remarks.Select(r => r.Code).ShouldBe(["text-not-utf8"]);
    }

    [Fact]
    public void Ragged_rows_and_stray_words_are_remarks()
    {
        using Recording recording = Open("a,b\n1,2\n3\n4,oops\n5,6,7\n8,9\n10,11\n", """{"sampleRate":1}""");
        recording.ReadAll(1).ShouldBe([2, float.NaN, float.NaN, 6, 9, 11]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["row-length-wrong", "cell-unreadable"]);
        using Recording uneven = Open("t,a\n0,1\n1,1\n2,1\n5,1\n4,1\n", null);
        uneven.Remarks.Select(r => r.Code).ShouldBe(["times-uneven"]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", null, "sampling rate")]
    [InlineData("a,b\n1,2\n", """{"sampleRate":0}""", "sampleRate")]
    [InlineData("a,b\n1,2\n", """{"sampleRate":1,"labels":["x"]}""", "labels")]
    [InlineData("x,y\nthis,is\nno,table\n", """{"sampleRate":1}""", "cells")]
    [InlineData("", """{"sampleRate":1}""", "rows")]
    public void Wrong_tables_are_refused_by_field(string text, string? layout, string field) =>
        Should.Throw<ClefException>(() => Open(text, layout)).Field.ShouldBe(field);

    [Fact]
    public void Unknown_keys_are_errors() => Should.Throw<ClefException>(() => Open("1\n", """{"samplerate_hz":5}""")).Message.ShouldContain("samplerate_hz");

    [Fact]
    public void Only_described_tables_are_listed()
    {
        MemoryFolder folder = new MemoryFolder().With("a.csv", "1\n2\n").With("a.json", """{"sampleRate":5}""").With("labels.csv", "1,2\n")
            .With("participants.tsv", "participant_id\nsub-1\n").With("participants.json", """{"age":{"Description":"years"}}""");
        RecordingFile.List(folder).ShouldBe(["a.csv"]);
    }

    [Fact]
    public void One_sample_and_five_hundred_columns()
    {
        using Recording wide = Open(string.Join(',', Enumerable.Range(0, 500)) + "\n", """{"sampleRate":5}""");
        wide.Channels.Count.ShouldBe(500);
        wide.ReadAll(499).ShouldBe([499]);
        using Recording none = Open("t,a\n", """{"sampleRate":5}""");
        (none.Channels.Count, none.DurationSeconds).ShouldBe((1, 0));
        using Recording given = (Recording)DelimitedFormat.Open(new MemoryFolder().With("a.csv", "7\n8\n"), "a.csv", new SignalLayout { SampleRate = 4, Unit = "mV" });
        given.Channels[0].ShouldBe(new Channel("1", "mV", 4, 2));
    }
}
