using System.Runtime.InteropServices;
using Clef.Core;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;

namespace Clef.Cli.Ecg;

/// <summary>Embeddings kept on disk by the digests of the weights and of the windows, so that a probe repeated or resumed embeds nothing twice.</summary>
internal sealed class EmbeddingCache(string folder)
{
    /// <summary>Every stage of all items, (item, for each stage its mean and then its standard deviation over time); the last stage's mean is the embedding itself.</summary>
    public float[][] Get(LabelledWindows windows, EcgEncoder encoder, int batch, Action<double>? progress, CancellationToken stop)
    {
        int width = encoder.Width(stages: true, deviations: true);
        string file = Path.Combine(folder, $"stages-{StableHash.Of(encoder.Loaded.Digest, windows.Store.Digest):x16}.f32");
        if (File.Exists(file) && new FileInfo(file).Length == (long)windows.Items.Count * width * sizeof(float))
        {
            float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();
            return [.. Enumerable.Range(0, windows.Items.Count).Select(i => all[(i * width)..((i + 1) * width)])];
        }

        float[][] rows = windows.Embed(encoder, stages: true, batch, progress, stop, deviations: true);
        AtomicFile.Write(file, stream =>
        {
            foreach (float[] row in rows)
            {
                stream.Write(MemoryMarshal.AsBytes<float>(row));
            }
        });
        return rows;
    }
}
