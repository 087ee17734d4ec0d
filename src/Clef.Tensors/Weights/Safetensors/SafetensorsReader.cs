using System.Buffers.Binary;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Tensors.Weights.Safetensors;

/// <summary>
/// Reads the safetensors format (github.com/huggingface/safetensors, "Format"): 8 bytes header length, little-endian; a JSON header; a buffer
/// that the tensors fill without gap or overlap. Tensors are views into the mapped file.
/// </summary>
public static class SafetensorsReader
{
    private const int LengthBytes = 8;

    /// <summary>Reads the header and checks every rule of the format; the tensors' bytes are read on demand.</summary>
    /// <exception cref="ClefException">A rule is broken; the message says which and where.</exception>
    public static WeightFile Read(ByteSource source)
    {
        if (source.Length < LengthBytes + 2)
        {
            throw new ClefException(source.Name, "length", source.Length, "a safetensors file or PyTorch zip checkpoint");
        }

        ulong stated = BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(0, LengthBytes));
        if (stated > SafetensorsHeader.MaximumBytes || (long)stated > source.Length - LengthBytes)
        {
            throw new ClefException(source.Name, "safetensors header length", stated,
                $"at most {SafetensorsHeader.MaximumBytes} bytes and within the file of {source.Length} bytes");
        }

        ReadOnlySpan<byte> json = source.Slice(LengthBytes, (int)stated);
        if (json is not [(byte)'{', ..])
        {
            throw new ClefException(source.Name, "safetensors header", null, "a first byte '{'");
        }

        SafetensorsHeader header = SafetensorsHeader.Parse(source.Name, json);
        long start = LengthBytes + (long)stated;
        CheckTiling(source.Name, header.Items, source.Length - start);
        var entries = new WeightEntry[header.Items.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new Entry(source, header.Items[i], start);
        }

        return new WeightFile(source, "safetensors", entries, header.Metadata);
    }

    /// <summary>In order of their offsets, each tensor must begin where the one before ends, and the last must end where the file does.</summary>
    private static void CheckTiling(string name, List<SafetensorsHeader.Item> items, long bufferBytes)
    {
        long end = 0;
        foreach (SafetensorsHeader.Item item in items.OrderBy(i => i.Begin).ThenBy(i => i.End))
        {
            if (item.Begin != end)
            {
                throw new ClefException(name, $"data_offsets of {item.Name}", $"[{item.Begin}, {item.End}]",
                    $"a beginning at {end}, where the tensor before it ends");
            }

            end = item.End;
        }

        if (end != bufferBytes)
        {
            throw new ClefException(name, "length of the buffer", bufferBytes, $"{end} bytes, the end of the last tensor");
        }
    }

    private sealed class Entry(ByteSource source, SafetensorsHeader.Item item, long start)
        : WeightEntry(source.Name, item.Name, item.Type, item.Shape)
    {
        protected override void ReadCore(long offset, Span<byte> destination) =>
            source.Slice(start + item.Begin + offset, destination.Length).CopyTo(destination);
    }
}
