using Clef.Clinical.Tables;
using Clef.Core;
using FsCheck;
using FsCheck.Fluent;

namespace Clef.Clinical.Tests.Tables;

public class DelimitedTest
{
    [Fact]
    public void WhatIsWrittenIsRead() => Prop.ForAll<string[][]>(rows =>
    {
        string[][] table = [.. rows.Select(r => new[] { "x" + (r.ElementAtOrDefault(0) ?? ""), r.ElementAtOrDefault(1) ?? "" })];
        var text = new StringWriter();
        var writer = new DelimitedWriter(text);
        writer.Write(["a", "b"]);
        foreach (string[] row in table)
        {
            writer.Write(row);
        }

        using var reader = new DelimitedReader(new StringReader(text.ToString()), "t.csv");
        foreach (string[] row in table)
        {
            if (!reader.Read()!.SequenceEqual(row))
            {
                return false;
            }
        }

        return reader.Read() is null;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTextGivesRowsOrAClefException() => Prop.ForAll<string>(text =>
    {
        try
        {
            using var reader = new DelimitedReader(new StringReader(text ?? ""), "t.csv");
            while (reader.Read() is not null)
            {
            }
        }
        catch (ClefException)
        {
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void LinesAndTabsAndByteOrderMark()
    {
        using var reader = new DelimitedReader(new StringReader("\uFEFFa\tb\r\n\r\n1\t\"x\r\ny\"\r\n2\tz"), "t.tsv");
        reader.Header.ShouldBe(["a", "b"]);
        reader.Read().ShouldBe(["1", "x\r\ny"]);
        reader.Line.ShouldBe(3);
        reader.Read().ShouldBe(["2", "z"]);
        reader.Line.ShouldBe(5);
        reader.Read().ShouldBeNull();
    }
}
