using Clef.Core;
using Clef.Server.Signals;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Server.Tests;

/// <summary>Tiles of signal and spectra say what the recording says.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task A_page_holds_the_samples_of_the_file()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        File.WriteAllBytes(_folder.At("a.edf"), edf);
        using Recording recording = RecordingFile.Open(_folder.At("a.edf"));
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(edf), path = $"/api/v1/recordings/{id}/signal?from=3&seconds=2&channels=1,4";

        (JsonElement header, byte[] numbers) = await service.Tile(path);
        JsonElement trace = header.GetProperty("traces")[1];
        (header.GetProperty("kind").GetString(), trace.GetProperty("unit").GetString(), trace.GetProperty("count").GetInt32())
            .ShouldBe(("samples", "uV", 1000));
        TestData.Floats(numbers, trace).ShouldBe(recording.Read([4], 3, 2)[0]);

        // 16-bit numbers are within half a step; columns hold the least and greatest of their samples.
        (header, numbers) = await service.Tile(path + "&encoding=i16");
        float scale = header.GetProperty("traces")[1].GetProperty("scale").GetSingle();
        var shorts = new short[1000];
        Buffer.BlockCopy(numbers, header.GetProperty("traces")[1].GetProperty("at").GetInt32(), shorts, 0, 2000);
        shorts.Zip(recording.Read([4], 3, 2)[0]).ShouldAllBe(p => Math.Abs((p.First * scale) - p.Second) <= scale * 0.51f);
        (header, numbers) = await service.Tile(path + "&columns=100");
        header.GetProperty("kind").GetString().ShouldBe("extremes");
        float[] extremes = TestData.Floats(numbers, header.GetProperty("traces")[1], 2);
        float[][] columns = [.. recording.Read([4], 3, 2)[0].Chunk(10)];
        extremes.Chunk(2).Zip(columns).ShouldAllBe(p => p.First[0] == p.Second.Min() && p.First[1] == p.Second.Max());

        // Beyond the end nothing was recorded.
        (header, numbers) = await service.Tile($"/api/v1/recordings/{id}/signal?from=61&seconds=10&channels=0");
        TestData.Floats(numbers, header.GetProperty("traces")[0])[^100..].ShouldAllBe(v => float.IsNaN(v));
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task A_montage_and_filters_are_applied()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf"));
        (JsonElement raw, byte[] rawNumbers) = await service.Tile($"/api/v1/recordings/{id}/signal?from=5&seconds=4");
        JsonElement[] channels = [.. raw.GetProperty("traces").EnumerateArray()];
        (JsonElement header, byte[] numbers) = await service.Tile($"/api/v1/recordings/{id}/signal?from=5&seconds=4&montage=longitudinal-bipolar");
        JsonElement pair = header.GetProperty("traces").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "F3-C3");
        float[] f3 = TestData.Floats(rawNumbers, channels.Single(c => c.GetProperty("name").GetString()!.Contains("F3"))),
        c3 = TestData.Floats(rawNumbers, channels.Single(c => c.GetProperty("name").GetString()!.Contains("C3")));
        TestData.Floats(numbers, pair).ShouldBe(f3.Zip(c3, (a, b) => a - b).ToArray(), 1e-3);

        (header, numbers) = await service.Tile($"/api/v1/recordings/{id}/signal?from=5&seconds=4&montage=longitudinal-bipolar&lowCut=1&highCut=30&notch=50");
        float[] filtered = TestData.Floats(numbers, header.GetProperty("traces").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "F3-C3"));
        filtered.Length.ShouldBe(2000);
        Math.Abs(filtered.Average()).ShouldBeLessThan(2); // the slow part is gone
        await service.Json($"/api/v1/recordings/{id}/signal?from=5&seconds=4&montage=none", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("from=0&seconds=0")]
    [InlineData("from=-1&seconds=1")]
    [InlineData("from=NaN&seconds=1")]
    [InlineData("from=0&seconds=1e300&columns=10")]
    [InlineData("from=1e300&seconds=1")]
    [InlineData("from=0&seconds=1&columns=0")]
    [InlineData("from=0&seconds=1&columns=100000")]
    [InlineData("from=0&seconds=1&channels=7")]
    [InlineData("from=0&seconds=1&channels=-1")]
    [InlineData("from=0&seconds=1&channels=a")]
    [InlineData("from=0&seconds=1&lowCut=40&highCut=30")]
    [InlineData("from=0&seconds=1&notch=55")]
    [InlineData("from=0&seconds=1&encoding=f64")]
    public async Task A_wrong_question_is_told_so(string query)
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("a.edf"), 5, 100, "C3", "C4")));
        JsonElement problem = await service.Json($"/api/v1/recordings/{id}/signal?{query}", HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_long_recording_is_drawn_from_extremes_made_once()
    {
        // Simulated: four channels of five hours, 18 million samples.
        byte[] edf = File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 18_000, 250, "C3", "C4", "O1", "O2"));
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(edf), path = $"/api/v1/recordings/{id}/signal?from=0&seconds=18000&columns=1000";
        HttpStatusCode status = (await service.Client.GetAsync(path)).StatusCode;
        status.ShouldBe(HttpStatusCode.Accepted);
        for (int i = 0; i < 600 && status == HttpStatusCode.Accepted; i++)
        {
            await Task.Delay(50);
            status = (await service.Client.GetAsync(path)).StatusCode;
        }

        (JsonElement header, byte[] numbers) = await service.Tile(path);
        using Recording recording = RecordingFile.Open(_folder.At("long.edf"));
        float[] extremes = TestData.Floats(numbers, header.GetProperty("traces")[2], 2);
        float[] o1 = recording.ReadAll(2);
        (extremes.Where((_, i) => i % 2 == 0).Min(), extremes.Where((_, i) => i % 2 == 1).Max()).ShouldBe((o1.Min(), o1.Max()));

        // Of any column: no narrower than its middle half, no wider than it and a quarter on either side.
        for (int c = 1; c < 999; c += 37)
        {
            int from = c * 4500, quarter = 4500 / 4;
            extremes[2 * c].ShouldBeLessThanOrEqualTo(o1.AsSpan(from + quarter, 4500 - (2 * quarter)).ToArray().Min());
            extremes[2 * c].ShouldBeGreaterThanOrEqualTo(o1.AsSpan(from - quarter, 4500 + (2 * quarter)).ToArray().Min());
        }

        await service.Json($"/api/v1/recordings/{id}/signal?from=0&seconds=18000", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public void Columns_read_in_blocks_are_those_of_the_whole()
    {
        // Simulated: more samples than a block has.
        const int columns = 777;
        using var fast = Clef.Signals.Tests.MemoryRecording.Of(500, "uV", ("C3", Noise(1_200_000, 1)), ("C4", Noise(1_200_000, 2)));
        using var slow = Clef.Signals.Tests.MemoryRecording.Of(1, "%", ("SpO2", Noise(2400, 3)));
        IReadOnlyList<SignalTrace> traces = ColumnReader.Read(fast, [0, 1], 3.2, 2000, columns, CancellationToken.None);
        for (int c = 0; c < 2; c++)
        {
            SignalTrace whole = new SignalTrace("", "uV", 500, fast.Read([c], 3.2, 2000)[0]).ToColumns(columns, 2000);
            traces[c].Values.ShouldBe(whole.Values);
        }

        // A slow channel's samples each stand for the columns they cover, so that its line is whole.
        ColumnReader.Read(slow, [0], 0, 100, columns, CancellationToken.None)[0].Values.ShouldAllBe(v => float.IsFinite(v));
        ColumnReader.Read(fast, [0], 2399, 2, columns, CancellationToken.None)[0].Values[^1].ShouldBe(float.NaN);

        // Three years asked of forty minutes: all of it is in the first column, and nothing else is read.
        float[] beyond = ColumnReader.Read(fast, [0], 0, 1e8, columns, CancellationToken.None)[0].Values;
        (beyond[0], beyond[1]).ShouldBe(SignalTrace.Extremes(fast.ReadAll(0)));
        beyond[2..].ShouldAllBe(v => float.IsNaN(v));

        static float[] Noise(int count, ulong seed)
        {
            var values = new float[count];
            new CounterRandom(seed).FillNormal(values);
            return values;
        }
    }

    [Fact]
    public async Task Long_answers_wait_for_slow_readers_on_disk_and_are_gone_afterwards()
    {
        byte[] edf = File.ReadAllBytes(TestData.Edf(_folder.At("a.edf"), 1200, 250, "C3", "C4", "O1", "O2"));
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(edf), path = $"/api/v1/recordings/{id}/signal?from=0&seconds=1200";
        using Recording recording = RecordingFile.Open(_folder.At("a.edf"));
        using (var client = new System.Net.Sockets.TcpClient { ReceiveBufferSize = 4096 })
        {
            await client.ConnectAsync(service.Address.Host, service.Address.Port);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            (await client.GetStream().ReadAsync(new byte[100])).ShouldBeGreaterThan(0);
            Directory.EnumerateFiles(_folder.At("data/outgoing")).Count().ShouldBe(1);

            // Others are answered meanwhile, wholly and rightly.
            (JsonElement header, byte[] numbers) = await service.Tile(path);
            TestData.Floats(numbers, header.GetProperty("traces")[3]).ShouldBe(recording.ReadAll(3));
        }

        for (int i = 0; i < 200 && Directory.EnumerateFiles(_folder.At("data/outgoing")).Any(); i++)
        {
            await Task.Delay(50);
        }

        Directory.EnumerateFiles(_folder.At("data/outgoing")).ShouldBeEmpty();
    }

    [Fact]
    public void A_gap_stays_a_gap_at_every_zoom()
    {
        SignalTrace.Extremes([1, float.NaN, -2]).ShouldBe((-2, 1));
        (float least, float greatest) = SignalTrace.Extremes([float.NaN, float.NaN]);
        (float.IsNaN(least), float.IsNaN(greatest)).ShouldBe((true, true));
        float[] columns = new SignalTrace("a", "uV", 2, [1, 2, float.NaN, float.NaN]).ToColumns(2, 2).Values;
        (columns[0], columns[1], float.IsNaN(columns[2])).ShouldBe((1, 2, true));
        using var body = new MemoryStream();
        new SignalTrace("a", "uV", 1, [float.NaN, 0, -3]).Write(SampleEncoding.I16, body);
        body.ToArray().ShouldBe([0, 0x80, 0, 0, 1, 0x80]);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task Spectra_are_those_that_the_model_sees()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        File.WriteAllBytes(_folder.At("a.edf"), edf);
        await using RunningService service = await RunningService.Start(_folder.Path);
        string id = await service.UploadOne(edf);
        (JsonElement header, byte[] numbers) = await service.Tile($"/api/v1/recordings/{id}/spectrogram/0?by=channel");
        using Recording recording = RecordingFile.Open(_folder.At("a.edf"));
        var session = new Clef.Signals.Preparation.EegPreparation(Clef.Signals.Preparation.EegPipeline.ClefV1).Session(recording);
        (header.GetProperty("frames").GetInt32(), header.GetProperty("bins").GetInt32(), header.GetProperty("rows").GetArrayLength(),
            header.GetProperty("tiles").GetInt32()).ShouldBe((session.Frames, 128, 19, 1));
        numbers.ShouldBe(session.ToBytes());

        (header, numbers) = await service.Tile($"/api/v1/recordings/{id}/spectrogram/0?average=10");
        header.GetProperty("rows").GetArrayLength().ShouldBe(6);
        numbers.Length.ShouldBe(6 * 128 * ((session.Frames + 9) / 10));
        numbers.ShouldAllBe(b => b > 0);
        await service.Json($"/api/v1/recordings/{id}/spectrogram/1", HttpStatusCode.NotFound);
        await service.Json($"/api/v1/recordings/{id}/spectrogram/-1", HttpStatusCode.NotFound);
    }
}
