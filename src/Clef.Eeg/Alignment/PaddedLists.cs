using Clef.Tensors;

namespace Clef.Eeg.Alignment;

/// <summary>Lists of different length as one tensor with its padding.</summary>
internal static class PaddedLists
{
    /// <summary>i64 (batch, longest) filled up with <paramref name="fill"/>, and bool (batch, longest), true where filled.</summary>
    public static (Tensor Values, Tensor Padding) Of(IReadOnlyList<int[]> lists, int fill)
    {
        int length = Math.Max(1, lists.Max(l => l.Length));
        var values = new long[lists.Count * length];
        var padding = new bool[values.Length];
        for (int i = 0; i < lists.Count; i++)
        {
            for (int k = 0; k < length; k++)
            {
                bool inside = k < lists[i].Length;
                values[(i * length) + k] = inside ? lists[i][k] : fill;
                padding[(i * length) + k] = !inside;
            }
        }

        return (Tensor.From(values, lists.Count, length), Tensor.From(padding, lists.Count, length));
    }
}
