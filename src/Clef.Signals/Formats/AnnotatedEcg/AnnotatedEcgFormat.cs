using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.AnnotatedEcg;

/// <summary>
/// HL7 version 3 annotated ECG (<c>AnnotatedECG</c>, PORT_MT020001): the sequence sets of the rhythm series, each with a time sequence (GLIST_TS or
/// GLIST_PQ: a start and an increment) and one sequence of digits a lead (SLIST_PQ: origin and scale; GLIST_PQ: a ramp). Derived series
/// (representative beats) are not read, as they are no recording.
/// </summary>
public sealed class AnnotatedEcgFormat : IRecordingFormat
{
    private const string LeadPrefix = "MDC_ECG_LEAD_";

    /// <inheritdoc/>
    public string Name => "HL7 aECG";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) => XmlHead.Contains(head, "<AnnotatedECG") || XmlHead.Contains(head, ":AnnotatedECG");

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        using ByteSource source = folder.Open(fileName);
        XmlFact root = XmlFact.Load(source, ["digits"], remarks);
        if (root.Name != "AnnotatedECG")
        {
            throw new ClefException(source.Name, "root element", root.Name, "AnnotatedECG");
        }

        XmlFact[] series = root.Children.Where(c => c.Name == "component").Select(c => c.Child("series")).OfType<XmlFact>().ToArray();
        if (series.Length == 0)
        {
            throw new ClefException(source.Name, "AnnotatedECG/component/series", null, "at least one series of waveforms");
        }

        AnnotatedEcgSequences[] sets = series
            .SelectMany(s => s.Children.Where(c => c.Name == "component").Select(c => c.Child("sequenceSet")).OfType<XmlFact>())
            .Select(set => AnnotatedEcgSequences.Read(source.Name, set, remarks)).ToArray();
        if (sets.Sum(s => s.Leads.Count) == 0)
        {
            throw new ClefException(source.Name, "sequenceSet", null, "at least one lead");
        }

        DateTime? start = sets.Select(s => s.Start).Where(s => s is not null).Min()
            ?? HeaderText.Timestamp(series[0].At("effectiveTime", "low")?.Attribute("value")) ?? HeaderText.Timestamp(root.At("effectiveTime", "low")?.Attribute("value"))
            ?? HeaderText.Timestamp(root.At("effectiveTime", "center")?.Attribute("value"));
        var channels = new List<Channel>();
        var sources = new List<SampleSource>();
        string filter = Filter(series[0]);
        foreach (AnnotatedEcgSequences set in sets)
        {
            double offset = set.Start is { } at && start is { } first ? (at - first).TotalSeconds : set.OffsetSeconds;
            long delay = (long)Math.Round(Math.Clamp(offset, 0, 1e7) * set.SampleRate);
            foreach ((string code, string unit, double resolution, SampleSource samples) in set.Leads)
            {
                SampleSource delayed = delay == 0 ? samples : new DelayedSamples(samples, delay);
                channels.Add(new Channel(Label(code), unit, set.SampleRate, delayed.Count) { Resolution = resolution, Prefilter = filter });
                sources.Add(delayed);
            }
        }

        LimbLeads.Complete(channels, sources, remarks);
        double duration = channels.Max(c => c.SampleCount / c.SampleRate);
        CheckDuration(series[0], duration, remarks);
        remarks.CheckLabels(channels);
        return new SampledRecording(sources, () => AnnotatedEcgAnnotations.Read(series, start, Label))
        {
            Name = source.Name,
            Format = "HL7 aECG",
            Channels = channels,
            Subject = ReadSubject(root),
            Start = start,
            DurationSeconds = duration,
            Remarks = remarks.ToList(),
        };
    }

    /// <summary><c>MDC_ECG_LEAD_AVR</c> is aVR; codes of other kinds stay as they are.</summary>
    private static string Label(string code)
    {
        string name = code.StartsWith(LeadPrefix, StringComparison.OrdinalIgnoreCase) ? code[LeadPrefix.Length..] : code;
        return name.ToUpperInvariant() switch { "AVR" => "aVR", "AVL" => "aVL", "AVF" => "aVF", _ => name };
    }

    /// <summary>The series' stated start and end tell when the increment, or the number of samples, is wrong.</summary>
    private static void CheckDuration(XmlFact series, double duration, RemarkList remarks)
    {
        if (HeaderText.Timestamp(series.At("effectiveTime", "low")?.Attribute("value")) is { } low
            && HeaderText.Timestamp(series.At("effectiveTime", "high")?.Attribute("value")) is { } high
            && (high - low).TotalSeconds is > 1 and double stated && Math.Abs(stated - duration) > Math.Max(1, 0.05 * stated))
        {
            remarks.Add("duration-disagrees", string.Create(
                CultureInfo.InvariantCulture, $"the series is stated to last {stated} s and its samples last {duration} s at the stated increment"));
        }
    }

    private static string Filter(XmlFact series)
    {
        var parts = new List<string>();
        foreach (XmlFact variable in series.Descendants("controlVariable"))
        {
            string? kind = variable.Child("code")?.Attribute("code") switch
            {
                "MDC_ECG_CTL_VBL_ATTR_FILTER_HIGH_PASS" => "HP",
                "MDC_ECG_CTL_VBL_ATTR_FILTER_LOW_PASS" => "LP",
                "MDC_ECG_CTL_VBL_ATTR_FILTER_NOTCH" => "N",
                _ => null,
            };
            if (kind is not null && variable.Descendants("value").Select(v => v.Attribute("value")).FirstOrDefault(v => v is not null) is { } hertz)
            {
                parts.Add($"{kind}:{hertz}Hz");
            }
        }

        return string.Join(' ', parts);
    }

    private static Subject ReadSubject(XmlFact root)
    {
        XmlFact? trial = root.At("componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject", "trialSubject");
        XmlFact? person = trial?.Child("subjectDemographicPerson");
        XmlFact? age = root.Descendants("relatedObservation").FirstOrDefault(o => o.Child("code")?.Attribute("code") == "21612-7")?.Child("value");
        double? years = HeaderText.TryNumber(age?.Attribute("value"), out double value) && (age?.Attribute("unit") ?? "a") == "a" ? value : null;
        string? sex = person?.Child("administrativeGenderCode")?.Attribute("code") is ("F" or "M") and string code ? code : null;
        return new Subject(
            trial?.Child("id")?.Attribute("extension") ?? person?.TextAt("PatientID"),
            person?.TextAt("name"),
            sex,
            HeaderText.Date(person?.Child("birthTime")?.Attribute("value") is { Length: >= 8 } birth ? birth[..8] : null),
            age is null ? null : years,
            root.At("pertainsTo", "subjectFindingComment")?.TextAt("text"));
    }
}
