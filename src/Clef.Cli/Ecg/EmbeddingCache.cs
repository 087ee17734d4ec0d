using System.Runtime.InteropServices;
using Clef.Core;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Ecg.Network;

namespace Clef.Cli.Ecg;

/// <summary>Embeddings kept on disk by the digests of the weights and of the windows, so that a probe repeated or resumed embeds nothing twice.</summary>
internal sealed class EmbeddingCache(string folder)
{
    /// <summary>Every stage of all items, (item, for each stage its mean, its standard deviation over time and its regularity); the last stage's mean is the embedding itself.</summary>
    public float[][] Get(LabelledWindows windows, EcgEncoder encoder, int batch, Action<double>? progress, CancellationToken stop)
    {
        int width = encoder.Config.WidthOf(EcgFeatures.Rhythm);
        string file = Path.Combine(folder, $"rhythm-{StableHash.Of(encoder.Loaded.Digest, windows.Store.Digest):x16}.f32");
        if (File.Exists(file) && new FileInfo(file).Length == (long)windows.Items.Count * width * sizeof(float))
        {
            float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();
            return [.. Enumerable.Range(0, windows.Items.Count).Select(i => all[(i * width)..((i + 1) * width)])];
        }

        float[][] rows = windows.Embed(encoder, EcgFeatures.Rhythm, batch, progress, stop);
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
