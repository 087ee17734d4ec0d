using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clef.Core;

namespace Clef.Tensors.Weights.Safetensors;

/// <summary>
/// Writes the safetensors format. The same tensors and metadata always give the same bytes: tensors with the widest elements come first,
/// so that each is aligned to its element, then by ordinal name; metadata by ordinal key; the header is padded with spaces to a multiple of 8.
/// </summary>
public static class SafetensorsWriter
{
    private const int Chunk = 1 << 20;

    /// <summary>Writes a file atomically.</summary>
    /// <exception cref="ClefException">A name is repeated or reserved, or a type does not exist in the format.</exception>
    public static void Write(string path, IEnumerable<WeightEntry> entries, IReadOnlyDictionary<string, string>? metadata = null)
    {
        WeightEntry[] ordered = entries.OrderByDescending(e => e.Type.Bits()).ThenBy(e => e.Name, StringComparer.Ordinal).ToArray();
        ReadOnlyMemory<byte> header = Header(path, ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header.Span);
            byte[] buffer = new byte[Chunk];
            foreach (WeightEntry entry in ordered)
            {
                for (long at = 0; at < entry.ByteCount; at += Chunk)
                {
                    Span<byte> part = buffer.AsSpan(0, (int)Math.Min(Chunk, entry.ByteCount - at));
                    entry.Read(at, part);
                    stream.Write(part);
                }
            }
        });
    }

    private static ReadOnlyMemory<byte> Header(string path, WeightEntry[] entries, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            WriteItems(json, path, entries);
            json.WriteEndObject();
        }

        buffer.Write("       "u8[..((8 - (buffer.WrittenCount & 7)) & 7)]);
        return buffer.WrittenCount <= SafetensorsHeader.MaximumBytes
            ? buffer.WrittenMemory
            : throw new ClefException(path, "safetensors header length", buffer.WrittenCount, $"at most {SafetensorsHeader.MaximumBytes} bytes");
    }

    private static void WriteItems(Utf8JsonWriter json, string path, WeightEntry[] entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        long at = 0;
        foreach (WeightEntry entry in entries)
        {
            if (!names.Add(entry.Name))
            {
                throw new ClefException(path, "tensor name", entry.Name, "names that differ from each other and from __metadata__");
            }

            if (!entry.Type.IsSafetensors())
            {
                throw new ClefException(path, $"type of {entry.Name}", entry.Type.Name(), "a type that the safetensors format has");
            }

            json.WriteStartObject(entry.Name);
            json.WriteString("dtype", entry.Type.Name());
            json.WriteStartArray("shape");
            foreach (long size in entry.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(at);
            json.WriteNumberValue(at + entry.ByteCount);
            json.WriteEndArray();
            json.WriteEndObject();
            at += entry.ByteCount;
        }
    }
}
