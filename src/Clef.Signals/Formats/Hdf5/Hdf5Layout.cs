namespace Clef.Signals.Formats.Hdf5;

/// <summary>Where a dataset's elements lie.</summary>
/// <param name="Chunks">Lengths of a chunk along each dimension, or null where the elements lie in one piece.</param>
/// <param name="Address">The chunk tree's address, -1 where it was never made; without chunks, the data's place in the source, -1 where never written.</param>
/// <param name="Size">Bytes of the one piece; 0 with chunks.</param>
internal readonly record struct Hdf5Layout(long[]? Chunks, long Address, long Size)
{
    /// <summary>A gigabyte; HDF5's own default is one megabyte and its limit four gigabytes.</summary>
    private const long LargestChunk = 1L << 30;

    private const int Compact = 0, Contiguous = 1, Chunked = 2;

    /// <summary>Reads the layout message of a dataset (specification, section IV.A.2.i, versions 1 to 4).</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rank">Its number of dimensions.</param>
    /// <param name="dataBytes">Bytes of all its elements.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    public static Hdf5Layout Read(Hdf5Object dataset, int rank, long dataBytes, int elementSize)
    {
        Hdf5File file = dataset.File;
        Hdf5Message message = dataset.Find(Hdf5MessageType.Layout)!.Value;
        Hdf5Cursor cursor = dataset.Read(message);
        int version = cursor.Version(1, 4);
        if (version < 3)
        {
            int dimensions = cursor.U8(), kind = cursor.U8();
            cursor.Take(5);
            long address = kind == Compact ? -1 : cursor.Address();
            if (kind == Chunked)
            {
                return new Hdf5Layout(ReadChunk(ref cursor, file, dimensions, rank, elementSize), address, 0);
            }

            cursor.Take(dimensions * 4L);
            return kind switch
            {
                Compact => InHeader(cursor.U32(), ref cursor),
                Contiguous => InOnePiece(address, dataBytes),
                _ => throw file.Wrong("layout", kind, "compact, contiguous or chunked"),
            };
        }

        switch (cursor.U8())
        {
            case Compact:
                return InHeader(cursor.U16(), ref cursor);
            case Contiguous:
                return InOnePiece(cursor.Address(), cursor.Length());
            case Chunked when version == 3:
                int dimensions = cursor.U8();
                long tree = cursor.Address();
                return new Hdf5Layout(ReadChunk(ref cursor, file, dimensions, rank, elementSize), tree, 0);
            case Chunked:
                throw file.Unread("chunk index of layout version 4");
            default:
                throw file.Unread("virtual dataset");
        }

        Hdf5Layout InHeader(long size, ref Hdf5Cursor at)
        {
            int start = at.Position;
            at.Take(size);
            return new Hdf5Layout(null, message.Place + start, size);
        }

        Hdf5Layout InOnePiece(long address, long size) => new(null, address < 0 ? -1 : file.PlaceData(address, size, "data"), size);
    }

    /// <summary>The lengths of a chunk, whose last is the element's size.</summary>
    private static long[] ReadChunk(ref Hdf5Cursor cursor, Hdf5File file, int dimensions, int rank, int elementSize)
    {
        if (dimensions != rank + 1)
        {
            throw file.Wrong("chunk dimensions", dimensions, $"{rank} and the element's size");
        }

        var chunk = new long[rank];
        long bytes = elementSize;
        for (int i = 0; i < rank; i++)
        {
            chunk[i] = cursor.U32();
            if (chunk[i] == 0 || bytes > LargestChunk / chunk[i])
            {
                throw file.Wrong("chunk length", chunk[i], $"1 or more, and at most {LargestChunk} bytes a chunk");
            }

            bytes *= chunk[i];
        }

        long size = cursor.U32();
        return size == elementSize ? chunk : throw file.Wrong("chunk element size", size, $"{elementSize}");
    }
}
