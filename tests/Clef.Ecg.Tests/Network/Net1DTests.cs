using Clef.Core;
using Clef.Ecg.Network;
using Clef.Tensors;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Tests.Network;

public class Net1DTests
{
    private static readonly Net1DConfig Tiny = new("tiny", 1, 4, 1.0, [4, 6], [1, 2], 4, 2, 2, false, 0);

    /// <summary>ECG specification 1.4: totals and per-stage numbers.</summary>
    [Theory]
    [InlineData("small", 1, 447_792, 257, 256)]
    [InlineData("medium", 1, 30_654_000, 507, 1024)]
    [InlineData("large", 1, 296_623_360, 957, 2048)]
    [InlineData("small", 12, 453_424, 257, 256)]
    [InlineData("medium", 12, 30_665_264, 507, 1024)]
    [InlineData("large", 12, 296_645_888, 957, 2048)]
    public void SizesHaveThePublishedCounts(string size, int leads, long parameters, int entries, int width)
    {
        Net1DConfig config = Net1DConfig.OfSize(size) with { Leads = leads };
        Net1DLayout.ParameterCount(config).ShouldBe(parameters);
        Net1DLayout.Of(config).Count.ShouldBe(entries);
        config.EmbeddingWidth.ShouldBe(width);
    }

    [Theory]
    [InlineData("small", new long[] { 3_184, 9_440, 20_928, 70_528, 74_624, 263_936 })]
    [InlineData("medium", new long[] { 57_920, 221_600, 236_960, 1_656_600, 1_752_600, 13_010_944, 13_649_920 })]
    [InlineData("large", new long[] { 427_392, 1_626_240, 1_675_392, 6_368_256, 6_564_864, 26_111_488, 26_897_920, 111_740_928, 114_886_656 })]
    public void StagesHaveThePublishedCountsWithoutBatchNorm(string size, long[] parameters)
    {
        IReadOnlyList<LayoutTensor> layout = Net1DLayout.Of(Net1DConfig.OfSize(size));
        for (int stage = 0; stage < parameters.Length; stage++)
        {
            layout.Where(t => t.IsParameter && t.Name.StartsWith($"stage_list.{stage}.", StringComparison.Ordinal) && !t.Name.Contains(".bn", StringComparison.Ordinal))
                .Sum(t => t.ElementCount).ShouldBe(parameters[stage], $"stage {stage}");
        }
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    public void TheNetworkHasExactlyTheTensorsOfTheLayout(string size)
    {
        Net1DConfig config = Net1DConfig.OfSize(size);
        using var network = new Net1D(config);
        network.ParameterCount.ShouldBe(Net1DLayout.ParameterCount(config));
        network.StateDict().Select(s => $"{s.Key} {ModuleWeights.TypeOf(s.Value.DType).Name()} [{string.Join(", ", s.Value.Shape.ToArray())}]")
            .ShouldBe(Net1DLayout.Of(config).Select(t => $"{t.Name} {t.Type.Name()} [{string.Join(", ", t.Shape)}]"));
    }

    /// <summary>ECG specification 1.5: computed in double precision by an independent program from the rules alone.</summary>
    [Fact]
    public void TheGoldenVectorOfTheSpecification()
    {
        using var network = new Net1D(Tiny);
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        FillBySpecification(network);
        float[] input = [.. Enumerable.Range(0, 21).Select(i => (float)(Math.Sin(0.5 * i) + (0.2 * Math.Cos(1.3 * i))))];
        network.Evaluate();
        float[] output = network.Forward(Tensor.From(input, 1, 1, 21)).ToArray<float>();
        // With deviations over time: a program of its own from the same rules, on PyTorch 1.13.1's operations in double precision.
        float[] stages = network.Features(Tensor.From(input, 1, 1, 21), EcgFeatures.Stages).ToArray<float>();
        float[] last = network.Features(Tensor.From(input, 1, 1, 21), EcgFeatures.Deviations).ToArray<float>();
        double[] expectedStages = [0.246933731, 0.306221344, 0.228975707, 0.252645948, 0.273018489, 0.291768060, 0.360098858, 0.381505107,
            -0.262960342, -0.128174058, 1.268466534, 0.577402197, 0.194516298, 0.901176846, 0.036066717, 0.085965135, 0.281722579, 0.272620920, 0.199338135, 0.076395152];
        stages.Length.ShouldBe(Tiny.WidthOf(EcgFeatures.Stages));
        stages.Zip(expectedStages, (found, wanted) => Math.Abs(found - wanted)).Max().ShouldBeLessThan(2e-6);
        last.ShouldBe(stages[8..]);
        stages[Tiny.EmbeddingIn(EcgFeatures.Stages)].ShouldBe(output);
        last[Tiny.EmbeddingIn(EcgFeatures.Deviations)].ShouldBe(output);
        double[] expected = [-0.262960342, -0.128174058, 1.268466534, 0.577402197, 0.194516298, 0.901176846];
        output.Length.ShouldBe(6);
        for (int i = 0; i < 6; i++)
        {
            ((double)output[i]).ShouldBe(expected[i], 2e-6);
        }
    }

    private static void FillBySpecification(Net1D network)
    {
        long k = 0;
        string[] order = ["conv1.conv.weight", "conv1.conv.bias", "conv2.conv.weight", "conv2.conv.bias", "conv3.conv.weight", "conv3.conv.bias",
            "se_fc1.weight", "se_fc1.bias", "se_fc2.weight", "se_fc2.bias"];
        var state = network.StateDict();
        string[] names = ["first_conv.conv.weight", "first_conv.conv.bias",
            .. from block in new[] { "0.block_list.0", "1.block_list.0", "1.block_list.1" } from tensor in order select $"stage_list.{block}.{tensor}"];
        foreach (string name in names)
        {
            foreach (ref float value in state[name].AsSpan<float>())
            {
                value = (float)(0.5 * Math.Sin((0.7 * k++) + 0.3));
            }
        }

        k.ShouldBe(472);
    }

    [Fact]
    public void StagesEndWithTheEmbedding()
    {
        using var network = new Net1D(Tiny);
        using var scope = new TensorScope();
        Tensor input = Tensor.Full([2, 1, 30], 0.5);
        IReadOnlyList<Tensor> stages = network.ForwardStages(input);
        stages.Select(s => s.Description).ShouldBe(["f32[2,4]", "f32[2,6]"]);
        stages[1].ToArray<float>().ShouldBe(network.Forward(input).ToArray<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(4999)]
    public void AnyLengthGivesFiniteNumbers(int length)
    {
        using var network = new Net1D(Net1DConfig.OfSize("small"));
        network.Evaluate();
        using var scope = new TensorScope();
        float[] output = network.Forward(Tensor.Full([1, 1, length], 1)).ToArray<float>();
        output.Length.ShouldBe(256);
        output.ShouldAllBe(x => float.IsFinite(x));
    }

    [Fact]
    public void BatchNormAndDropoutAreAppliedWhenAskedFor()
    {
        using var network = new Net1D(Tiny with { BatchNorm = true, Dropout = 0.5, Leads = 12 });
        using var scope = new TensorScope();
        Tensor input = Tensor.From([.. Enumerable.Range(0, 2 * 12 * 40).Select(i => MathF.Sin(i * 0.37f))], 2, 12, 40);
        network.Train();
        float[] a = network.Forward(input).ToArray<float>(), b = network.Forward(input).ToArray<float>();
        a.ShouldNotBe(b, "dropout draws anew");
        network.StateDict()["first_bn.num_batches_tracked"].ToInt64().ShouldBe(2);
        network.StateDict()["stage_list.1.block_list.1.bn3.running_mean"].ToArray<float>().ShouldNotBe(new float[6]);
        network.Evaluate();
        float[] withNorm = network.Forward(input).ToArray<float>();
        withNorm.ShouldBe(network.Forward(input).ToArray<float>());
        using var plain = new Net1D(Tiny with { Leads = 12 });
        plain.LoadStateDict(network.StateDict());
        plain.Evaluate();
        plain.Forward(input).ToArray<float>().ShouldNotBe(withNorm);
    }

    [Fact]
    public void AWrongShapeIsRefused()
    {
        using var network = new Net1D(Tiny);
        using Tensor twoLeads = Tensor.Zeros(1, 2, 20);
        Should.Throw<ClefException>(() => network.Forward(twoLeads)).Message.ShouldContain("(batch, 1, time)");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x","unknown":1}""")]
    [InlineData("null")]
    [InlineData("[")]
    public void WrongConfigurationsAreRefused(string json) => Should.Throw<ClefException>(() => Net1DConfig.FromJson(json, "test.json"));

    [Fact]
    public void ImpossibleSizesAreRefused()
    {
        Should.Throw<ClefException>(() => Net1DConfig.OfSize("nano")).Message.ShouldContain("small, medium, large");
        Should.Throw<ClefException>(() => new Net1D(Tiny with { GroupsWidth = 5 }));
        Should.Throw<ClefException>(() => new Net1D(Tiny with { Filters = [4, 2] }));
    }

    [Fact]
    public void Deviations_over_time_follow_the_means_of_each_stage()
    {
        RandomState.Seed(4);
        using var network = new Net1D(Tiny);
        using var scope = new TensorScope();
        Tensor input = Tensor.From(Enumerable.Range(0, 42).Select(i => MathF.Sin(0.5f * i)).ToArray(), 2, 1, 21);
        IReadOnlyList<Tensor> means = network.ForwardStages(input), both = network.ForwardStages(input, deviations: true);
        for (int stage = 0; stage < 2; stage++)
        {
            int width = Tiny.Filters[stage];
            both[stage].Size(1).ShouldBe(2 * width);
            float[][] rows = [.. both[stage].ToArray<float>().Chunk(2 * width)];
            rows.SelectMany(r => r[..width]).ShouldBe(means[stage].ToArray<float>());
            rows.SelectMany(r => r[width..]).ShouldAllBe(d => d >= 0 && float.IsFinite(d));
            rows.SelectMany(r => r[width..]).Max().ShouldBeGreaterThan(1e-4f);
        }

        // Four samples leave one point of time after the first stage, and one point has no deviation.
        Tensor shortest = Tensor.From([1f, -1f, 2f, 0.5f], 1, 1, 4);
        network.ForwardStages(shortest, deviations: true).SelectMany(s => s.ToArray<float>()[((int)s.Size(1) / 2)..]).ShouldAllBe(d => d < 1e-3f);
    }
}
