using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Finetuning;

/// <summary>
/// From embeddings to answers. The head is linear, so that a record's outputs, the mean over its windows, are those of its mean embedding.
/// </summary>
public static class HeadOutputs
{
    /// <summary>(row, width) to (row, output), without gradient.</summary>
    public static double[][] Of(Linear head, IReadOnlyList<float[]> embeddings)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        float[] values = head.Forward(Tensor.From(embeddings.SelectMany(e => e).ToArray(), embeddings.Count, embeddings[0].Length)).ToArray<float>();
        int outputs = values.Length / embeddings.Count;
        return [.. values.Chunk(outputs).Select(row => row.Select(v => (double)v).ToArray())];
    }
}
