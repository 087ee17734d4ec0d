using System.Security.Cryptography;
using System.Text;
using Clef.Core;
using Clef.Datasets.Download;
using Clef.Testing;
using Shouldly;

namespace Clef.Datasets.Tests;

/// <summary>Downloads from a local web server that breaks connections, refuses, lies and escapes.</summary>
public sealed class DatasetDownloaderTests : IDisposable
{
    private static readonly DownloadOptions Quick = new() { Pause = TimeSpan.Zero, BackOff = TimeSpan.FromMilliseconds(1), Tries = 4 };

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-get-").FullName;
    private readonly BreakingServer _server = new();
    private readonly HttpClient _client = new();

    public DatasetDownloaderTests()
    {
        var random = new Random(1);
        foreach ((string name, int size) in ((string, int)[])[("RECORDS", 100), ("data/1.dat", 300_000), ("data/two words.dat", 50_000)])
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            _server.Files[name] = bytes;
        }

        _server.Files["SHA256SUMS.txt"] = Encoding.UTF8.GetBytes(string.Concat(_server.Files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}\n")));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task BrokenConnectionsAreResumedAndEveryFileIsWhole()
    {
        _server.BreakAfter = 70_000;
        DownloadSummary done = await Get();
        (done.Files, done.Fetched, done.Present).ShouldBe((3, 3, 0));
        done.Resumed.ShouldBeGreaterThanOrEqualTo(4);
        foreach ((string name, byte[] bytes) in _server.Files)
        {
            File.ReadAllBytes(Path.Combine(_folder, name)).ShouldBe(bytes, name);
        }

        Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
        int before = _server.Requests;
        DownloadSummary again = await Get();
        (again.Present, again.Fetched).ShouldBe((3, 0));
        (_server.Requests - before).ShouldBe(1);
    }

    [Fact]
    public async Task AStoppedDownloadGoesOnWithItsPart()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        File.WriteAllBytes(Path.Combine(_folder, "data", "1.dat.part"), _server.Files["data/1.dat"][..200_000]);
        DownloadSummary done = await Get(f => f == "data/1.dat");
        done.Resumed.ShouldBe(1);
        done.Bytes.ShouldBe(100_000 + _server.Files["SHA256SUMS.txt"].Length);
        File.ReadAllBytes(Path.Combine(_folder, "data", "1.dat")).ShouldBe(_server.Files["data/1.dat"]);
    }

    [Fact]
    public async Task AWrongPartIsStartedAgainAndAWrongDigestIsAnError()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        File.WriteAllBytes(Path.Combine(_folder, "data", "1.dat.part"), new byte[200_000]);
        await Get(f => f == "data/1.dat");
        File.ReadAllBytes(Path.Combine(_folder, "data", "1.dat")).ShouldBe(_server.Files["data/1.dat"]);
        _server.Files["RECORDS"] = new byte[100];
        (await Should.ThrowAsync<ClefException>(() => Get(f => f == "RECORDS"))).Message.ShouldContain("SHA-256");
        File.Exists(Path.Combine(_folder, "RECORDS")).ShouldBeFalse();
    }

    [Fact]
    public async Task AServerWithoutRangesAndOneThatIsBusyAreBorne()
    {
        _server.IgnoreRanges = true;
        _server.BusyTimes = 2;
        File.WriteAllBytes(Path.Combine(_folder, "RECORDS.part"), _server.Files["RECORDS"][..50]);
        DownloadSummary done = await Get(f => f == "RECORDS");
        done.Fetched.ShouldBe(1);
        File.ReadAllBytes(Path.Combine(_folder, "RECORDS")).ShouldBe(_server.Files["RECORDS"]);
    }

    [Fact]
    public async Task AServerThatNeverAnswersIsGivenUpAndAMissingFileAtOnce()
    {
        _server.BusyTimes = int.MaxValue;
        (await Should.ThrowAsync<ClefException>(() => Get())).Message.ShouldContain("4 tries");
        _server.BusyTimes = 0;
        _server.Files.Remove("RECORDS");
        int before = _server.Requests;
        (await Should.ThrowAsync<ClefException>(() => Get(f => f == "RECORDS"))).Message.ShouldContain("404");
        (_server.Requests - before).ShouldBe(2);
    }

    [Theory]
    [InlineData("../outside.dat")]
    [InlineData("/etc/outside")]
    [InlineData("a/../../outside")]
    public async Task NoFileLandsOutsideTheFolder(string name)
    {
        _server.Files["SHA256SUMS.txt"] = Encoding.UTF8.GetBytes($"{new string('a', 64)}  {name}\n");
        (await Should.ThrowAsync<ClefException>(() => Get())).Message.ShouldContain("inside the folder");
    }

    private Task<DownloadSummary> Get(Func<string, bool>? wanted = null) => new DatasetDownloader(_client, Quick).Get(_server.Root, "SHA256SUMS.txt", _folder, wanted);
}
