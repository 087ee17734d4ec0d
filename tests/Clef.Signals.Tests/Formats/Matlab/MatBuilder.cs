using System.IO.Compression;
using System.Text;

namespace Clef.Signals.Tests.Formats.Matlab;

/// <summary>
/// Builds small MATLAB files: numbers (double[,], float[,], short[,], or one double), texts, cells (object[]) and struct arrays (Dictionary[]).
/// </summary>
internal static class MatBuilder
{
    public static byte[] Version5(bool bigEndian, bool compressed, params (string Name, object Value)[] variables)
    {
        var file = new ByteWriter(bigEndian);
        file.Text("MATLAB 5.0 MAT-file, built by a test", 116, ' ').Bytes(new byte[8]).U16(0x0100).Text(bigEndian ? "MI" : "IM");
        foreach ((string name, object value) in variables)
        {
            byte[] matrix = Matrix(bigEndian, name, value);
            if (compressed)
            {
                using var packed = new MemoryStream();
                using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, true))
                {
                    zlib.Write(matrix);
                }

                file.U32(15).U32(packed.Length).Bytes(packed.ToArray());
            }
            else
            {
                file.Bytes(matrix);
            }
        }

        return file.ToArray();
    }

    public static byte[] Version4(bool bigEndian, params (string Name, short[,] Value)[] variables)
    {
        var file = new ByteWriter(bigEndian);
        foreach ((string name, short[,] value) in variables)
        {
            file.U32((bigEndian ? 1000 : 0) + 30).U32(value.GetLength(0)).U32(value.GetLength(1)).U32(0).U32(name.Length + 1).Text(name + '\0');
            for (int c = 0; c < value.GetLength(1); c++)
            {
                for (int r = 0; r < value.GetLength(0); r++)
                {
                    file.U16(value[r, c]);
                }
            }
        }

        return file.ToArray();
    }

    private static byte[] Matrix(bool big, string name, object value)
    {
        var body = new ByteWriter(big);
        switch (value)
        {
            case double scalar:
                return Matrix(big, name, new[,] { { scalar } });
            case double[,] doubles:
                Head(6, doubles.GetLength(0), doubles.GetLength(1));
                Element(9, w => Each(doubles, v => w.F64(v)));
                break;
            case float[,] floats:
                Head(7, floats.GetLength(0), floats.GetLength(1));
                Element(7, w => Each(floats, v => w.F32(v)));
                break;
            case short[,] shorts:
                // Doubles whose values fit are stored as integers of two bytes, as MATLAB does.
                Head(6, shorts.GetLength(0), shorts.GetLength(1));
                Element(3, w => Each(shorts, v => w.U16(v)));
                break;
            case string text:
                Head(4, text.Length == 0 ? 0 : 1, text.Length);
                Element(17, w => w.Bytes((big ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(text)));
                break;
            case object[] cells and not Dictionary<string, object>[]:
                Head(1, 1, cells.Length);
                foreach (object cell in cells)
                {
                    body.Bytes(Matrix(big, "", cell));
                }

                break;
            case Dictionary<string, object>[] structs:
                Head(2, 1, structs.Length);
                body.U32((4 << 16) | 5).U32(32);
                Element(1, w => structs[0].Keys.ToList().ForEach(k => w.Text(k, 32)));
                foreach (Dictionary<string, object> element in structs)
                {
                    foreach (object field in element.Values)
                    {
                        body.Bytes(Matrix(big, "", field));
                    }
                }

                break;
            default:
                throw new ArgumentException($"no MATLAB value: {value}");
        }

        return new ByteWriter(big).U32(14).U32(body.Length).Bytes(body.ToArray()).ToArray();

        void Head(int kind, int rows, int columns)
        {
            body.U32(6).U32(8).U32(kind).U32(0).U32(5).U32(8).U32(rows).U32(columns);
            Element(1, w => w.Text(name));
        }

        void Element(int type, Action<ByteWriter> write)
        {
            var data = new ByteWriter(big);
            write(data);
            body.U32(type).U32(data.Length).Bytes(data.ToArray()).Bytes(new byte[(8 - (data.Length % 8)) % 8]);
        }
    }

    private static void Each<T>(T[,] matrix, Action<T> write)
    {
        for (int c = 0; c < matrix.GetLength(1); c++)
        {
            for (int r = 0; r < matrix.GetLength(0); r++)
            {
                write(matrix[r, c]);
            }
        }
    }

    /// <summary>A matrix whose value at row r and column c is <paramref name="value"/>.</summary>
    public static T[,] Fill<T>(int rows, int columns, Func<int, int, T> value)
    {
        var matrix = new T[rows, columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                matrix[r, c] = value(r, c);
            }
        }

        return matrix;
    }
}
