using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Codes;

namespace Clef.Clinical.Records.Fhir;

/// <summary>Reads the parts of FHIR resources that recur.</summary>
internal static class FhirJson
{
    /// <summary>A text member, or null where it is absent or not text.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The items of a list member; none where it is absent.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>The codes of a CodeableConcept.</summary>
    public static IEnumerable<ClinicalCode> Codes(JsonElement concept)
    {
        foreach (JsonElement coding in Items(concept, "coding"))
        {
            if (Text(coding, "code") is { Length: > 0 } code)
            {
                yield return new ClinicalCode(CodeSystems.Name(Text(coding, "system") ?? "UNKNOWN"), code);
            }
        }
    }

    /// <summary>The patient that a resource belongs to.</summary>
    public static string? Subject(JsonElement resource)
    {
        foreach (string name in (ReadOnlySpan<string>)["subject", "patient"])
        {
            if (resource.TryGetProperty(name, out JsonElement link) && Text(link, "reference") is { } reference)
            {
                return Id(reference);
            }
        }

        return null;
    }

    /// <summary>The identifier at the end of a reference: <c>Patient/7</c>, <c>urn:uuid:7</c>, <c>http://server/Patient/7</c>.</summary>
    public static string Id(string reference)
    {
        int cut = Math.Max(reference.LastIndexOf('/'), reference.LastIndexOf(':'));
        return reference[(cut + 1)..];
    }

    /// <summary>
    /// The first of several members that holds a date, instant or period. FHIR dates may lack day or month; the first day is then meant. A
    /// time with an offset is brought to UTC.
    /// </summary>
    public static DateTime? Time(JsonElement resource, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            string? text = Text(resource, name);
            if (text is null && resource.TryGetProperty(name, out JsonElement period) && period.ValueKind == JsonValueKind.Object)
            {
                text = Text(period, "start");
            }

            if (text is not null && Parse(text) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private static DateTime? Parse(string text)
    {
        foreach (string format in (ReadOnlySpan<string>)["yyyy-MM-dd", "yyyy-MM", "yyyy"])
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
            {
                return date;
            }
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? DateTime.SpecifyKind(instant.UtcDateTime, DateTimeKind.Unspecified)
            : null;
    }
}
