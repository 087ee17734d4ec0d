using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Network;

/// <summary>
/// The ECG encoder: a one-dimensional ResNeXt with squeeze and excitation. ECG specification 1; S. Hong's net1d. Tensors have the names
/// of the published weights, without their <c>backbone.</c>
/// </summary>
public sealed class Net1D : Layer
{
    /// <summary>The root's slope is infinite at 0, where a channel that is constant over time stands: below this variance it has none.</summary>
    private const double LeastVariance = 1e-10;

    private readonly SameConvolution _firstConvolution;
    private readonly BatchNorm _firstNorm;
    private readonly ModuleList<Stage> _stages;

    /// <summary>Makes the network with PyTorch's default initialisation, from the random state.</summary>
    public Net1D(Net1DConfig config)
    {
        Config = config.Checked(config.Name);
        _firstConvolution = Register("first_conv", new SameConvolution(config.Leads, config.BaseFilters, config.Kernel, config.Stride, 1));
        _firstNorm = Register("first_bn", new BatchNorm(config.BaseFilters));
        _stages = Register("stage_list", new ModuleList<Stage>());
        int channels = config.BaseFilters;
        for (int stage = 0; stage < config.Filters.Count; stage++)
        {
            _stages.Add(new Stage(config, stage, channels));
            channels = config.Filters[stage];
        }
    }

    /// <summary>The sizes.</summary>
    public Net1DConfig Config { get; }

    /// <summary>(batch, lead, time) to the embedding, (batch, width): the mean over time of the last stage.</summary>
    public override Tensor Forward(Tensor input) => Through(input, null).Mean(2);

    /// <summary>(batch, lead, time) to (batch, <see cref="Net1DConfig.WidthOf"/>): what a head reads off the encoder.</summary>
    public Tensor Features(Tensor input, EcgFeatures features) => features switch
    {
        EcgFeatures.Embedding => Forward(input),
        EcgFeatures.Deviations => WithDeviation(Through(input, null)),
        EcgFeatures.Stages => Tensor.Concatenate([.. ForwardStages(input, deviations: true)], 1),
        _ => WithRegularity(input),
    };

    /// <summary>
    /// The mean over time of every stage's output, (batch, channels of the stage), in order; the last is the embedding. Intermediate stages
    /// may probe better than the last one (ECG specification 1.7).
    /// </summary>
    /// <param name="input">(batch, lead, time).</param>
    /// <param name="deviations">Whether each stage's standard deviation over time follows its mean: (batch, 2 * channels of the stage).</param>
    public IReadOnlyList<Tensor> ForwardStages(Tensor input, bool deviations = false)
    {
        var pooled = new List<Tensor>(_stages.Count);
        Through(input, stage => pooled.Add(deviations ? WithDeviation(stage) : stage.Mean(2)));
        return pooled;
    }

    private Tensor WithRegularity(Tensor input)
    {
        var pooled = new List<Tensor>(2 * _stages.Count);
        int hop = Config.Stride; // samples of the input from step to step, after the first convolution
        Through(input, stage =>
        {
            hop *= Config.Stride;
            pooled.Add(WithDeviation(stage));
            pooled.Add(Regularity.Of(stage, hop));
        });
        return Tensor.Concatenate([.. pooled], 1);
    }

    /// <summary>(batch, channel, time) to (batch, 2 * channel): means over time, then standard deviations.</summary>
    private static Tensor WithDeviation(Tensor stage)
    {
        Tensor mean = stage.Mean(2, keepAxis: true); // (batch, channel, 1)
        Tensor variance = (stage - mean).Square().Mean(2); // (batch, channel)
        return Tensor.Concatenate([mean.Squeeze(2), variance.Clamp(low: LeastVariance).Sqrt()], 1);
    }

    private Tensor Through(Tensor input, Action<Tensor>? afterStage)
    {
        if (input.Rank != 3 || input.Size(1) != Config.Leads)
        {
            throw new TensorException($"ECG encoder on {input.Description}; expected (batch, {Config.Leads}, time)");
        }

        Tensor x = _firstConvolution.Forward(input);
        x = Config.BatchNorm ? _firstNorm.Forward(x) : x;
        x = x.Silu();
        foreach (Stage stage in _stages)
        {
            x = stage.Forward(x);
            afterStage?.Invoke(x);
        }

        return x;
    }

    private sealed class Stage : Layer
    {
        private readonly ModuleList<Net1DBlock> _blocks;

        public Stage(Net1DConfig config, int stage, int inputs)
        {
            _blocks = Register("block_list", new ModuleList<Net1DBlock>());
            for (int block = 0; block < config.Blocks[stage]; block++)
            {
                _blocks.Add(new Net1DBlock(config, stage, block == 0 ? inputs : config.Filters[stage], first: stage == 0 && block == 0, downsample: block == 0));
            }
        }

        public override Tensor Forward(Tensor input)
        {
            foreach (Net1DBlock block in _blocks)
            {
                input = block.Forward(input);
            }

            return input;
        }
    }
}
