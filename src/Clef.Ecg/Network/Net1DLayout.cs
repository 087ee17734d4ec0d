using Clef.Tensors.Weights;

namespace Clef.Ecg.Network;

/// <summary>One tensor that a network of some configuration has.</summary>
/// <param name="Name">Its name, as in the published weights without <c>backbone.</c></param>
/// <param name="Type">Its type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsParameter">True where it is trained; running statistics are not.</param>
public sealed record LayoutTensor(string Name, WeightType Type, IReadOnlyList<long> Shape, bool IsParameter)
{
    /// <summary>The number of elements.</summary>
    public long ElementCount => Shape.Aggregate(1L, (a, b) => a * b);
}

/// <summary>
/// The tensors of an encoder, worked out from its configuration alone, in the order of PyTorch's state dict: what a checkpoint must hold. Needs no
/// tensor engine. Sizes per block: ECG specification 1.4.
/// </summary>
public static class Net1DLayout
{
    /// <summary>Every tensor of the configuration.</summary>
    public static IReadOnlyList<LayoutTensor> Of(Net1DConfig config)
    {
        var tensors = new List<LayoutTensor>();
        Convolution(tensors, "first_conv", config.Leads, config.BaseFilters, config.Kernel, 1);
        Norm(tensors, "first_bn", config.BaseFilters);
        int inputs = config.BaseFilters;
        for (int stage = 0; stage < config.Filters.Count; stage++)
        {
            for (int block = 0; block < config.Blocks[stage]; block++)
            {
                Block(tensors, $"stage_list.{stage}.block_list.{block}", config, stage, inputs);
                inputs = config.Filters[stage];
            }
        }

        return tensors;
    }

    /// <summary>The number of trained numbers; the published count, batch norm included whether applied or not.</summary>
    public static long ParameterCount(Net1DConfig config) => Of(config).Where(t => t.IsParameter).Sum(t => t.ElementCount);

    private static void Block(List<LayoutTensor> tensors, string name, Net1DConfig config, int stage, int inputs)
    {
        int outputs = config.Filters[stage], middle = config.MiddleOf(stage);
        Norm(tensors, $"{name}.bn1", inputs);
        Convolution(tensors, $"{name}.conv1", inputs, middle, 1, 1);
        Norm(tensors, $"{name}.bn2", middle);
        Convolution(tensors, $"{name}.conv2", middle, middle, config.Kernel, config.GroupsOf(stage));
        Norm(tensors, $"{name}.bn3", middle);
        Convolution(tensors, $"{name}.conv3", middle, outputs, 1, 1);
        Parameter(tensors, $"{name}.se_fc1.weight", outputs / 2, outputs);
        Parameter(tensors, $"{name}.se_fc1.bias", outputs / 2);
        Parameter(tensors, $"{name}.se_fc2.weight", outputs, outputs / 2);
        Parameter(tensors, $"{name}.se_fc2.bias", outputs);
    }

    private static void Convolution(List<LayoutTensor> tensors, string name, int inputs, int outputs, int kernel, int groups)
    {
        Parameter(tensors, $"{name}.conv.weight", outputs, inputs / groups, kernel);
        Parameter(tensors, $"{name}.conv.bias", outputs);
    }

    private static void Norm(List<LayoutTensor> tensors, string name, int channels)
    {
        Parameter(tensors, $"{name}.weight", channels);
        Parameter(tensors, $"{name}.bias", channels);
        tensors.Add(new LayoutTensor($"{name}.running_mean", WeightType.F32, [channels], false));
        tensors.Add(new LayoutTensor($"{name}.running_var", WeightType.F32, [channels], false));
        tensors.Add(new LayoutTensor($"{name}.num_batches_tracked", WeightType.I64, [], false));
    }

    private static void Parameter(List<LayoutTensor> tensors, string name, params long[] shape) =>
        tensors.Add(new LayoutTensor(name, WeightType.F32, shape, true));
}
