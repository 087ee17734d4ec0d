using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/creation.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_empty")]
    internal static partial nint Empty(long* sizes, long count, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_full")]
    internal static partial nint Full(long* sizes, long count, double value, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_arange")]
    internal static partial nint Arange(double start, double end, double step, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_linspace")]
    internal static partial nint Linspace(double start, double end, long steps, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_eye")]
    internal static partial nint Eye(long rows, long columns, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_from_memory")]
    internal static partial nint FromMemory(void* data, long bytes, long* sizes, long count, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_to_memory")]
    internal static partial int ToMemory(nint t, void* data, long bytes);

    [LibraryImport(Library, EntryPoint = "clef_to")]
    internal static partial nint To(nint t, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_clone")]
    internal static partial nint Clone(nint t);

    [LibraryImport(Library, EntryPoint = "clef_contiguous")]
    internal static partial nint Contiguous(nint t);

    [LibraryImport(Library, EntryPoint = "clef_copy_")]
    internal static partial int CopyInPlace(nint t, nint source);

    [LibraryImport(Library, EntryPoint = "clef_fill_")]
    internal static partial int FillInPlace(nint t, double value);

    [LibraryImport(Library, EntryPoint = "clef_item")]
    internal static partial int Item(nint t, out double value);

    [LibraryImport(Library, EntryPoint = "clef_item_long")]
    internal static partial int ItemLong(nint t, out long value);
}
