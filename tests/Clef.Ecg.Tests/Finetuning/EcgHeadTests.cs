using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Finetuning;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Signals.Heart;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Tests.Finetuning;

/// <summary>Model folders with heads: on every kind of features, from before there was a choice, and wrong ones.</summary>
public sealed class EcgHeadTests : IDisposable
{
    private static readonly Net1DConfig Tiny = new("tiny", 1, 4, 1.0, [4, 6], [1, 2], 4, 2, 2, false, 0);

    private static readonly BeatIntervalInputs Beats = BeatIntervalInputs.Fit([.. Enumerable.Range(0, 9)
        .Select(i => Enumerable.Repeat(i / 9.0, RhythmFeatures.Names.Count).ToArray())]);
    private const int Intervals = 29 * 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-head-").FullName;

    private string HeadFile => Path.Combine(_folder, "head.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EcgFeatures.Embedding, false, 6)]
    [InlineData(EcgFeatures.Deviations, false, 12)]
    [InlineData(EcgFeatures.Stages, false, 20)]
    [InlineData(EcgFeatures.Rhythm, false, 30)]
    [InlineData(EcgFeatures.Embedding, true, 6 + Intervals)]
    [InlineData(EcgFeatures.Rhythm, true, 30 + Intervals)]
    public void A_model_of_a_folder_says_what_its_head_says_of_the_features_that_it_names(EcgFeatures features, bool intervals, int width)
    {
        using EcgPredictor predictor = Write(features, intervals);
        using LoadedHead head = EcgHead.Read(EcgModelFolder.Open(_folder));
        head.Facts.Features.ShouldBe(features);
        (head.Facts.BeatIntervals is not null).ShouldBe(intervals);
        head.Weights.Weight.Size(1).ShouldBe(width);

        short[] units = [.. Enumerable.Range(0, 10_000).Select(i => (short)((200 * Math.Sin(0.02 * i)) + (60 * Math.Sin(0.31 * i))))]; // two windows at 500 Hz, 200 units a millivolt
        using EcgModel model = EcgModel.Load(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "a.dat"), MemoryMarshal.AsBytes(units.AsSpan()).ToArray());
        File.WriteAllText(Path.Combine(_folder, "a.hea"), "a 1 500 10000\na.dat 16 200(0)/mV 16 0 0 0 0 I\n");
        using Recording recording = RecordingFile.Open(Path.Combine(_folder, "a.hea"));
        double[] said = model.Predict(recording);
        PreparedEcg prepared = new EcgPreparation(EcgPipeline.ClefV1).Prepare([.. units.Select(u => u / 200f)], 500);
        using var scope = new TensorScope();
        predictor.Evaluate();
        float[] windows = [.. Enumerable.Range(0, prepared.WindowCount).SelectMany(w => prepared.Window(w).ToArray())];
        float[] beats = intervals ? Beats.Of(BeatIntervals.Of(windows, prepared.WindowSamples, 1, 500)) : [];
        beats.Length.ShouldBe(intervals ? Intervals : 0);
        float[] logits = predictor.Forward(
            Tensor.From(windows, prepared.WindowCount, 1, prepared.WindowSamples), [prepared.WindowCount], intervals
                ? Tensor.From(beats, 1, beats.Length) : null).ToArray<float>();
        said.Sum().ShouldBe(1, 1e-9);
        Math.Log(said[1] / said[0]).ShouldBe(logits[1] - logits[0], 1e-4);
    }

    [Fact]
    public void Beat_intervals_that_do_not_fit_are_named()
    {
        using EcgPredictor predictor = Write(EcgFeatures.Embedding, intervals: true);
        JsonObject json = JsonNode.Parse(File.ReadAllText(HeadFile))!.AsObject();
        JsonArray names = json["beatIntervals"]!["names"]!.AsArray(), knots = json["beatIntervals"]!["knots"]!.AsArray();
        knots[5]!.AsArray().Add(99);
        File.WriteAllText(HeadFile, json.ToJsonString());
        Should.Throw<ClefException>(() => EcgHead.Read(EcgModelFolder.Open(_folder))).Message.ShouldContain("weight"); // of another width
        names[3] = "novel";
        File.WriteAllText(HeadFile, json.ToJsonString());
        Should.Throw<ClefException>(() => EcgHead.Read(EcgModelFolder.Open(_folder))).Message.ShouldContain("beatIntervals.names");
        json["beatIntervals"] = new JsonObject { ["names"] = names.DeepClone() };
        File.WriteAllText(HeadFile, json.ToJsonString());
        Should.Throw<ClefException>(() => EcgHead.Read(EcgModelFolder.Open(_folder))).Message.ShouldContain("knots");
    }

    [Fact]
    public void A_head_from_before_features_were_a_choice_reads_the_embedding()
    {
        using EcgPredictor predictor = Write(EcgFeatures.Embedding);
        JsonObject json = JsonNode.Parse(File.ReadAllText(HeadFile))!.AsObject();
        json.Remove("features").ShouldBeTrue();
        File.WriteAllText(HeadFile, json.ToJsonString());
        using LoadedHead head = EcgHead.Read(EcgModelFolder.Open(_folder));
        head.Facts.Features.ShouldBe(EcgFeatures.Embedding);
        head.Facts.BeatIntervals.ShouldBeNull();
    }

    [Theory]
    [InlineData("Stages", "weight")] // the weights are of another width
    [InlineData("Extremes", "features")]
    public void Features_that_do_not_fit_are_named(string features, string named)
    {
        using EcgPredictor predictor = Write(EcgFeatures.Embedding);
        JsonObject json = JsonNode.Parse(File.ReadAllText(HeadFile))!.AsObject();
        json["features"] = features;
        File.WriteAllText(HeadFile, json.ToJsonString());
        Should.Throw<ClefException>(() => EcgHead.Read(EcgModelFolder.Open(_folder))).Message.ShouldContain(named);
    }

    private EcgPredictor Write(EcgFeatures features, bool intervals = false)
    {
        RandomState.Seed(2);
        var predictor = new EcgPredictor(new Net1D(Tiny), 2, features: features, intervals: intervals ? Intervals : 0);
        int width = Tiny.WidthOf(features) + (intervals ? Intervals : 0);
        predictor.Standardise([.. Enumerable.Range(0, width).Select(i => 0.02f * i)], [.. Enumerable.Repeat(1.5f, width)]);
        IReadOnlyList<WeightEntry> weights = ModuleWeights.Of(predictor.Encoder);
        EcgModelFolder.Write(_folder, Tiny, EcgPipeline.ClefV1, weights, new ModelSource("test", "", []));
        using Linear whole = predictor.WholeHead();
        EcgHead.Write(_folder, new EcgHead("rhythm", TaskKind.MultiClass, ["a", "b"], 0, 1, "I", "", features, intervals ? Beats : null), whole);
        return predictor;
    }
}
