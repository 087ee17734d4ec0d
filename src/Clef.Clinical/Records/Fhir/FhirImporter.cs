using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Clinical.Records.Fhir;

/// <summary>
/// Reads FHIR R4 (hl7.org/fhir/R4): bundles (<c>.json</c>) and bulk exports (<c>.ndjson</c>), from a folder or a zip archive. A file is
/// walked resource by resource; no more than one resource is ever held as a tree. A file that is not JSON, or not FHIR, is rejected with
/// its reason and the others go on.
/// </summary>
public static class FhirImporter
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>The events of every FHIR file of a folder, in the order of the file names.</summary>
    public static IEnumerable<PatientEvent> Read(SourceFolder folder, ImportReport report)
    {
        var context = new FhirContext(report);
        foreach (string name in folder.FileNames)
        {
            bool lines = name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
            if (!lines && !name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            context.BeginFile(bulk: lines);
            try
            {
                using ByteSource source = folder.Open(name);
                if (lines)
                {
                    ReadLines(source, context);
                }
                else
                {
                    ReadBundle(source, context);
                }
            }
            catch (Exception e) when (e is JsonException or ClefException or InvalidOperationException or FormatException)
            {
                report.Reject(name, e.Message);
                context.DropFile();
                continue;
            }

            foreach (PatientEvent found in context.TakeFile())
            {
                yield return found;
            }
        }

        foreach (PatientEvent late in context.TakeBulk())
        {
            yield return late;
        }
    }

    private static void ReadLines(ByteSource source, FhirContext context)
    {
        long at = 0;
        int number = 0;
        while (at < source.Length)
        {
            // A line of a bulk export is one resource; 64 MB is far beyond the largest that servers accept.
            ReadOnlySpan<byte> window = source.SliceUpTo(at, 64 << 20);
            int end = window.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? window : window[..end];
            number++;
            if (end < 0 && at + window.Length < source.Length)
            {
                throw new ClefException(source.Name, $"line {number}", "more than 64 MB", "one resource a line");
            }

            at += line.Length + 1;
            line = line.Trim(" \t\r"u8);
            if (line.Length == 0)
            {
                continue;
            }

            var reader = new Utf8JsonReader(line, ReaderOptions);
            try
            {
                using JsonDocument resource = JsonDocument.ParseValue(ref reader);
                context.Add(resource.RootElement);
            }
            catch (JsonException e)
            {
                throw new ClefException(source.Name, $"line {number}", null, $"one JSON resource ({e.Message})", e);
            }
        }
    }

    /// <summary>Walks to <c>entry</c>, and within each of its items to <c>resource</c>.</summary>
    private static void ReadBundle(ByteSource source, FhirContext context)
    {
        ReadOnlySpan<byte> bytes = source.All(2_000_000_000);
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        var reader = new Utf8JsonReader(bytes, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ClefException(source.Name, "content", null, "a FHIR bundle or resource");
        }

        string? type = null;
        bool entries = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceType"u8))
            {
                reader.Read();
                type = reader.GetString();
                if (type != "Bundle")
                {
                    break;
                }
            }
            else if (reader.ValueTextEquals("entry"u8))
            {
                entries = true;
                ReadEntries(ref reader, context);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (type is null)
        {
            throw new ClefException(source.Name, "resourceType", null, "a FHIR resource");
        }

        if (type != "Bundle" && !entries)
        {
            using JsonDocument single = JsonDocument.Parse(bytes.ToArray());
            context.Add(single.RootElement);
        }
    }

    private static void ReadEntries(ref Utf8JsonReader reader, FhirContext context)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? address = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isAddress = reader.ValueTextEquals("fullUrl"u8);
                bool isResource = reader.ValueTextEquals("resource"u8);
                reader.Read();
                if (isResource)
                {
                    using JsonDocument resource = JsonDocument.ParseValue(ref reader);
                    context.Add(resource.RootElement, address);
                }
                else if (isAddress && reader.TokenType == JsonTokenType.String)
                {
                    address = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }
}
