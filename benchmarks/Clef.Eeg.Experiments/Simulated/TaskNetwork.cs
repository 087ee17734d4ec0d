using Clef.Eeg.Encoder;
using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>A session with the labels of every task; NaN where it takes no part in one.</summary>
internal sealed record LabelledSession(MaskedSequence Tokens, float[] Labels);

/// <summary>A session encoder with one linear output a task, trained by binary cross-entropy over the labels that are known.</summary>
internal sealed class TaskNetwork : Module, ITrainable<LabelledSession>
{
    private readonly SessionEncoder _encoder;
    private readonly Linear _head;
    private readonly int _tasks;

    /// <summary>Takes an encoder over.</summary>
    public TaskNetwork(SessionEncoder encoder, int tasks)
    {
        _encoder = Register("encoder", encoder);
        _head = Register("head", new Linear(encoder.Config.SessionWidth, tasks));
        _tasks = tasks;
        Parts = [("network", this)];
    }

    public IReadOnlyList<(string Name, Module Module)> Parts { get; }

    /// <summary>Logits, (session, task).</summary>
    public Tensor Forward(IReadOnlyList<LabelledSession> sessions) =>
        _head.Forward(_encoder.Forward(TokenBatch.Kept([.. sessions.Select(s => s.Tokens)], _encoder.MaskCode)).Session);

    public Tensor Loss(LoadedBatch<LabelledSession> batch, IDictionary<string, double> report) => Loss(batch.Items);

    /// <summary>The mean over known labels.</summary>
    public Tensor Loss(IReadOnlyList<LabelledSession> sessions)
    {
        float[] labels = [.. sessions.SelectMany(s => s.Labels)];
        float[] known = [.. labels.Select(l => float.IsNaN(l) ? 0f : 1f)];
        Tensor targets = Tensor.From(labels.Select(l => float.IsNaN(l) ? 0f : l).ToArray(), sessions.Count, _tasks);
        Tensor weights = Tensor.From(known, sessions.Count, _tasks);
        return Forward(sessions).BinaryCrossEntropy(targets, weights) * (known.Length / Math.Max(1, known.Sum()));
    }

    public void AfterStep()
    {
    }
}
