using System.Text.Json;

namespace Clef.Tensors.Tests.Golden;

/// <summary>
/// Numbers that PyTorch 1.13.1 (Debian's python3-torch, one thread) printed: optimisers after 12 steps on gradients given by a formula,
/// schedules step by step, the first values of freshly made modules and initialised tensors after a seed, random draws, clipped gradients.
/// </summary>
internal static class GoldenNumbers
{
    private static readonly JsonElement s_root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "pytorch-1.13.1.json"))).RootElement;

    /// <summary>The numbers at a path of names.</summary>
    public static double[] At(params string[] path)
    {
        JsonElement element = path.Aggregate(s_root, (e, name) => e.GetProperty(name));
        return element.ValueKind == JsonValueKind.Number ? [element.GetDouble()] : [.. element.EnumerateArray().Select(v => v.GetDouble())];
    }

    /// <summary>Compares with a relative tolerance (of the larger of the value and one).</summary>
    public static void ShouldMatch(this IReadOnlyList<double> actual, double[] expected, double tolerance, string what = "")
    {
        actual.Count.ShouldBeGreaterThanOrEqualTo(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what} [{i}]");
        }
    }

    /// <summary>A tensor's elements as doubles.</summary>
    public static double[] Values(this Tensor tensor)
    {
        using var scope = new TensorScope();
        return tensor.Detach().To(DType.Float64).Contiguous().ToArray<double>();
    }
}
