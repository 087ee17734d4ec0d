using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Public datasets on the command line: the list, real archives, and a download over a bad line.</summary>
public sealed class DataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheListSaysWhichAdaptersSawNoRealFile()
    {
        EcgCommandLine.Outcome list = EcgCommandLine.Run("data", "list", "--json");
        list.ExitCode.ShouldBe(0, list.Error);
        using JsonDocument json = JsonDocument.Parse(list.Output);
        json.RootElement.GetArrayLength().ShouldBeGreaterThanOrEqualTo(20);
        foreach (string name in (string[])["ptb-xl", "chapman", "mimic-iv-ecg", "music", "icentia11k"])
        {
            JsonElement dataset = json.RootElement.EnumerateArray().Single(d => d.GetProperty("name").GetString()!.StartsWith(name, StringComparison.Ordinal));
            dataset.GetProperty("remark").GetString()!.ShouldContain("tried on a replica only");
        }

        json.RootElement.EnumerateArray().Single(d => d.GetProperty("name").GetString() == "ludb").GetProperty("remark").GetString().ShouldBe("");
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void ARealArchiveIsWhole()
    {
        EcgCommandLine.Outcome check = EcgCommandLine.Run("data", "check", "ludb", Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        check.ExitCode.ShouldBe(0, check.Error + check.Output);
        check.Output.ShouldContain("rhythm: 136 items of 136 persons");
        check.Output.ShouldNotContain("PROBLEM");
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void AnotherDatasetAndAnUnknownOneAreNamed()
    {
        EcgCommandLine.Outcome other = EcgCommandLine.Run("data", "check", "ptb-xl", Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        other.ExitCode.ShouldBe(1);
        other.Error.ShouldContain("ptbxl_database.csv");
        EcgCommandLine.Outcome unknown = EcgCommandLine.Run("data", "check", "nosuch", _folder);
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("ptb-xl");
        EcgCommandLine.Run("data", "check", "ludb").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void ADownloadOverABadLineIsWholeAndIsNotFetchedTwice()
    {
        using BreakingServer server = new() { BreakAfter = 150_000 };
        byte[] data = new byte[300_000];
        new Random(3).NextBytes(data);
        server.Files["data/1.dat"] = data;
        server.Files["RECORDS"] = "data/1\n"u8.ToArray();
        server.Files["SHA256SUMS.txt"] = Encoding.UTF8.GetBytes(string.Concat(server.Files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}\n")));
        EcgCommandLine.Outcome got = EcgCommandLine.Run("data", "get", "ludb", _folder, "--from", server.Root.ToString());
        got.ExitCode.ShouldBe(0, got.Error);
        got.Output.ShouldContain("2 fetched");
        got.Output.ShouldContain("1 times resumed");
        File.ReadAllBytes(Path.Combine(_folder, "data", "1.dat")).ShouldBe(data);
        Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
        EcgCommandLine.Run("data", "get", "ludb", _folder, "--from", server.Root.ToString()).Output.ShouldContain("2 were there, 0 fetched");
        server.Files["RECORDS"] = "changed"u8.ToArray();
        File.Delete(Path.Combine(_folder, "RECORDS"));
        EcgCommandLine.Outcome wrong = EcgCommandLine.Run("data", "get", "ludb", _folder, "--from", server.Root.ToString(), "--only", "RECORDS");
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.ShouldContain("SHA-256");
        File.Exists(Path.Combine(_folder, "RECORDS")).ShouldBeFalse();
    }

    [Fact]
    public void WhatIsNotOpenCannotBeFetched()
    {
        EcgCommandLine.Outcome closed = EcgCommandLine.Run("data", "get", "tuab", _folder);
        closed.ExitCode.ShouldBe(1);
        closed.Error.ShouldContain("tuab");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }
}
