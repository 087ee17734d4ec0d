using Clef.Core;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Ecg.Network;

namespace Clef.Ecg.Parity;

/// <summary>The largest difference of one case.</summary>
/// <param name="Name">The case.</param>
/// <param name="InputShape">(batch, lead, time).</param>
/// <param name="LargestDifference">Largest absolute difference of any number; NaN where any number is not finite.</param>
public sealed record ParityResult(string Name, IReadOnlyList<int> InputShape, double LargestDifference);

/// <summary>Compares a model's embeddings with those that another program computed from the same weights.</summary>
public static class ParityCheck
{
    /// <summary>The largest difference that passes: single precision leaves about 1e-6 after fifty layers.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Runs every case.</summary>
    /// <exception cref="ClefException">The cases do not fit the model.</exception>
    public static IReadOnlyList<ParityResult> Run(EcgModelFolder folder, string casesPath)
    {
        ParityCases cases = ParityCases.Read(casesPath);
        Expect(casesPath, "parameters", cases.Parameters, Net1DLayout.ParameterCount(folder.Network));
        Expect(casesPath, "state_entries", cases.StateEntries, Net1DLayout.Of(folder.Network).Count);
        if (cases.Cases.Count == 0)
        {
            throw new ClefException(casesPath, "cases", 0, "at least one case");
        }

        using EcgEncoder encoder = EcgEncoder.Load(folder);
        string place = Path.GetDirectoryName(Path.GetFullPath(casesPath))!;
        return [.. cases.Cases.Select(c => Run(encoder, c, place, casesPath))];
    }

    private static ParityResult Run(EcgEncoder encoder, ParityCase one, string place, string casesPath)
    {
        if (one.InputShape is not [>= 1, var leads, >= 1] || leads != encoder.Config.Leads)
        {
            throw new ClefException(casesPath, $"input_shape of {one.Name}", $"[{string.Join(", ", one.InputShape)}]", $"(batch, {encoder.Config.Leads}, time)");
        }

        if (one.EmbeddingShape is not [var rows, var width] || rows != one.InputShape[0] || width != encoder.Config.EmbeddingWidth)
        {
            throw new ClefException(casesPath, $"embedding_shape of {one.Name}", $"[{string.Join(", ", one.EmbeddingShape)}]",
                $"({one.InputShape[0]}, {encoder.Config.EmbeddingWidth})");
        }

        float[] expected = one.ReadEmbedding(place);
        float[] found = encoder.Embed(one.ReadInput(place), one.InputShape[0]);
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - found[i]);
            largest = double.IsFinite(difference) ? Math.Max(largest, difference) : double.NaN;
            if (double.IsNaN(largest))
            {
                break;
            }
        }

        return new ParityResult(one.Name, one.InputShape, largest);
    }

    private static void Expect(string source, string field, long? stated, long found)
    {
        if (stated is { } value && value != found)
        {
            throw new ClefException(source, field, value, $"{found}, as the model has");
        }
    }
}
