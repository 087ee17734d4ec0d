using System.Text.Json;
using Clef.Core;

namespace Clef.Tensors.Weights.Safetensors;

/// <summary>
/// The JSON header of a safetensors file: for every tensor its type, shape and the range of bytes it takes in the buffer behind the header.
/// Parsed from the mapped bytes without a document tree, so that memory is spent on tensors only.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The largest header that the format allows, in bytes.</summary>
    public const int MaximumBytes = 100_000_000;

    /// <summary>Our bound on the number of tensors; the largest published models have some thousands.</summary>
    public const int MaximumTensors = 200_000;

    /// <summary>The largest number of axes, as in PyTorch.</summary>
    public const int MaximumRank = 64;

    private const int MaximumMetadata = 100_000;

    private readonly string _source;

    private SafetensorsHeader(string source) => _source = source;

    /// <summary>One tensor's line.</summary>
    public readonly record struct Item(string Name, WeightType Type, long[] Shape, long Begin, long End);

    /// <summary>The tensors in the order of the header.</summary>
    public List<Item> Items { get; } = [];

    /// <summary>The texts of <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses a header.</summary>
    public static SafetensorsHeader Parse(string source, ReadOnlySpan<byte> json)
    {
        var header = new SafetensorsHeader(source);
        try
        {
            header.Read(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 }));
            return header;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is the reader's word for text that is not valid UTF-8 or UTF-16.
            throw new ClefException(source, "header", null, $"a JSON object in UTF-8 ({e.Message})", e);
        }
    }

    private void Read(Utf8JsonReader json)
    {
        json.Read();
        Expect(json.TokenType, JsonTokenType.StartObject, "header");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            string name = json.GetString()!;
            if (!names.Add(name))
            {
                throw new ClefException(_source, "header key", name, "keys that differ");
            }

            if (Items.Count == MaximumTensors)
            {
                throw new ClefException(_source, "header", null, $"at most {MaximumTensors} tensors");
            }

            json.Read();
            Expect(json.TokenType, JsonTokenType.StartObject, name);
            if (name == "__metadata__")
            {
                ReadMetadata(ref json);
            }
            else
            {
                Items.Add(ReadItem(ref json, name));
            }
        }

        // Only blanks may follow: the format pads the header with spaces. A second token makes the reader throw.
        json.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            string key = json.GetString()!;
            json.Read();
            Expect(json.TokenType, JsonTokenType.String, $"__metadata__.{key}");
            if (Metadata.Count == MaximumMetadata || !Metadata.TryAdd(key, json.GetString()!))
            {
                throw new ClefException(_source, "__metadata__ key", key, $"at most {MaximumMetadata} keys that differ");
            }
        }
    }

    private Item ReadItem(ref Utf8JsonReader json, string name)
    {
        WeightType? type = null;
        long[]? shape = null, offsets = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(json.TokenType, JsonTokenType.String, $"dtype of {name}");
                    string text = json.GetString()!;
                    type = WeightTypes.TryParse(text, out WeightType known) && known.IsSafetensors()
                        ? known
                        : throw new ClefException(_source, $"dtype of {name}", text, "a type of the safetensors format, such as F32");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref json, $"shape of {name}", MaximumRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref json, $"data_offsets of {name}", 2);
                    break;
                default:
                    throw new ClefException(_source, $"key of {name}", key, "dtype, shape and data_offsets, each once");
            }
        }

        if (type is not { } found || shape is null || offsets is not [long begin, long end])
        {
            throw new ClefException(_source, name, null, "dtype, shape and data_offsets of two numbers");
        }

        if (WeightTypes.CountElements(found, shape, out long bytes) < 0 || end - begin != bytes)
        {
            throw new ClefException(_source, $"data_offsets of {name}", $"[{begin}, {end}]",
                $"a range that holds {found.Name()} [{string.Join(", ", shape)}]");
        }

        return new Item(name, found, shape, begin, end);
    }

    private long[] ReadNumbers(ref Utf8JsonReader json, string field, int limit)
    {
        Expect(json.TokenType, JsonTokenType.StartArray, field);
        Span<long> numbers = stackalloc long[MaximumRank];
        int count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long value) || value < 0 || count == limit)
            {
                throw new ClefException(_source, field, null, $"at most {limit} whole numbers of zero or more, below 2^63");
            }

            numbers[count++] = value;
        }

        return numbers[..count].ToArray();
    }

    private void Expect(JsonTokenType found, JsonTokenType expected, string field)
    {
        if (found != expected)
        {
            throw new ClefException(_source, field, found.ToString(), expected.ToString());
        }
    }
}
