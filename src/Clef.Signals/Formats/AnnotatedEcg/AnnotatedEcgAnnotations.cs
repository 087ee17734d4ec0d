using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.AnnotatedEcg;

/// <summary>
/// The annotation sets of the series: a code with its value, and, where a supporting region of interest bounds a time, its onset and length.
/// An annotation without a time stands at 0.
/// </summary>
internal static class AnnotatedEcgAnnotations
{
    public static IEnumerable<Annotation> Read(XmlFact[] series, DateTime? start, Func<string, string> label)
    {
        return series.SelectMany(s => s.Children.Where(c => c.Name == "subjectOf").Select(c => c.Child("annotationSet")).OfType<XmlFact>())
            .SelectMany(set => set.Children.Where(c => c.Name == "component").Select(c => c.Child("annotation")).OfType<XmlFact>())
            .SelectMany(a => Flatten(a, null, null, start, label, 0));
    }

    private static IEnumerable<Annotation> Flatten(
        XmlFact annotation, (double Onset, double? Duration)? time, string? lead, DateTime? start, Func<string, string> label, int depth)
    {
        foreach (XmlFact boundary in annotation.At("support", "supportingROI")?.Descendants("boundary") ?? [])
        {
            string code = boundary.Child("code")?.Attribute("code") ?? "";
            if (code.StartsWith("TIME_", StringComparison.Ordinal))
            {
                time = Bounds(code, boundary.Child("value"), start) ?? time;
            }
            else if (code.Length > 0)
            {
                lead = label(code);
            }
        }

        string text = Text(annotation);
        if (text.Length > 0)
        {
            yield return new Annotation(time?.Onset ?? 0, time?.Duration, text, lead);
        }

        foreach (XmlFact inner in annotation.Children.Where(c => c.Name == "component" && depth < 16).Select(c => c.Child("annotation")).OfType<XmlFact>())
        {
            foreach (Annotation flat in Flatten(inner, time, lead, start, label, depth + 1))
            {
                yield return flat;
            }
        }
    }

    private static string Text(XmlFact annotation)
    {
        string code = annotation.Child("code")?.Attribute("code") ?? "";
        XmlFact? value = annotation.Child("value");
        string? detail = value?.Attribute("value") is { } number ? $"{number} {value.Attribute("unit")}".TrimEnd()
            : value?.Attribute("displayName") ?? value?.Attribute("code") ?? HeaderText.OrNull(value?.Text);
        return detail is null ? code : code.Length == 0 ? detail : $"{code}: {detail}";
    }

    private static (double Onset, double? Duration)? Bounds(string code, XmlFact? value, DateTime? start)
    {
        double? At(XmlFact? end)
        {
            string? text = end?.Attribute("value");
            return code == "TIME_RELATIVE"
                ? HeaderText.TryNumber(text, out double seconds) ? seconds * (end?.Attribute("unit") == "ms" ? 1e-3 : 1) : null
                : HeaderText.Timestamp(text) is { } time && start is { } first ? (time - first).TotalSeconds : null;
        }

        double? low = At(value?.Child("low")) ?? At(value), high = At(value?.Child("high"));
        return low is { } onset ? (onset, high - low) : high is { } only ? (only, null) : null;
    }
}
