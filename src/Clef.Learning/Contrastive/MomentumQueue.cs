using Clef.Core;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The objective of MoCo (He et al. 2020): queries pick their key among a queue of earlier keys. Keys are normalised and enqueued once (the released
/// ECG code enqueues them twice, once with the wrong norm). The queue is a buffer, so that a resumed run goes on with the same negatives.
/// </summary>
public sealed class MomentumQueue : Module
{
    private readonly Tensor _queue;   // (width, length), unit columns
    private readonly Tensor _pointer; // (1), the column that is replaced next

    /// <summary>Starts with random unit columns, drawn from the current random state.</summary>
    /// <param name="width">Width of the embeddings.</param>
    /// <param name="length">Number of negatives kept; 65,536 in the released code.</param>
    public MomentumQueue(int width, int length)
    {
        using var scope = new TensorScope();
        _queue = RegisterBuffer("queue", Tensor.Randn([width, length]).Normalize(0));
        _pointer = RegisterBuffer("queue_ptr", Tensor.Zeros([1], DType.Int64));
    }

    /// <summary>The mean cross-entropy of the queries' own keys among the queue's.</summary>
    /// <param name="queries">(B, width), with gradient.</param>
    /// <param name="keys">(B, width) from the momentum encoder; no gradient flows into them.</param>
    /// <param name="temperature">Divides the cosines.</param>
    public Tensor Loss(Tensor queries, Tensor keys, double temperature = 0.07)
    {
        if (!queries.Shape.SequenceEqual(keys.Shape) || queries.Size(1) != _queue.Size(0))
        {
            throw new ClefException("MoCo", "queries and keys", $"{queries.Description}, {keys.Description}", $"two of shape (batch, {_queue.Size(0)})");
        }

        Tensor query = queries.Normalize(-1), key = keys.Detach().Normalize(-1);
        Tensor own = (query * key).Sum(1, keepAxis: true);                                   // (B, 1)
        // A copy: enqueueing changes the queue in place before the backward pass reads it.
        Tensor logits = Tensor.Concatenate([own, query.MatMul(_queue.Clone())], 1) / temperature; // (B, 1 + length)
        return logits.CrossEntropy(Tensor.Zeros([queries.Size(0)], DType.Int64, queries.Device));
    }

    /// <summary>Replaces the oldest columns by the normalised keys; a batch that passes the end goes on at the start.</summary>
    public void Enqueue(Tensor keys)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor unit = keys.Detach().Normalize(-1).Transpose(0, 1); // (width, B)
        long length = _queue.Size(1), at = _pointer.ToInt64(), count = unit.Size(1);
        for (long done = 0; done < count;)
        {
            long run = Math.Min(count - done, length - at);
            _queue.Slice(1, at, at + run).CopyInPlace(unit.Slice(1, done, done + run));
            done += run;
            at = (at + run) % length;
        }

        _pointer.FillInPlace(at);
    }
}
