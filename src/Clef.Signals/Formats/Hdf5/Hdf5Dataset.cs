using System.Buffers.Binary;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// An array of a file. Elements are counted in the file's order, the last dimension fastest. Nothing is decoded until asked for; a header that claims more
/// elements than the stored bytes can stand for is refused.
/// </summary>
internal sealed class Hdf5Dataset
{
    /// <summary>MATLAB arrays of more dimensions are not known to hold recordings.</summary>
    private const int MaximumRank = 8;

    private readonly Hdf5File _file;
    private readonly Hdf5Layout _layout;
    private readonly Hdf5Chunks? _chunks;
    private readonly byte[] _fill;

    /// <summary>Reads type, dimensions and layout of a dataset.</summary>
    public Hdf5Dataset(Hdf5Object dataset)
    {
        _file = dataset.File;
        Type = Hdf5Type.Read(dataset.Require(Hdf5MessageType.Datatype), _file);
        Dimensions = ReadDimensions(dataset.Require(Hdf5MessageType.Dataspace));
        Count = Product(Dimensions);
        int size = Math.Max(1, Type.Size);
        long bytes = Count > long.MaxValue / size ? long.MaxValue : Count * size;
        _layout = Hdf5Layout.Read(dataset, Dimensions.Length, bytes, Type.Size);
        _fill = ReadFill(dataset, size);
        long most = _layout.Address < 0 ? 0 : _layout.Size;
        if (_layout.Chunks is { } chunk)
        {
            _chunks = new Hdf5Chunks(dataset, Dimensions, chunk, Type.Size, _layout.Address);
            most = _chunks.MostBytes;
        }

        if (Count > 0 && bytes > most)
        {
            throw _file.Wrong("dataset", string.Join(" x ", Dimensions), $"an array that its stored data can hold ({most} bytes at most)");
        }
    }

    /// <summary>How an element is stored.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Lengths of the dimensions, the slowest first; none for a scalar.</summary>
    public long[] Dimensions { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>The numbers from element <paramref name="first"/> on, each <paramref name="stride"/> elements after the last: 1, or the last dimension's length.</summary>
    public SampleSource Open(long first, long stride, long count)
    {
        int size = Type.Size;
        return _chunks is null
            ? new StoredSamples(_file.Source, _layout.Address + (first * size), stride * size, count, Type.Number!.Value, Type.BigEndian, 1)
            : new ChunkedSamples(this, first, stride, count);
    }

    /// <summary>All elements as numbers; for small arrays, whose cost is charged to the file.</summary>
    public double[] ReadNumbers()
    {
        Span<byte> bytes = new byte[Charged(sizeof(double))];
        Copy(0, 1, (int)Count, bytes);
        var numbers = new double[Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Type.Number!.Value.Decode(bytes[(i * Type.Size)..], Type.BigEndian);
        }

        return numbers;
    }

    /// <summary>All elements as addresses of objects; 0 refers to none.</summary>
    public long[] ReadReferences()
    {
        Span<byte> bytes = new byte[Charged(sizeof(long))];
        Copy(0, 1, (int)Count, bytes);
        var cursor = new Hdf5Cursor(bytes, _file, "references");
        var addresses = new long[Count];
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = cursor.Address();
        }

        return addresses;
    }

    /// <summary>Product of the dimensions, at most <see cref="long.MaxValue"/>.</summary>
    public static long Product(long[] dimensions) =>
        Array.IndexOf(dimensions, 0) >= 0 ? 0 : dimensions.Aggregate(1L, (product, length) => product > long.MaxValue / length ? long.MaxValue : product * length);

    /// <summary>Charges the file for a small array that is read as a whole, with the chunk that must be decoded for it; returns its stored bytes.</summary>
    private int Charged(int memorySize)
    {
        _file.Charge((Count * memorySize) + (_chunks is { StoredBytes: > 0 } ? _chunks.ChunkBytes : 0));
        return (int)(Count * Type.Size);
    }

    /// <summary>Copies elements as they are stored: the first, then every <paramref name="stride"/>-th.</summary>
    private void Copy(long first, long stride, int count, Span<byte> destination)
    {
        int size = Type.Size;
        if (count == 0)
        {
            return;
        }

        if (_chunks is null)
        {
            // Only whole small arrays come here: others in one piece are read by StoredSamples.
            _file.Source.Slice(_layout.Address, count * size).CopyTo(destination);
            return;
        }

        long[] chunk = _layout.Chunks!;
        int rank = chunk.Length, axis = rank > 1 && stride == Dimensions[^1] ? rank - 2 : rank - 1;
        if (rank == 0)
        {
            throw _file.Wrong("layout", "chunked", "a dataset of one dimension or more");
        }

        Span<long> at = stackalloc long[MaximumRank];
        for (int done = 0; done < count;)
        {
            // The element's place along each dimension, and within its chunk; a run goes along one axis to the end of the chunk or of the dimension.
            long rest = first + (done * stride), inside = 0, step = 1;
            for (int d = rank - 1; d >= 0; d--)
            {
                (rest, at[d]) = Math.DivRem(rest, Dimensions[d]);
            }

            for (int d = 0; d < rank; d++)
            {
                inside = (inside * chunk[d]) + (at[d] % chunk[d]);
                step *= d > axis ? chunk[d] : 1;
            }

            int run = (int)Math.Min(count - done, Math.Min(chunk[axis] - (at[axis] % chunk[axis]), Dimensions[axis] - at[axis]));
            byte[]? bytes = _chunks.Find(at[..rank]);
            if (bytes is not null && step == 1)
            {
                bytes.AsSpan((int)inside * size, run * size).CopyTo(destination[(done * size)..]);
            }
            else
            {
                for (int i = 0; i < run; i++)
                {
                    (bytes is null ? _fill : bytes.AsSpan((int)(inside + (i * step)) * size, size)).CopyTo(destination[((done + i) * size)..]);
                }
            }

            done += run;
        }
    }

    private long[] ReadDimensions(Hdf5Cursor cursor)
    {
        int version = cursor.Version(1, 2), rank = cursor.U8();
        cursor.U8();
        int kind = cursor.U8();
        cursor.Take(version == 1 ? 4 : 0);
        if (rank > MaximumRank)
        {
            throw _file.Wrong("dataset rank", rank, $"0 to {MaximumRank}");
        }

        var dimensions = new long[rank];
        for (int d = 0; d < rank; d++)
        {
            dimensions[d] = cursor.Length();
        }

        // Kind 2 of version 2 is a space without elements.
        return version == 2 && kind == 2 ? [0] : dimensions;
    }

    /// <summary>What elements of a chunk that was never written are: zero unless the dataset says otherwise.</summary>
    private byte[] ReadFill(Hdf5Object dataset, int size)
    {
        if (_layout.Chunks is null)
        {
            return [];
        }

        _file.Charge(size);
        var zero = new byte[size];
        long length = 0;
        Hdf5Cursor cursor = default;
        if (dataset.Find(Hdf5MessageType.FillValue) is { } message)
        {
            cursor = dataset.Read(message);
            int version = cursor.Version(1, 3);
            int flags = version == 3 ? cursor.U8() : 0;
            bool defined = version == 3 ? (flags & 0x20) != 0 : cursor.Take(3)[2] != 0 || version == 1;
            length = defined && cursor.Left >= 4 ? cursor.U32() : 0;
        }
        else if (dataset.Find(Hdf5MessageType.OldFillValue) is { } old)
        {
            cursor = dataset.Read(old);
            length = cursor.U32();
        }

        return length == size ? cursor.Take(size).ToArray() : zero;
    }

    /// <summary>Numbers of chunks as samples.</summary>
    private sealed class ChunkedSamples(Hdf5Dataset dataset, long first, long stride, long count) : SampleSource
    {
        private const int Block = 512;

        /// <summary>The largest element: a complex number of two doubles.</summary>
        private const int LargestElement = 16;

        public override long Count => count;

        public override void Read(long firstSample, Span<float> destination)
        {
            Span<byte> bytes = stackalloc byte[Block * LargestElement];
            (int size, StoredType type, bool bigEndian) = (dataset.Type.Size, dataset.Type.Number!.Value, dataset.Type.BigEndian);
            for (int done = 0; done < destination.Length; done += Block)
            {
                Span<float> part = destination.Slice(done, Math.Min(Block, destination.Length - done));
                dataset.Copy(first + ((firstSample + done) * stride), stride, part.Length, bytes);
                for (int i = 0; i < part.Length; i++)
                {
                    part[i] = (float)type.Decode(bytes[(i * size)..], bigEndian);
                }
            }
        }
    }
}
