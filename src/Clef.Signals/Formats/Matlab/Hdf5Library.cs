using System.Runtime.InteropServices;
using Clef.Core;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// The twenty-odd functions of the system's HDF5 library (C API of version 1.10) that MATLAB 7.3 files need. The library is not safe for
/// threads, so every call is made while <see cref="Gate"/> is held. Its names are bound by hand because an assembly can have only one import resolver.
/// </summary>
internal static unsafe class Hdf5Library
{
    /// <summary>Held during every call into the library.</summary>
    public static readonly Lock Gate = new();

    /// <summary>Objects' kinds, as <c>H5Iget_type</c> answers.</summary>
    public const int Group = 2, Dataset = 5;

    /// <summary>Types' classes, as <c>H5Tget_class</c> answers.</summary>
    public const int Integer = 0, Float = 1, Reference = 7;

    private static readonly string[] Names = ["libhdf5_serial.so.103", "libhdf5.so.103", "libhdf5_serial.so", "libhdf5.so"];
    private static readonly Lazy<nint> Handle = new(Load);

    public static long OpenImage(ReadOnlySpan<byte> image)
    {
        long access = Property("H5P_CLS_FILE_ACCESS_ID_g");
        try
        {
            fixed (byte* bytes = image)
            {
                Check(((delegate* unmanaged<long, nuint, byte, int>)Symbol("H5Pset_fapl_core"))(access, 1 << 16, 0), "core driver");
                Check(((delegate* unmanaged<long, void*, nuint, int>)Symbol("H5Pset_file_image"))(access, bytes, (nuint)image.Length), "file image");
                return Open("image", access);
            }
        }
        finally
        {
            ((delegate* unmanaged<long, int>)Symbol("H5Pclose"))(access);
        }
    }

    public static long OpenFile(string path)
    {
        long access = Property("H5P_CLS_FILE_ACCESS_ID_g");
        try
        {
            return Open(path, access);
        }
        finally
        {
            ((delegate* unmanaged<long, int>)Symbol("H5Pclose"))(access);
        }
    }

    /// <summary>Closes the file and every object of it that is still open.</summary>
    public static void CloseFile(long file) => ((delegate* unmanaged<long, int>)Symbol("H5Fclose"))(file);

    public static long OpenObject(long location, string name)
    {
        fixed (byte* text = Text(name))
        {
            return Check(((delegate* unmanaged<long, byte*, long, long>)Symbol("H5Oopen"))(location, text, 0), name);
        }
    }

    public static void CloseObject(long id) => ((delegate* unmanaged<long, int>)Symbol("H5Oclose"))(id);

    public static int Kind(long id) => ((delegate* unmanaged<long, int>)Symbol("H5Iget_type"))(id);

    /// <summary>The number of links in a group.</summary>
    public static long LinkCount(long group)
    {
        // H5G_info_t: storage type (int, padded), number of links, largest creation order, mounted (padded).
        long* info = stackalloc long[4];
        Check(((delegate* unmanaged<long, void*, int>)Symbol("H5Gget_info"))(group, info), "group");
        return info[1];
    }

    public static string LinkName(long group, long index)
    {
        byte* name = stackalloc byte[256];
        fixed (byte* here = Text("."))
        {
            nint length = ((delegate* unmanaged<long, byte*, int, int, ulong, byte*, nuint, long, nint>)Symbol("H5Lget_name_by_idx"))(
                group, here, 0, 0, (ulong)index, name, 256, 0);
            Check(length, "link name");
            return Marshal.PtrToStringUTF8((nint)name, (int)Math.Min(length, 255));
        }
    }

    /// <summary>A short text attribute, or null where there is none.</summary>
    public static string? TextAttribute(long id, string name)
    {
        fixed (byte* text = Text(name))
        {
            if (((delegate* unmanaged<long, byte*, int>)Symbol("H5Aexists"))(id, text) <= 0)
            {
                return null;
            }

            long attribute = Check(((delegate* unmanaged<long, byte*, long, long>)Symbol("H5Aopen"))(id, text, 0), name);
            long type = ((delegate* unmanaged<long, long>)Symbol("H5Aget_type"))(attribute);
            try
            {
                // A variable-length text would be a pointer; MATLAB writes fixed ones.
                ulong size = ((delegate* unmanaged<long, ulong>)Symbol("H5Aget_storage_size"))(attribute);
                bool variable = ((delegate* unmanaged<long, int>)Symbol("H5Tis_variable_str"))(type) != 0;
                bool isText = ((delegate* unmanaged<long, int>)Symbol("H5Tget_class"))(type) == 3;
                if (variable || !isText || size is 0 or > 256)
                {
                    return null;
                }

                byte* value = stackalloc byte[257];
                Check(((delegate* unmanaged<long, long, void*, int>)Symbol("H5Aread"))(attribute, type, value), name);
                return Marshal.PtrToStringUTF8((nint)value, (int)size).TrimEnd('\0');
            }
            finally
            {
                ((delegate* unmanaged<long, int>)Symbol("H5Tclose"))(type);
                ((delegate* unmanaged<long, int>)Symbol("H5Aclose"))(attribute);
            }
        }
    }

    public static bool HasAttribute(long id, string name)
    {
        fixed (byte* text = Text(name))
        {
            return ((delegate* unmanaged<long, byte*, int>)Symbol("H5Aexists"))(id, text) > 0;
        }
    }

    /// <summary>A dataset's dimensions in HDF5's order, its type's class and size and sign, and the bytes that it takes in the file.</summary>
    public static (long[] Dimensions, int Class, int Size, bool Signed, long Stored) Describe(long dataset)
    {
        long space = Check(((delegate* unmanaged<long, long>)Symbol("H5Dget_space"))(dataset), "dataspace");
        long type = ((delegate* unmanaged<long, long>)Symbol("H5Dget_type"))(dataset);
        try
        {
            Check(type, "datatype");
            int rank = ((delegate* unmanaged<long, int>)Symbol("H5Sget_simple_extent_ndims"))(space);
            if (rank is < 0 or > 8)
            {
                throw new ClefException(null, "HDF5 dataset rank", rank, "0 to 8");
            }

            var dimensions = new long[rank];
            fixed (long* lengths = dimensions)
            {
                Check(((delegate* unmanaged<long, void*, void*, int>)Symbol("H5Sget_simple_extent_dims"))(space, lengths, null), "dimensions");
            }

            int kind = ((delegate* unmanaged<long, int>)Symbol("H5Tget_class"))(type);
            int size = (int)Math.Min(int.MaxValue, ((delegate* unmanaged<long, nuint>)Symbol("H5Tget_size"))(type));
            bool signed = kind == Integer && ((delegate* unmanaged<long, int>)Symbol("H5Tget_sign"))(type) == 1;
            ulong stored = ((delegate* unmanaged<long, ulong>)Symbol("H5Dget_storage_size"))(dataset);
            return (dimensions, kind, size, signed, (long)Math.Min(stored, long.MaxValue));
        }
        finally
        {
            ((delegate* unmanaged<long, int>)Symbol("H5Tclose"))(type);
            ((delegate* unmanaged<long, int>)Symbol("H5Sclose"))(space);
        }
    }

    /// <summary>Reads a whole dataset as numbers of T (double or float) or as object references (ulong).</summary>
    public static void Read<T>(long dataset, Span<T> destination)
        where T : unmanaged
    {
        fixed (T* buffer = destination)
        {
            Check(((delegate* unmanaged<long, long, long, long, long, void*, int>)Symbol("H5Dread"))(dataset, MemoryType<T>(), 0, 0, 0, buffer), "data");
        }
    }

    /// <summary>Reads a block of a two-dimensional dataset as floats, in HDF5's order.</summary>
    public static void ReadBlock(long dataset, (long Start, long Count) outer, (long Start, long Count) inner, Span<float> destination)
    {
        long* start = stackalloc long[2] { outer.Start, inner.Start };
        long* count = stackalloc long[2] { outer.Count, inner.Count };
        long space = Check(((delegate* unmanaged<long, long>)Symbol("H5Dget_space"))(dataset), "dataspace");
        long memory = ((delegate* unmanaged<int, void*, void*, long>)Symbol("H5Screate_simple"))(2, count, null);
        try
        {
            Check(((delegate* unmanaged<long, int, void*, void*, void*, void*, int>)Symbol("H5Sselect_hyperslab"))(space, 0, start, null, count, null), "selection");
            fixed (float* buffer = destination)
            {
                Check(((delegate* unmanaged<long, long, long, long, long, void*, int>)Symbol("H5Dread"))(
                    dataset, MemoryType<float>(), memory, space, 0, buffer), "data");
            }
        }
        finally
        {
            ((delegate* unmanaged<long, int>)Symbol("H5Sclose"))(memory);
            ((delegate* unmanaged<long, int>)Symbol("H5Sclose"))(space);
        }
    }

    /// <summary>Opens the object that a reference points to.</summary>
    public static long Dereference(long file, ulong reference) =>
        Check(((delegate* unmanaged<long, long, int, void*, long>)Symbol("H5Rdereference2"))(file, 0, 0, &reference), "reference");

    private static long Property(string name) =>
        Check(((delegate* unmanaged<long, long>)Symbol("H5Pcreate"))(*(long*)Symbol(name)), "property list");

    private static long Open(string path, long access)
    {
        // Strong closing (3) frees every object with the file.
        Check(((delegate* unmanaged<long, int, int>)Symbol("H5Pset_fclose_degree"))(access, 3), "property list");
        fixed (byte* name = Text(path))
        {
            return Check(((delegate* unmanaged<byte*, uint, long, long>)Symbol("H5Fopen"))(name, 0, access), "HDF5 file");
        }
    }

    private static long MemoryType<T>() => *(long*)Symbol(
        typeof(T) == typeof(float) ? "H5T_NATIVE_FLOAT_g" : typeof(T) == typeof(double) ? "H5T_NATIVE_DOUBLE_g" : "H5T_STD_REF_OBJ_g");

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    private static void* Symbol(string name) => (void*)NativeLibrary.GetExport(Handle.Value, name);

    private static long Check(long result, string field) =>
        result >= 0 ? result : throw new ClefException(null, field, null, "readable by the HDF5 library");

    private static nint Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                ((delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "H5open"))();

                // No error stack on the terminal: errors come back as results.
                ((delegate* unmanaged<long, void*, void*, int>)NativeLibrary.GetExport(handle, "H5Eset_auto2"))(0, null, null);
                return handle;
            }
        }

        throw new ClefException(null, "HDF5 library", null, $"one of {string.Join(", ", Names)} (Debian: libhdf5-103-1) for MATLAB 7.3 files");
    }
}
