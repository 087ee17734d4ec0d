using Clef.Ecg.Network;
using Clef.Learning.Contrastive;
using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Pretraining;

/// <summary>
/// Contrastive pretraining of the ECG encoder: both views go through the encoder, and the objective compares them. No projector: the embedding itself is
/// compared, as in the paper.
/// </summary>
public sealed class EcgPretraining : ITrainable<ViewPair>, IDisposable
{
    private readonly PretrainSettings _settings;
    private readonly ProcessGroup? _group;
    private readonly ByolPredictor? _predictor;
    private readonly MomentumCopy<Net1D>? _momentum;
    private readonly MomentumQueue? _queue;
    private Tensor? _keys;

    /// <summary>Makes the encoder and what its objective needs, initialised from the current random state.</summary>
    public EcgPretraining(PretrainSettings settings, Net1DConfig network, ProcessGroup? group = null)
    {
        (_settings, _group) = (settings, group);
        Encoder = new Net1D(network);
        Parts = [("backbone", Encoder)];
        switch (settings.Objective)
        {
            case PretrainObjective.Byol:
                _predictor = new ByolPredictor(network.EmbeddingWidth);
                _momentum = new MomentumCopy<Net1D>(Encoder, new Net1D(network), settings.Momentum ?? 0.996);
                Parts = [.. Parts, ("predictor", _predictor), ("backbone_target", _momentum.Target)];
                break;
            case PretrainObjective.Moco:
                _queue = new MomentumQueue(network.EmbeddingWidth, settings.Queue);
                _momentum = new MomentumCopy<Net1D>(Encoder, new Net1D(network), settings.Momentum ?? 0.999);
                Parts = [.. Parts, ("backbone_k", _momentum.Target), ("negatives", _queue)];
                break;
        }
    }

    /// <summary>The encoder that is pretrained.</summary>
    public Net1D Encoder { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts { get; }

    /// <summary>The parameters that the optimiser changes: the encoder's, and BYOL's predictor's.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Trained() =>
        Encoder.NamedParameters("backbone.").Concat(_predictor?.NamedParameters("predictor.") ?? []);

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<ViewPair> batch, IDictionary<string, double> report)
    {
        Tensor first = Stack(batch.Items, p => p.First), second = Stack(batch.Items, p => p.Second); // (batch, 1, time)
        switch (_settings.Objective)
        {
            case PretrainObjective.Byol:
                // The target moves before it is used (spec section 4.1); it follows in AfterStep, whose effect is the same from the second step on.
                return _predictor!.Loss(Encoder.Forward(first), Encoder.Forward(second), Target(first), Target(second));
            case PretrainObjective.Moco:
                Tensor keys = Target(second);
                Remember(keys);
                return _queue!.Loss(Encoder.Forward(first), keys, _settings.Temperature);
            default:
                Tensor both = Encoder.Forward(Tensor.Concatenate([first, second])); // (2 batch, width)
                return Contrast(Gather(both), Risks(batch.Items), report);
        }
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
        _momentum?.Follow();
        if (_keys is { } keys)
        {
            _queue!.Enqueue(keys);
            keys.Dispose();
            _keys = null;
        }
    }

    /// <summary>The loss of a batch without gradient and without a trace in any queue, for the held-out part.</summary>
    public double HeldOutLoss(LoadedBatch<ViewPair> batch)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        _predictor?.Evaluate();
        double loss = Loss(batch, new Dictionary<string, double>()).ToDouble();
        _predictor?.Train();
        _keys?.Dispose();
        _keys = null;
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, Module part) in Parts)
        {
            part.Dispose();
        }
    }

    private Tensor Contrast(Tensor embeddings, RiskEvidence[] patients, IDictionary<string, double> report)
    {
        if (_settings.Objective == PretrainObjective.Simclr)
        {
            return NtXent.Loss(embeddings, _settings.Temperature);
        }

        GuidanceMode mode = _settings.Objective switch
        {
            PretrainObjective.GuidedReference => GuidanceMode.Reference,
            PretrainObjective.GuidedPaper => GuidanceMode.Paper,
            _ => GuidanceMode.Expected,
        };
        var loss = new ClinicallyGuidedLoss(mode, _settings.MinimumDissimilarity, _settings.Temperature);
        (Tensor weighted, Tensor aligned) = loss.Terms(embeddings, patients);
        report["weighted"] = weighted.ToDouble();
        report["aligned"] = aligned.ToDouble();
        return loss.Join(weighted, aligned);
    }

    /// <summary>The joint batch of all processes, first views before second ones.</summary>
    private Tensor Gather(Tensor both)
    {
        if (_group is null)
        {
            return both;
        }

        Tensor[] views = both.Chunk(2, 0);
        return Tensor.Concatenate([_group.AllGather(views[0].Contiguous()), _group.AllGather(views[1].Contiguous())]);
    }

    private RiskEvidence[] Risks(ViewPair[] pairs)
    {
        if (_group is null)
        {
            return pairs.Select(p => p.Risk).ToArray();
        }

        double[] own = pairs.SelectMany(p => new[] { p.Risk.Risk, p.Risk.Completeness, p.Risk.Expected, p.Risk.Variance }).ToArray();
        Tensor all = _group.AllGather(Tensor.From(own, pairs.Length, 4)); // (joint batch, fact)
        return all.ToArray<double>().Chunk(4).Select(f => new RiskEvidence(f[0], f[1], f[2], f[3])).ToArray();
    }

    private Tensor Target(Tensor view)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        return _momentum!.Target.Forward(view);
    }

    /// <summary>Keeps the keys of all batches of a step beyond their scopes, to be enqueued once it is made.</summary>
    private void Remember(Tensor keys)
    {
        using var scope = new TensorScope();
        Tensor all = _group is null ? keys.Detach() : _group.AllGather(keys.Detach());
        Tensor joined = (_keys is null ? all.Clone() : Tensor.Concatenate([_keys, all])).Keep();
        _keys?.Dispose();
        _keys = joined;
    }

    private static Tensor Stack(ViewPair[] pairs, Func<ViewPair, float[]> view)
    {
        int length = view(pairs[0]).Length;
        var values = new float[pairs.Length * length];
        for (int i = 0; i < pairs.Length; i++)
        {
            view(pairs[i]).CopyTo(values, i * length);
        }

        return Tensor.From(values, pairs.Length, 1, length); // (batch, lead, time)
    }
}
