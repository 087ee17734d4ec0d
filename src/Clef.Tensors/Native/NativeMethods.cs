using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>
/// The C ABI of <c>libclef_torch</c>. A tensor is a handle whose reference the caller owns; null means that an error text waits.
/// Handles are read before, and kept alive after, each call by <see cref="Tensor"/>; nothing else calls this class.
/// </summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "clef_torch";

    // Runs before the first call of any function here: the linear-algebra library reads its settings as it loads.
    static NativeMethods() => NativeLoader.Install();

    /// <summary>The error that the last failed call on this thread left behind.</summary>
    internal static TensorException Error() => new(Marshal.PtrToStringUTF8(LastError()) ?? "the native library failed without a word");

    /// <summary>Raises the error of a call that failed.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            throw Error();
        }
    }

    [LibraryImport(Library, EntryPoint = "clef_last_error")]
    private static partial nint LastError();
}
