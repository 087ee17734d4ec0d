using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/distributed.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_group_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GroupCreate(string backend, string host, int port, int rank, int size, long timeoutMs);

    [LibraryImport(Library, EntryPoint = "clef_group_free")]
    internal static partial void GroupFree(nint group);

    [LibraryImport(Library, EntryPoint = "clef_group_all_reduce")]
    internal static partial int GroupAllReduce(nint group, nint t, int operation);

    [LibraryImport(Library, EntryPoint = "clef_group_broadcast")]
    internal static partial int GroupBroadcast(nint group, nint t, int root);

    [LibraryImport(Library, EntryPoint = "clef_group_all_gather")]
    internal static partial nint GroupAllGather(nint group, nint t);

    [LibraryImport(Library, EntryPoint = "clef_group_barrier")]
    internal static partial int GroupBarrier(nint group);
}
