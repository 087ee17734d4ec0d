namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// The chunks of a dataset: found once through their B-tree of version 1, decoded when an element of theirs is asked for, and kept decoded while all of them
/// together take no more than <see cref="KeptBytes"/>. Safe for concurrent use.
/// </summary>
internal sealed class Hdf5Chunks
{
    /// <summary>Decoded chunks up to this many bytes are kept, so that reading channel by channel inflates nothing twice.</summary>
    private const long KeptBytes = 1L << 28;

    /// <summary>Rough memory of a tree's entry; it takes more than half of it in the file.</summary>
    private const int EntryCost = 64, MaximumLevel = 15;

    private readonly Lock _lock = new();
    private readonly Hdf5File _file;
    private readonly Hdf5Filters _filters;
    private readonly long[] _dimensions, _chunk, _perDimension;
    private readonly int _chunkBytes;
    private readonly Dictionary<long, (long Place, int Stored, long Skipped)> _index = [];
    private readonly Dictionary<long, byte[]> _decoded = [];
    private readonly Queue<long> _order = new();

    /// <summary>Reads the index of a dataset of the given dimensions.</summary>
    public Hdf5Chunks(Hdf5Object dataset, long[] dimensions, long[] chunk, int elementSize, long tree)
    {
        _file = dataset.File;
        _filters = new Hdf5Filters(dataset);
        (_dimensions, _chunk) = (dimensions, chunk);
        _perDimension = [.. dimensions.Zip(chunk, (length, part) => (length / part) + (length % part > 0 ? 1 : 0))];
        _chunkBytes = (int)chunk.Aggregate((long)elementSize, (product, length) => product * length);
        if (tree >= 0)
        {
            ReadTree(tree, -1);
        }
    }

    /// <summary>Bytes of all chunks as they are stored.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>
    /// The most bytes that the array may have: what deflate could make of the stored ones. Chunks that were never written count too: they cost nothing until read.
    /// </summary>
    public long MostBytes => StoredBytes * Hdf5Filters.MaximumRatio;

    /// <summary>Bytes of one chunk once decoded.</summary>
    public int ChunkBytes => _chunkBytes;

    /// <summary>The decoded chunk of an element, or null where none was written.</summary>
    public byte[]? Find(ReadOnlySpan<long> element)
    {
        long key = 0;
        for (int d = 0; d < _chunk.Length; d++)
        {
            key = (key * _perDimension[d]) + (element[d] / _chunk[d]);
        }

        lock (_lock)
        {
            if (_decoded.TryGetValue(key, out byte[]? bytes) || !_index.TryGetValue(key, out (long Place, int Stored, long Skipped) chunk))
            {
                return bytes;
            }

            while (_order.Count > 0 && (_order.Count + 1L) * _chunkBytes > KeptBytes)
            {
                _decoded.Remove(_order.Dequeue());
            }

            bytes = _filters.Decode(chunk.Place, chunk.Stored, chunk.Skipped, _chunkBytes);
            _decoded.Add(key, bytes);
            _order.Enqueue(key);
            return bytes;
        }
    }

    private void ReadTree(long address, int expectedLevel)
    {
        // Entries and keys alternate; a key is the stored size, the filters skipped, and the chunk's first element with a zero for the element itself.
        (int level, int entries) = Hdf5TreeNode.Head(_file, address, 1, expectedLevel, MaximumLevel);
        long size = 8 + (8L * (_chunk.Length + 1)) + _file.OffsetSize;
        var cursor = new Hdf5Cursor(_file.Block(address + Hdf5TreeNode.HeadBytes(_file), entries * size, "chunk tree"), _file, "chunk tree");
        for (int i = 0; i < entries; i++)
        {
            _file.Charge(EntryCost);
            long stored = cursor.U32(), skipped = cursor.U32(), key = 0;
            bool within = true;
            for (int d = 0; d < _chunk.Length; d++)
            {
                long first = cursor.Number(8);

                // A dataset that was made shorter may keep chunks beyond its end.
                within &= first < _dimensions[d];
                key = (key * _perDimension[d]) + (first / _chunk[d]);
            }

            cursor.Take(8);
            long child = cursor.Address();
            if (level > 0)
            {
                ReadTree(child, level - 1);
            }
            else if (within && child >= 0)
            {
                StoredBytes += stored;
                if (StoredBytes > _file.Source.Length || !_index.TryAdd(key, (_file.Place(child, stored, "chunk"), (int)stored, skipped)))
                {
                    throw _file.Wrong("chunk", $"{stored} bytes at {child}", "chunks that neither repeat nor overlap");
                }
            }
        }
    }
}
