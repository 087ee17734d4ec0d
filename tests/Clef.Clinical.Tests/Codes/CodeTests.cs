using Clef.Clinical.Codes;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Testing;
using Shouldly;

namespace Clef.Clinical.Tests.Codes;

public class CodeTests
{
    [Theory]
    [InlineData("I48.91", "I4891", "I48", "I30-I5A", "9")]
    [InlineData("g40.909", "G40909", "G40", "G40-G47", "6")]
    [InlineData("C7A.1", "C7A1", "C7A", "C7A", "2")]
    [InlineData("C79.31", "C7931", "C79", "C76-C80", "2")]
    [InlineData("M1A.0", "M1A0", "M1A", "M05-M14", "13")]
    [InlineData("Z3A.20", "Z3A20", "Z3A", "Z30-Z39", "21")]
    [InlineData("O9A.2", "O9A2", "O9A", "O9A", "15")]
    [InlineData("X85", "X85", "X85", "X85-Y09", "20")]
    [InlineData("Y04.0", "Y040", "Y04", "X85-Y09", "20")]
    [InlineData("D3A.00", "D3A00", "D3A", "D3A", "2")]
    [InlineData("U07.1", "U071", "U07", "U00-U49", "22")]
    public void Icd10RollsUp(string code, string full, string category, string block, string chapter)
    {
        Icd10.Roll(code, IcdDepth.Full).ShouldBe(full);
        Icd10.Roll(code, IcdDepth.Category).ShouldBe(category);
        Icd10.Roll(code, IcdDepth.Block).ShouldBe(block);
        Icd10.Roll(code, IcdDepth.Chapter).ShouldBe(chapter);
    }

    [Theory]
    [InlineData("427.31", "42731", "427", "420-429", "7")]
    [InlineData("345.90", "34590", "345", "340-349", "6")]
    [InlineData("V45.01", "V4501", "V45", "V01-V91", "V")]
    [InlineData("E885.9", "E8859", "E885", "E000-E999", "E")]
    [InlineData("0389", "0389", "038", "030-041", "1")]
    public void Icd9RollsUp(string code, string full, string category, string block, string chapter)
    {
        Icd9.Roll(code, IcdDepth.Full).ShouldBe(full);
        Icd9.Roll(code, IcdDepth.Category).ShouldBe(category);
        Icd9.Roll(code, IcdDepth.Block).ShouldBe(block);
        Icd9.Roll(code, IcdDepth.Chapter).ShouldBe(chapter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I")]
    [InlineData("44054006")]
    [InlineData("IX8.1")]
    [InlineData("I48 .9")]
    public void WhatIsNoIcd10CodeRollsToNull(string code)
    {
        foreach (IcdDepth depth in Enum.GetValues<IcdDepth>())
        {
            Icd10.Roll(code, depth).ShouldBeNull();
        }
    }

    [RecordingsFact("terminologies")]
    public void EveryPublishedCategoryHasOneBlockAndOneChapter()
    {
        CsvTable table = CsvTable.Parse("icd10", File.ReadAllText(Path.Combine(SharedData.Recordings!, "terminologies", "icd10-categories.csv")), ',', ["code", "title"]);
        table.Rows.Count.ShouldBeGreaterThan(20_000);
        foreach (string[] row in table.Rows)
        {
            IcdGroup block = Icd10.Block(row[0]).ShouldNotBeNull(row[0]);
            IcdGroup chapter = Icd10.Chapter(row[0]).ShouldNotBeNull(row[0]);
            Icd10.Chapter(block.First).ShouldBe(chapter, row[0]);
        }
    }

    [Fact]
    public void BlocksAreInOrderAndWithinChapters()
    {
        Icd10.Blocks.ShouldAllBe(b => Icd10.Chapter(b.First) == Icd10.Chapter(b.Last));
        Icd10.Blocks.ShouldAllBe(b => Icd10.Block(b.First) == b && Icd10.Block(b.Last)!.First == b.First);
        Icd9.Blocks.ShouldAllBe(b => Icd9.Block(b.Block.First) == b.Block && Icd9.Block(b.Block.Last) == b.Block);
    }

    [Theory]
    [InlineData("N03AX14", 5, "N03AX14")]
    [InlineData("n03ax14", 4, "N03AX")]
    [InlineData("N03AX14", 3, "N03A")]
    [InlineData("N03AX14", 2, "N03")]
    [InlineData("N03AX14", 1, "N")]
    [InlineData("N03A", 5, "N03A")]
    [InlineData("N3", 1, null)]
    [InlineData("E03AX14", 1, null)]
    [InlineData("N03AXX4", 1, null)]
    public void AtcRollsUp(string code, int level, string? rolled) => Atc.Roll(code, level).ShouldBe(rolled);

    [Theory]
    [InlineData("0002-1433-80", "00002143380")]
    [InlineData("50242-040-62", "50242004062")]
    [InlineData("60575-4112-1", "60575411201")]
    [InlineData("50242004062", "50242004062")]
    [InlineData("5024204062", null)]
    [InlineData("00000000000", null)]
    public void NdcIsElevenDigits(string code, string? normal) => Ndc.Normalise(code).ShouldBe(normal);

    [Fact]
    public void MapsAddAndReplace()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("clef-map-").FullName, "map.csv");
        File.WriteAllText(path, "source_system,source_code,target_system,target_code\nNDC,0002-1433-80,ATC,A10AB04\nSNOMED,49436004,ICD10CM,I48.0\nICD9CM,427.31,ICD10CM,I48.91\n");
        CodeMap map = CodeMap.Load([path]);
        var roller = new CodeRoller(map, IcdDepth.Category, 3);
        roller.Medications(ClinicalCode.Parse("NDC/00002143380")).ShouldBe(["ATC/A10A"]);
        roller.Diagnoses(ClinicalCode.Parse("SNOMED/49436004")).ShouldBe(["ICD10/I48"]);
        map.Map(ClinicalCode.Parse("SNOMED/49436004"), CodeSystems.Icd10Cm).ShouldBe([new(CodeSystems.Icd10Cm, "I48.0")]);
        roller.Diagnoses(ClinicalCode.Parse("ICD9CM/42731")).ShouldBe(["ICD10/I48"]);
        roller.Diagnoses(ClinicalCode.Parse("ICD9CM/345.9")).ShouldBe(["ICD9CM/345"]);
        roller.Diagnoses(ClinicalCode.Parse("LOINC/8302-2")).ShouldBeEmpty();
        File.WriteAllText(path, "source_system,source_code,target_system,target_code\nNDC,,ATC,A10AB04\n");
        Should.Throw<ClefException>(() => CodeMap.Load([path])).Message.ShouldContain("row 1");
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    [Fact]
    public void EveryTargetOfTheBuiltInMapIsAValidCode()
    {
        CodeMap.BuiltIn.Count.ShouldBeGreaterThan(200);
        CodeMap.BuiltIn.Map(new("RXNORM", "114477"), CodeSystems.Atc).ShouldBe([new(CodeSystems.Atc, "N03AX14")]);
        CsvTable table = CodeResource.Read("builtin-map.csv");
        foreach (string[] row in table.Rows)
        {
            (row[2] == "ATC" ? Atc.Level(row[3]) >= 4 : Icd10.Block(row[3]) is not null).ShouldBeTrue(string.Join(",", row));
        }
    }
}
