using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/attention.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_attention")]
    internal static partial nint Attention(nint q, nint k, nint v, nint padding, double scale);

    [LibraryImport(Library, EntryPoint = "clef_packed_attention")]
    internal static partial nint PackedAttention(nint packed, nint padding, long heads, double scale);
}
