using System.Runtime.InteropServices;
using System.Text;

namespace Clef.Signals.Tests.Formats.Matlab;

/// <summary>Builds small MATLAB 7.3 files through the system's HDF5 library; values as in <see cref="MatBuilder"/>.</summary>
internal sealed unsafe class Hdf5Builder
{
    private static readonly nint Library = NativeLibrary.Load("libhdf5_serial.so.103");
    private readonly long _file;
    private readonly long _references;
    private int _count;

    private Hdf5Builder()
    {
        Call("H5open");
        long access = Call("H5Pcreate", Global("H5P_CLS_FILE_ACCESS_ID_g"));
        ((delegate* unmanaged<long, nuint, byte, int>)Symbol("H5Pset_fapl_core"))(access, 1 << 16, 0);
        ((delegate* unmanaged<long, int, int>)Symbol("H5Pset_fclose_degree"))(access, 3);
        fixed (byte* name = Text("built"))
        {
            _file = ((delegate* unmanaged<byte*, uint, long, long, long>)Symbol("H5Fcreate"))(name, 2, 0, access);
        }

        _references = Group(_file, "#refs#");
    }

    public static byte[] Version73(params (string Name, object Value)[] variables)
    {
        lock (Clef.Signals.Formats.Matlab.Hdf5Library.Gate)
        {
            var builder = new Hdf5Builder();
            foreach ((string name, object value) in variables)
            {
                builder.Write(builder._file, name, value);
            }

            ((delegate* unmanaged<long, int, int>)Symbol("H5Fflush"))(builder._file, 1);
            nint size = ((delegate* unmanaged<long, void*, nuint, nint>)Symbol("H5Fget_file_image"))(builder._file, null, 0);
            var image = new byte[size];
            fixed (byte* bytes = image)
            {
                ((delegate* unmanaged<long, void*, nuint, nint>)Symbol("H5Fget_file_image"))(builder._file, bytes, (nuint)size);
            }

            Call("H5Fclose", builder._file);
            return [.. new ByteWriter().Text("MATLAB 7.3 MAT-file, built by a test", 116, ' ').Bytes(new byte[8]).U16(0x0200).Text("IM").ToArray(), .. new byte[384], .. image];
        }
    }

    private void Write(long at, string name, object value)
    {
        switch (value)
        {
            case double scalar:
                Numbers(at, name, new[,] { { scalar } });
                break;
            case double[,] matrix:
                Numbers(at, name, matrix);
                break;
            case string text:
                ushort[] codes = [.. text.Select(c => (ushort)c)];
                fixed (ushort* data = codes)
                {
                    Dataset(at, name, "char", "H5T_STD_U16LE_g", [codes.Length, 1], data);
                }

                break;
            case Dictionary<string, object>[] structs:
                long group = Group(at, name);
                Attribute(group, "struct");
                foreach (string field in structs[0].Keys)
                {
                    if (structs.Length == 1)
                    {
                        Write(group, field, structs[0][field]);
                    }
                    else
                    {
                        References(group, field, null, [.. structs.Select(s => s[field])]);
                    }
                }

                break;
            case object[] cells:
                References(at, name, "cell", cells);
                break;
            default:
                throw new ArgumentException($"no MATLAB value: {value}");
        }
    }

    private void Numbers(long at, string name, double[,] matrix)
    {
        var flat = new double[matrix.Length];
        for (int c = 0, i = 0; c < matrix.GetLength(1); c++)
        {
            for (int r = 0; r < matrix.GetLength(0); r++)
            {
                flat[i++] = matrix[r, c];
            }
        }

        fixed (double* data = flat)
        {
            Dataset(at, name, "double", "H5T_IEEE_F64LE_g", [matrix.GetLength(1), matrix.GetLength(0)], data);
        }
    }

    private void References(long at, string name, string? kind, object[] values)
    {
        var references = new ulong[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            string key = $"r{_count++}";
            Write(_references, key, values[i]);
            fixed (byte* text = Text(key))
            {
                ulong reference;
                ((delegate* unmanaged<void*, long, byte*, int, long, int>)Symbol("H5Rcreate"))(&reference, _references, text, 0, -1);
                references[i] = reference;
            }
        }

        fixed (ulong* data = references)
        {
            Dataset(at, name, kind, "H5T_STD_REF_OBJ_g", [values.Length, 1], data);
        }
    }

    private static void Dataset(long at, string name, string? kind, string type, long[] dimensions, void* data)
    {
        fixed (long* lengths = dimensions)
        {
            fixed (byte* text = Text(name))
            {
                long space = ((delegate* unmanaged<int, void*, void*, long>)Symbol("H5Screate_simple"))(dimensions.Length, lengths, null);

                // Chunked and deflated, as MATLAB writes arrays.
                long creation = Call("H5Pcreate", Global("H5P_CLS_DATASET_CREATE_ID_g"));
                ((delegate* unmanaged<long, int, void*, int>)Symbol("H5Pset_chunk"))(creation, dimensions.Length, lengths);
                ((delegate* unmanaged<long, uint, int>)Symbol("H5Pset_deflate"))(creation, 3);
                long dataset = ((delegate* unmanaged<long, byte*, long, long, long, long, long, long>)Symbol("H5Dcreate2"))(at, text, Global(type), space, 0, creation, 0);
                ((delegate* unmanaged<long, long, long, long, long, void*, int>)Symbol("H5Dwrite"))(dataset, Global(type), 0, 0, 0, data);
                if (kind is not null)
                {
                    Attribute(dataset, kind);
                }

                Call("H5Dclose", dataset);
            }
        }
    }

    private static void Attribute(long id, string kind)
    {
        long type = Call("H5Tcopy", Global("H5T_C_S1_g"));
        ((delegate* unmanaged<long, nuint, int>)Symbol("H5Tset_size"))(type, (nuint)kind.Length);
        long space = ((delegate* unmanaged<int, long>)Symbol("H5Screate"))(0);
        fixed (byte* name = Text("MATLAB_class"))
        {
            fixed (byte* value = Text(kind))
            {
                long attribute = ((delegate* unmanaged<long, byte*, long, long, long, long, long>)Symbol("H5Acreate2"))(id, name, type, space, 0, 0);
                ((delegate* unmanaged<long, long, void*, int>)Symbol("H5Awrite"))(attribute, type, value);
                Call("H5Aclose", attribute);
            }
        }
    }

    private static long Group(long at, string name)
    {
        fixed (byte* text = Text(name))
        {
            return ((delegate* unmanaged<long, byte*, long, long, long, long>)Symbol("H5Gcreate2"))(at, text, 0, 0, 0);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static long Call(string name, long argument = 0) => ((delegate* unmanaged<long, long>)Symbol(name))(argument);

    private static long Global(string name) => *(long*)Symbol(name);

    private static void* Symbol(string name) => (void*)NativeLibrary.GetExport(Library, name);
}
