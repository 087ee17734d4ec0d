using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Finetuning;
using Clef.Ecg.Windows;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Tests.Finetuning;

/// <summary>What a training step is shown of a record.</summary>
public sealed class WindowDrawTests : IDisposable
{
    private static readonly EcgPipeline Pipeline = EcgPipeline.ClefV1 with { Name = "test", WindowSamples = 1000 };

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-draw-").FullName;
    private readonly WindowStore _store;

    public WindowDrawTests()
    {
        // One record of three windows and one of a single window; every sample differs from every other.
        PreparedEcg Prepared(int windows) => new EcgPreparation(Pipeline).Prepare([.. Enumerable.Range(0, windows * 1000).Select(i => (float)(Math.Sin(0.03 * i) + (1e-3 * i)))], 500);
        _store = WindowStore.OpenOrBuild(_folder, "test", Pipeline, () => [new RecordWindows("a", "a", [("I", Prepared(3))]), new RecordWindows("b", "b", [("I", Prepared(1))])]);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Windows_as_cut_follow_one_another_and_all_are_drawn()
    {
        var firsts = new HashSet<int>();
        for (ulong i = 0; i < 40; i++)
        {
            LabelledWindow drawn = Draw(new FinetuneSettings { Windows = 2 }, 0, i);
            drawn.Windows.ShouldBe(2);
            int first = Enumerable.Range(0, 2).Single(w => drawn.Samples.AsSpan(0, 1000).SequenceEqual(_store.Window(_store.Records[0], 0, w)));
            drawn.Samples.AsSpan(1000, 1000).SequenceEqual(_store.Window(_store.Records[0], 0, first + 1)).ShouldBeTrue();
            firsts.Add(first);
        }

        firsts.Order().ShouldBe([0, 1]);
    }

    [Fact]
    public void A_record_with_fewer_windows_shows_what_it_has() => Draw(new FinetuneSettings { Windows = 3, AnyStart = true }, 1, 0).Windows.ShouldBe(1);

    [Fact]
    public void Windows_from_any_start_and_stretched_ones_are_z_scored_again()
    {
        var starts = new HashSet<float>();
        for (ulong i = 0; i < 30; i++)
        {
            LabelledWindow drawn = Draw(new FinetuneSettings { Windows = 2, AnyStart = true, Stretch = i % 2 == 0 ? 0 : 0.2 }, 0, i);
            foreach (float[] window in drawn.Samples.Chunk(1000))
            {
                window.Average().ShouldBe(0, 1e-4f);
                window.Average(v => v * v).ShouldBe(1, 1e-2f);
            }

            starts.Add(drawn.Samples[0]);
        }

        starts.Count.ShouldBeGreaterThan(25);
    }

    [Fact]
    public void A_draw_depends_on_the_stream_alone()
    {
        var settings = new FinetuneSettings { Windows = 2, AnyStart = true, Stretch = 0.1, Augmentation = new ViewAugmentation() };
        Draw(settings, 0, 5).Samples.ShouldBe(Draw(settings, 0, 5).Samples);
        Draw(settings, 0, 5).Samples.ShouldNotBe(Draw(settings, 0, 6).Samples);
    }

    [Fact]
    public void A_stretched_line_keeps_its_ends_and_its_shape()
    {
        float[] line = [.. Enumerable.Range(0, 900).Select(i => MathF.Sin(0.02f * i))], slow = new float[1000];
        WindowDraw.Resample(line, slow);
        (slow[0], slow[^1]).ShouldBe((line[0], line[^1]));
        for (int i = 0; i < slow.Length; i++)
        {
            slow[i].ShouldBe(MathF.Sin(0.02f * i * 899 / 999), 1e-4f);
        }
    }

    private LabelledWindow Draw(FinetuneSettings settings, int record, ulong seed) => new WindowDraw(_store, settings).Of(_store.Records[record], [1], new CounterRandom(seed));
}
