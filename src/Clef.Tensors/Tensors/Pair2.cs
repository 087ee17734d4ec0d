using System.Runtime.InteropServices;

namespace Clef.Tensors;

/// <summary>One number for height and one for width, as of a kernel or a stride; a single number serves for both.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Pair2(long Height, long Width)
{
    /// <summary>The same number twice.</summary>
    public static implicit operator Pair2(long both) => new(both, both);

    /// <summary>A pair.</summary>
    public static implicit operator Pair2((long Height, long Width) pair) => new(pair.Height, pair.Width);

    // The default (0, 0) stands for "not given".
    internal Pair2 Or(Pair2 fallback) => this == default ? fallback : this;
}
