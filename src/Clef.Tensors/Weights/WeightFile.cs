using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights.PyTorch;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Tensors.Weights;

/// <summary>
/// Named tensors read from a file, as bytes: it knows nothing of the tensor engine. Nothing in a file is ever executed; what a PyTorch
/// checkpoint would have executed is named in <see cref="InertGlobals"/>.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly ByteSource _source;
    private readonly Dictionary<string, WeightEntry> _byName;

    internal WeightFile(ByteSource source, string format, IReadOnlyList<WeightEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        _source = source;
        Format = format;
        Entries = entries;
        Metadata = metadata;
        _byName = new Dictionary<string, WeightEntry>(entries.Count, StringComparer.Ordinal);
        foreach (WeightEntry entry in entries)
        {
            if (!_byName.TryAdd(entry.Name, entry))
            {
                throw new ClefException(source.Name, "tensor name", entry.Name, "names that differ");
            }
        }
    }

    /// <summary>The file's name for messages.</summary>
    public string Name => _source.Name;

    /// <summary>The length of the file in bytes.</summary>
    public long Length => _source.Length;

    /// <summary><c>safetensors</c> or <c>PyTorch checkpoint</c>.</summary>
    public string Format { get; }

    /// <summary>The tensors in the order of the file.</summary>
    public IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>Texts that travel with the tensors: safetensors metadata, or the numbers and texts at the top of a checkpoint.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Python functions and classes, <c>module.name</c>, that a checkpoint asks for and that were kept as inert records, with the number of times.
    /// </summary>
    public IReadOnlyDictionary<string, int> InertGlobals { get; init; } = new Dictionary<string, int>();

    /// <summary>What else the reader noticed and did not do, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The entry of a name, or null.</summary>
    public WeightEntry? TryGet(string name) => _byName.GetValueOrDefault(name);

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal.</summary>
    public string FileDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        const int chunk = 1 << 24;
        for (long at = 0; at < _source.Length; at += chunk)
        {
            hash.AppendData(_source.SliceUpTo(at, chunk));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Opens a file, told apart by its content: a zip archive is a PyTorch checkpoint, all else must be safetensors.</summary>
    /// <exception cref="ClefException">The file is neither, or is damaged; the message says which field and why.</exception>
    public static WeightFile Open(string path) => Open(new MappedByteSource(path));

    /// <summary>Opens weights from any source, which the result then owns.</summary>
    public static WeightFile Open(ByteSource source)
    {
        try
        {
            ReadOnlySpan<byte> head = source.SliceUpTo(0, 16);
            return head switch
            {
                [(byte)'P', (byte)'K', ..] => CheckpointReader.Read(source),
                [0x80, <= 5, 0x8a, 0x0a, 0x6c, ..] => throw new ClefException(source.Name, "format", "PyTorch's form from before version 1.6",
                    "a zip checkpoint (load it once in PyTorch and save it again) or safetensors"),
                _ => SafetensorsReader.Read(source),
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
