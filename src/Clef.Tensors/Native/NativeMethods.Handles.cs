using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/handles.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_release")]
    internal static partial void Release(nint handle);

    [LibraryImport(Library, EntryPoint = "clef_share")]
    internal static partial nint Share(nint t);

    [LibraryImport(Library, EntryPoint = "clef_dimensions")]
    [SuppressGCTransition]
    internal static partial long Dimensions(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sizes")]
    [SuppressGCTransition]
    internal static partial void Sizes(nint t, long* sizes);

    [LibraryImport(Library, EntryPoint = "clef_strides")]
    [SuppressGCTransition]
    internal static partial void Strides(nint t, long* strides);

    [LibraryImport(Library, EntryPoint = "clef_dtype")]
    [SuppressGCTransition]
    internal static partial int Dtype(nint t);

    [LibraryImport(Library, EntryPoint = "clef_device")]
    [SuppressGCTransition]
    internal static partial void Device(nint t, out int kind, out int index);

    [LibraryImport(Library, EntryPoint = "clef_is_contiguous")]
    [SuppressGCTransition]
    internal static partial int IsContiguous(nint t);

    [LibraryImport(Library, EntryPoint = "clef_data")]
    [SuppressGCTransition]
    internal static partial void* Data(nint t);

    [LibraryImport(Library, EntryPoint = "clef_storage_bytes")]
    internal static partial long StorageBytes(nint t);

    [LibraryImport(Library, EntryPoint = "clef_same_storage")]
    internal static partial int SameStorage(nint a, nint b);
}
