using System.Runtime.InteropServices;
using Clef.Core;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>The decoder functions of the system's libFLAC (stream_decoder.h), found by the sonames of its releases since 1.3.</summary>
internal static unsafe class LibFlac
{
    private static readonly string[] Names = ["libFLAC.so.14", "libFLAC.so.12", "libFLAC.so.8", "libFLAC.14.dylib", "libFLAC.12.dylib", "libFLAC.dylib", "FLAC.dll", "libFLAC.dll"];
    private static readonly Lazy<nint> Library = new(Load);

    /// <summary>State of a decoder at the end of its stream (FLAC__STREAM_DECODER_END_OF_STREAM); those above are failures.</summary>
    public const int EndOfStream = 4;

    /// <summary>FLAC__stream_decoder_new.</summary>
    public static nint New() => ((delegate* unmanaged<nint>)Function("FLAC__stream_decoder_new"))();

    /// <summary>FLAC__stream_decoder_init_stream; 0 is success.</summary>
    public static int InitStream(nint decoder, void* read, void* seek, void* tell, void* length, void* eof, void* write, void* error, nint client) =>
        ((delegate* unmanaged<nint, void*, void*, void*, void*, void*, void*, void*, void*, nint, int>)Function("FLAC__stream_decoder_init_stream"))(
            decoder, read, seek, tell, length, eof, write, null, error, client);

    /// <summary>FLAC__stream_decoder_process_single: one frame or metadata block.</summary>
    public static bool ProcessSingle(nint decoder) => ((delegate* unmanaged<nint, int>)Function("FLAC__stream_decoder_process_single"))(decoder) != 0;

    /// <summary>FLAC__stream_decoder_seek_absolute.</summary>
    public static bool Seek(nint decoder, ulong sample) => ((delegate* unmanaged<nint, ulong, int>)Function("FLAC__stream_decoder_seek_absolute"))(decoder, sample) != 0;

    /// <summary>FLAC__stream_decoder_flush: leaves a failed seek behind.</summary>
    public static bool Flush(nint decoder) => ((delegate* unmanaged<nint, int>)Function("FLAC__stream_decoder_flush"))(decoder) != 0;

    /// <summary>FLAC__stream_decoder_get_state.</summary>
    public static int State(nint decoder) => ((delegate* unmanaged<nint, int>)Function("FLAC__stream_decoder_get_state"))(decoder);

    /// <summary>FLAC__stream_decoder_delete, which also finishes the decoder.</summary>
    public static void Delete(nint decoder) => ((delegate* unmanaged<nint, void>)Function("FLAC__stream_decoder_delete"))(decoder);

    private static nint Function(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        throw new ClefException("libFLAC", null, null, $"the system's FLAC library (Debian package libflac12), one of {string.Join(", ", Names)}");
    }
}
