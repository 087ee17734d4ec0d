using Clef.Core;
using Clef.Eeg.Sessions;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Tests.Sessions;

public sealed class SessionStoreTests : IDisposable
{
    private static readonly EegPipeline Pipeline = EegPipeline.ClefV1;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-sessions").FullName;
    private readonly List<string> _failures = [];

    private string Inputs => Path.Combine(_folder, "in");

    private string Store => Path.Combine(_folder, "store");

    public SessionStoreTests() => Directory.CreateDirectory(Inputs);

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_session_comes_back_as_it_was_prepared()
    {
        TestRecordings.WriteEdf(Path.Combine(Inputs, "a.edf"), 30, "C3", "O1");
        Prepare().Written.ShouldBe(1);
        using SessionStore store = SessionStore.Open(Store);
        SessionFacts facts = store.Sessions.ShouldHaveSingleItem();
        (facts.Id, facts.Source, facts.Frames, facts.Pipeline).ShouldBe(("a", "a.edf", 30, "eeg-clef-v1"));
        facts.Accounts.Count(a => !a.IsMissing).ShouldBe(2);
        facts.Quality.Single(q => q.Channel == "C3").Valid.ShouldBe(1);
        facts.Quality.Single(q => q.Channel == "Fp1").Valid.ShouldBe(0);

        SessionSpectrogram read = store.Read(0);
        using Clef.Signals.Recordings.Recording recording = Clef.Signals.Recordings.RecordingFile.Open(Path.Combine(Inputs, "a.edf"));
        SessionSpectrogram prepared = new EegPreparation(Pipeline).Session(recording);
        read.ToBytes().ShouldBe(prepared.ToBytes());
        read.Valid.ShouldBe(prepared.Valid);

        // 10 Hz is bin 40 of 0.25 Hz; the sine's bin is the channel's loudest.
        SessionCrop crop = store.Crop(0, 10, 40);
        int channel = Pipeline.Channels.ToList().IndexOf("C3");
        Enumerable.Range(0, 128).MaxBy(bin => crop.Values[((channel * 128) + bin) * 40]).ShouldBeInRange(39, 41);
        crop.Valid.AsSpan(channel * 40, 20).ToArray().ShouldAllBe(v => v == 1);
        crop.Valid.AsSpan((channel * 40) + 20, 20).ToArray().ShouldAllBe(v => v == 0); // beyond the session's 30 frames
    }

    [Fact]
    public void A_broken_recording_is_named_and_the_others_are_prepared()
    {
        TestRecordings.WriteEdf(Path.Combine(Inputs, "a.edf"), 20, "Cz");
        TestRecordings.WriteEdf(Path.Combine(Inputs, "ecg.edf"), 20, "ECG");
        TestRecordings.WriteEdf(Path.Combine(Inputs, "short.edf"), 3, "Cz");
        byte[] edf = File.ReadAllBytes(Path.Combine(Inputs, "a.edf"));
        File.WriteAllBytes(Path.Combine(Inputs, "broken.edf"), edf[..300]);
        PreparationProgress end = Prepare();
        (end.Written, end.Failed).ShouldBe((1, 3));
        _failures.ShouldBe(["broken.edf", "ecg.edf", "short.edf"], ignoreOrder: true);
    }

    [Fact]
    public void What_a_kill_tore_off_is_prepared_again_and_nothing_else()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            TestRecordings.WriteEdf(Path.Combine(Inputs, name + ".edf"), 20, "Cz");
        }

        Prepare().Written.ShouldBe(3);
        string shard = Directory.GetFiles(Path.Combine(Store, "shards")).Single();
        byte[] whole = File.ReadAllBytes(shard);
        foreach ((int cut, int lost) in new[] { (1, 1), (1000, 1), (whole.Length / 2, 2), (whole.Length - 5, 3) })
        {
            File.WriteAllBytes(shard, whole[..^cut]);
            PreparationProgress end = Prepare();
            end.Written.ShouldBe(lost);
            end.Present.ShouldBe(3 - end.Written);
            File.ReadAllBytes(shard).ShouldBe(whole);
        }
    }

    [Fact]
    public void Parts_fill_one_store_and_each_recording_falls_to_one()
    {
        for (int i = 0; i < 6; i++)
        {
            TestRecordings.WriteEdf(Path.Combine(Inputs, $"r{i}.edf"), 10, "Cz");
        }

        Prepare(new StorePart(1, 2));
        Prepare(new StorePart(2, 2));
        using SessionStore store = SessionStore.Open(Store);
        store.Sessions.Select(s => s.Id).ShouldBe(Enumerable.Range(0, 6).Select(i => $"r{i}"));
        store.IndexOf("r4").ShouldBe(4);
        store.IndexOf("r9").ShouldBeNull();
    }

    [Fact]
    public void A_part_has_one_writer()
    {
        using var first = new SessionStoreWriter(Store, Pipeline, StorePart.Whole);
        Should.Throw<ClefException>(() => new SessionStoreWriter(Store, Pipeline, StorePart.Whole)).Message.ShouldContain("no other process");
        using var other = new SessionStoreWriter(Store, Pipeline, new StorePart(1, 2));
    }

    [Fact]
    public void A_store_keeps_one_preparation()
    {
        new SessionStoreWriter(Store, Pipeline, StorePart.Whole).Dispose();
        EegPipeline other = Pipeline with { Name = "mine", HighCut = 60 };
        Should.Throw<ClefException>(() => new SessionStoreWriter(Store, other, StorePart.Whole)).Message.ShouldContain("mine");
    }

    [Fact]
    public void A_changed_byte_is_found()
    {
        TestRecordings.WriteEdf(Path.Combine(Inputs, "a.edf"), 10, "Cz");
        Prepare();
        string shard = Directory.GetFiles(Path.Combine(Store, "shards")).Single();
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[^100] ^= 1;
        File.WriteAllBytes(shard, bytes);
        using SessionStore store = SessionStore.Open(Store);
        Should.Throw<ClefException>(() => store.Read(0)).Message.ShouldContain("checksum");
    }

    [Fact]
    public void The_checksum_is_the_standards()
    {
        // RFC 3720, B.4: 32 bytes of zero, 32 bytes of ones.
        Crc32C.Of(new byte[32], []).ShouldBe(0x8a9136aau);
        Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 20)], [.. Enumerable.Repeat((byte)0xff, 12)]).ShouldBe(0x62a8ab43u);
    }

    [Theory]
    [InlineData(WindowRule.Every, 600, new[] { 0.0 }, 600)]
    [InlineData(WindowRule.Every, 1280, new[] { 0.0 }, 1280)]
    [InlineData(WindowRule.Every, 1300, new[] { 0.0 }, 1280)]
    [InlineData(WindowRule.Every, 2700, new[] { 0.0, 1280, 2560 }, 140)]
    [InlineData(WindowRule.First, 2700, new[] { 0.0 }, 1280)]
    [InlineData(WindowRule.Middle, 2701, new[] { 710.0 }, 1280)]
    public void Windows_follow_the_rule(WindowRule rule, double duration, double[] starts, double last)
    {
        IReadOnlyList<SessionWindow> windows = new SessionWindows(rule).Of("x", duration, 1280);
        windows.Select(w => w.StartSeconds).ShouldBe(starts);
        windows[^1].Seconds.ShouldBe(last);
    }

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("2")]
    [InlineData("a/b")]
    public void A_wrong_part_is_an_error(string text) => Should.Throw<ClefException>(() => StorePart.Parse(text));

    private PreparationProgress Prepare(StorePart? part = null)
    {
        _failures.Clear();
        using var writer = new SessionStoreWriter(Store, Pipeline, part ?? StorePart.Whole);
        return new PreparationRun(new EegPreparation(Pipeline), new SessionWindows(), 2).Run(
            [Inputs], writer, part ?? StorePart.Whole, (source, _) => _failures.Add(source), null, CancellationToken.None);
    }
}
