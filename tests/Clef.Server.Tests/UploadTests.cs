using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Clef.Testing;

namespace Clef.Server.Tests;

/// <summary>Uploads: what is taken, what is refused and when, and that a client's names never become ours.</summary>
public sealed class UploadTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task An_uploaded_recording_is_described_and_kept_over_a_restart()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        string id;
        await using (RunningService service = await RunningService.Start(_folder.Path))
        {
            JsonElement answer = await service.Upload(edf, "Jane Doe.edf");
            answer.GetProperty("bytes").GetInt64().ShouldBe(edf.Length);
            id = answer.GetProperty("recordings")[0].GetProperty("id").GetString()!;
            answer.GetProperty("recordings")[0].GetProperty("modality").GetString().ShouldBe("eeg");
            (await service.UploadOne(edf)).ShouldBe(id); // the same content is the same upload
        }

        await using (RunningService service = await RunningService.Start(_folder.Path))
        {
            JsonElement facts = await service.Json($"/api/v1/recordings/{id}?qualitySeconds=10");
            (facts.GetProperty("format").GetString(), facts.GetProperty("channels").GetArrayLength(), facts.GetProperty("name").GetString())
                .ShouldBe(("EDF+C", 21, id));
            facts.GetProperty("quality").GetProperty("seconds").GetDouble().ShouldBe(10);
            JsonElement list = await service.Json("/api/v1/recordings?modality=eeg");
            (list.GetProperty("total").GetInt32(), list.GetProperty("recordings")[0].GetProperty("id").GetString()).ShouldBe((1, id));
            (await service.Json("/api/v1/recordings?modality=ecg")).GetProperty("total").GetInt32().ShouldBe(0);
            (await service.Json($"/api/v1/recordings/{id}/annotations")).GetProperty("annotations").ValueKind.ShouldBe(JsonValueKind.Array);
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains("Jane", StringComparison.Ordinal));

            (await service.Client.DeleteAsync($"/api/v1/recordings/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            await service.Json($"/api/v1/recordings/{id}", HttpStatusCode.NotFound);
            Directory.EnumerateFileSystemEntries(_folder.At("data/uploads")).ShouldBeEmpty();
        }
    }

    [RecordingsFact("ecg-ludb.zip")]
    public async Task An_archive_of_several_files_is_read_in_place()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        JsonElement recordings = (await service.Upload(TestData.Zip("ecg-ludb.zip", n => n.StartsWith("data/1.", StringComparison.Ordinal)
            || n.StartsWith("data/2.", StringComparison.Ordinal)))).GetProperty("recordings");
        recordings.EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldContain("1.hea");
        recordings.EnumerateArray().ShouldAllBe(r => r.GetProperty("modality").GetString() == "ecg");
        string id = recordings[0].GetProperty("id").GetString()!;
        (await service.Json($"/api/v1/recordings/{id}")).GetProperty("channels").GetArrayLength().ShouldBe(12);
        JsonElement heart = await service.Json($"/api/v1/recordings/{id}/heart");
        heart.GetProperty("peaks").GetArrayLength().ShouldBeInRange(5, 25);
        heart.GetProperty("rhythm").GetProperty("beatsPerMinute").GetDouble().ShouldBeInRange(40, 150);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task The_content_type_is_the_clients_affair()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        // The first is what 'curl --data-binary' says.
        foreach (string? type in new[] { "application/x-www-form-urlencoded", "text/csv", null })
        {
            using var body = new ByteArrayContent(edf);
            body.Headers.ContentType = type is null ? null : new System.Net.Http.Headers.MediaTypeHeaderValue(type);
            using HttpResponseMessage answer = await service.Client.PostAsync("/api/v1/recordings?name=a.edf", body);
            ((int)answer.StatusCode).ShouldBeInRange(200, 201, $"{type}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [RecordingsFact("formats.zip")]
    public async Task Every_single_file_format_is_taken_by_its_content()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        foreach ((string name, string format) in new[] { ("eeg/test.bdf", "BDF"), ("ecg/ecgtoolkit-cs-Example.dcm", "DICOM"),
            ("ecg/ecgtoolkit-cs-Example.scp", "SCP"), ("ecg/fda-aecg-Example_aECG.xml", "aECG") })
        {
            // Without a name, and with a path that points elsewhere.
            string id = await service.UploadOne(TestData.Entry("formats.zip", name));
            (await service.UploadOne(TestData.Entry("formats.zip", name), "../../../etc/" + Path.GetFileName(name))).ShouldBe(id);
            (await service.Json($"/api/v1/recordings/{id}")).GetProperty("format").GetString()!.ShouldContain(format, Case.Insensitive);
        }

        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.Path, f))
            .ShouldAllBe(f => f.StartsWith("data/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_before_it_is_read()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        await service.Upload(Encoding.UTF8.GetBytes("#!/bin/sh\necho hello\n"), "a.edf", HttpStatusCode.UnsupportedMediaType);
        await service.Upload([], null, HttpStatusCode.UnsupportedMediaType);

        // A gigabyte is announced and a few kilobytes sent: the answer comes at once.
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n{new string('x', 5000)}"));
        var answer = new byte[512];
        int got = await client.GetStream().ReadAsync(answer);
        Encoding.ASCII.GetString(answer, 0, got).ShouldStartWith("HTTP/1.1 415");
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task Broken_and_oversized_uploads_leave_nothing()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => o with { Limits = new ServeLimits { UploadBytes = 1_000_000, SpoolBytes = 100_000_000 } });
        using (var announced = new HttpRequestMessage(HttpMethod.Post, "/api/v1/recordings") { Content = new ByteArrayContent(edf) })
        {
            announced.Headers.ExpectContinue = true;
            (await service.Client.SendAsync(announced)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/recordings") { Content = new StreamContent(new MemoryStream(edf)) })
        {
            request.Headers.TransferEncodingChunked = true;
            HttpStatusCode? status = null;
            try
            {
                using HttpResponseMessage response = await service.Client.SendAsync(request);
                status = response.StatusCode;
            }
            catch (HttpRequestException)
            {
                // The service hangs up on a body that goes on beyond the limit; the client may see that before the answer.
            }

            (status ?? HttpStatusCode.RequestEntityTooLarge).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        // The header says more than there is, and nothing is left of it; a lying archive; a body that stops in the middle.
        JsonElement problem = await service.Upload([.. edf.AsSpan(0, 300), .. new byte[100]], "a.edf", HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("detail").GetString()!.ShouldNotContain(_folder.Path);
        await service.Upload([.. "PK\u0003\u0004"u8, .. new byte[3000]], "a.zip", HttpStatusCode.UnprocessableEntity);
        await service.Upload(Bomb(), "a.zip", HttpStatusCode.UnprocessableEntity);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(service.Address.Host, service.Address.Port);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes("POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n"));
            await client.GetStream().WriteAsync(edf.AsMemory(0, 50_000));
        }

        for (int i = 0; i < 100 && Directory.EnumerateFiles(_folder.At("data/incoming")).Any(); i++)
        {
            await Task.Delay(50);
        }

        Directory.EnumerateFileSystemEntries(_folder.At("data/incoming")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.At("data/uploads")).ShouldBeEmpty();
        (await service.Json("/api/v1/recordings")).GetProperty("total").GetInt32().ShouldBe(0);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task A_wrong_header_is_refused_before_its_samples_come()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        "no days "u8.CopyTo(edf.AsSpan(244)); // the duration of a data record
        await using RunningService service = await RunningService.Start(_folder.Path);

        // Two gigabytes are announced, and the header sent with a little more: the answer comes at once.
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("POST /api/v1/recordings?name=a.edf HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n"));
        await client.GetStream().WriteAsync(edf.AsMemory(0, 20_000));
        var answer = new byte[2048];
        int got = await client.GetStream().ReadAsync(answer);
        string text = Encoding.ASCII.GetString(answer, 0, got);
        text.ShouldStartWith("HTTP/1.1 422");
        Directory.EnumerateFileSystemEntries(_folder.At("data/incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_whatever_follows_is_refused_before_it_comes()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        byte[] zip = Zipped("a.edf", File.ReadAllBytes(TestData.Edf(_folder.At("a.edf"), 20, 250, "ECG")));
        (await Announced(service, zip, 700_000_000)).ShouldStartWith("HTTP/1.1 413"); // no archive of what may be inflated is as long
        (await Announced(service, Changed(zip, 6, 1), 100_000_000)).ShouldStartWith("HTTP/1.1 422"); // encrypted
        (await Announced(service, Changed(zip, 8, 12), 100_000_000)).ShouldStartWith("HTTP/1.1 422"); // by bzip2
        (await Announced(service, Changed(zip, 25, 0x7F), 100_000_000)).ShouldStartWith("HTTP/1.1 422"); // an entry of 2 GB
        (await Announced(service, Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><AnnotatedECG xmlns=\"urn:hl7-org:v3\">" + new string(' ', 5000)),
            2_000_000_000)).ShouldStartWith("HTTP/1.1 422");
        (await Announced(service, Encoding.UTF8.GetBytes(
            "--abc\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.edf\"\r\n\r\n0       " + new string(' ', 5000)), 10_000))
                .ShouldContain("not a form");
        Directory.EnumerateFileSystemEntries(_folder.At("data/incoming")).ShouldBeEmpty();

        await service.UploadOne(zip);
        await service.Upload(File.ReadAllBytes(TestData.Edf(_folder.At("b.edf"), 20, 250, "ECG")).AsSpan(0, 512).ToArray(), null,
            HttpStatusCode.UnprocessableEntity); // a header alone
    }

    /// <summary>Announces so many bytes, sends some, and waits for the answer.</summary>
    private static async Task<string> Announced(RunningService service, byte[] sent, long announced)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/recordings HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n\r\n"));
        await client.GetStream().WriteAsync(sent);
        var answer = new byte[4096];
        int got = 0;
        while (!Encoding.ASCII.GetString(answer, 0, got).Contains("\"trace\"", StringComparison.Ordinal) && await client.GetStream()
            .ReadAsync(answer.AsMemory(got)) is > 0 and int more)
        {
            got += more;
        }

        return Encoding.ASCII.GetString(answer, 0, got);
    }

    private static byte[] Changed(byte[] bytes, int at, byte to)
    {
        byte[] changed = [.. bytes];
        changed[at] = to;
        return changed;
    }

    private static byte[] Zipped(string name, byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return bytes.ToArray();
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task Room_is_counted_rightly_after_uploads_deletions_and_a_restart()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        byte[] Other(byte day) => [.. edf.AsSpan(0, 168), day, .. edf.AsSpan(169)];
        ServeOptions Room(ServeOptions o) => o with { Limits = new ServeLimits { SpoolBytes = (edf.Length * 2) + 20_000 } };
        long OnDisk() => Directory.EnumerateFiles(_folder.At("data/uploads"), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        for (int start = 0; start < 2; start++)
        {
            await using RunningService service = await RunningService.Start(_folder.Path, Room);
            var spool = service.Of<Recordings.UploadSpool>();
            spool.Taken.ShouldBe(OnDisk());
            string first = await service.UploadOne(edf);
            (await service.UploadOne(edf)).ShouldBe(first); // of which no second copy is kept
            string second = await service.UploadOne(Other((byte)'1'));
            spool.Taken.ShouldBe(OnDisk());
            await service.Upload(Other((byte)'2'), null, HttpStatusCode.InsufficientStorage);
            spool.Taken.ShouldBe(OnDisk());
            (await service.Client.DeleteAsync($"/api/v1/recordings/{second}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            spool.Taken.ShouldBe(OnDisk());
            string third = await service.UploadOne(Other((byte)'2'));
            await service.Client.DeleteAsync($"/api/v1/recordings/{third}");
            spool.Taken.ShouldBe(OnDisk());
        }

        OnDisk().ShouldBeInRange(edf.Length, edf.Length + 2000);
    }

    [Theory]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("a%00b")]
    [InlineData("'; DROP TABLE x")]
    public async Task Identifiers_that_are_paths_find_nothing(string id)
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        foreach (string tail in new[] { "", "/signal?from=0&seconds=1", "/spectrogram/0", "/heart", "/report" })
        {
            using HttpResponseMessage response = await service.Client.GetAsync($"/api/v1/recordings/{id}{tail}");
            ((int)response.StatusCode).ShouldBeInRange(400, 404);
            (await response.Content.ReadAsStringAsync()).ShouldNotContain("root:");
        }

        ((int)(await service.Client.DeleteAsync($"/api/v1/recordings/{id}")).StatusCode).ShouldBeInRange(400, 405);
    }

    /// <summary>An archive of one entry of 600 MB of nothing.</summary>
    private static byte[] Bomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("a.edf", CompressionLevel.SmallestSize).Open();
            var nothing = new byte[1 << 20];
            for (int i = 0; i < 600; i++)
            {
                entry.Write(nothing);
            }
        }

        return bytes.ToArray();
    }
}
