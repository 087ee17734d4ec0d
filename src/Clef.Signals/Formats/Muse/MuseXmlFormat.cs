using System.Buffers.Binary;
using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Muse;

/// <summary>
/// GE MUSE XML exports (<c>RestingECG</c>): the rhythm waveforms, 16-bit little-endian samples in base64, each lead with its own units per bit.
/// Where I and II are stored without III, aVR, aVL and aVF, these are derived. The median beats are not read, as they are no recording.
/// </summary>
public sealed class MuseXmlFormat : IRecordingFormat
{
    private const string Payload = "WaveFormData";

    /// <inheritdoc/>
    public string Name => "GE MUSE XML";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) => XmlHead.Contains(head, "<RestingECG");

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        using ByteSource source = folder.Open(fileName);
        XmlFact root = XmlFact.Load(source, [Payload], remarks);
        if (root.Name != "RestingECG")
        {
            throw new ClefException(source.Name, "root element", root.Name, "RestingECG");
        }

        XmlFact[] rhythm = root.Children.Where(c => c.Name == "Waveform" && c.TextAt("WaveformType") == "Rhythm").ToArray();
        if (rhythm.Length == 0)
        {
            throw new ClefException(source.Name, "Waveform", null, "a waveform of type Rhythm");
        }

        var channels = new List<Channel>();
        var sources = new List<SampleSource>();
        foreach (XmlFact waveform in rhythm)
        {
            double rate = Rate(source.Name, waveform);
            foreach (XmlFact lead in waveform.Children.Where(c => c.Name == "LeadData"))
            {
                (Channel channel, SampleSource samples) = ReadLead(source.Name, waveform, lead, rate, remarks);
                channels.Add(channel);
                sources.Add(samples);
            }
        }

        LimbLeads.Complete(channels, sources, remarks);
        remarks.CheckLabels(channels);
        return new SampledRecording(sources, () => ReadAnnotations(root))
        {
            Name = source.Name,
            Format = "GE MUSE XML",
            Channels = channels,
            Subject = ReadSubject(root),
            Start = ReadStart(root),
            DurationSeconds = channels.Count == 0 ? 0 : channels.Max(c => c.SampleCount / c.SampleRate),
            Remarks = remarks.ToList(),
        };
    }

    private static double Rate(string file, XmlFact waveform)
    {
        double rate = Number(waveform, "SampleBase") ?? double.NaN, exponent = Number(waveform, "SampleExponent") ?? 0;
        rate *= Math.Pow(10, exponent);
        return rate >= SignalLayout.MinimumRate && rate <= SignalLayout.MaximumRate ? rate
            : throw new ClefException(file, "SampleBase", waveform.TextAt("SampleBase"), $"at least {SignalLayout.MinimumRate} and at most {SignalLayout.MaximumRate} samples a second");
    }

    private static (Channel Channel, SampleSource Samples) ReadLead(string file, XmlFact waveform, XmlFact lead, double rate, RemarkList remarks)
    {
        string label = lead.TextAt("LeadID") ?? "";
        string field = $"WaveFormData of lead {label}";
        if (Number(lead, "LeadSampleSize") is { } size && size != 2)
        {
            throw new ClefException(file, $"LeadSampleSize of lead {label}", size, "2 bytes a sample");
        }

        byte[] bytes = Base64Text.Decode((lead.Child(Payload) ?? throw new ClefException(file, field, null, "samples")).Payload, file, field);
        if (bytes.Length % 2 != 0)
        {
            remarks.Add("data-truncated", $"lead {label} ends within a sample");
        }

        if (lead.TextAt("LeadDataCRC32") is { } stated && uint.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out uint checksum)
            && checksum != MuseChecksum.Compute(bytes))
        {
            remarks.Add("checksum-wrong", $"the checksum of lead {label} does not agree with its bytes");
        }

        var samples = new short[bytes.Length / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i));
        }

        if (Number(lead, "LeadSampleCountTotal") is { } count && count != samples.Length)
        {
            remarks.Add("sample-count-wrong", $"lead {label} states {count} samples and stores {samples.Length}; what is stored was read");
        }

        double gain = Number(lead, "LeadAmplitudeUnitsPerBit") ?? throw new ClefException(file, $"LeadAmplitudeUnitsPerBit of lead {label}", null, "a number");
        string unit = lead.TextAt("LeadAmplitudeUnits")?.ToUpperInvariant() switch
        {
            "MICROVOLTS" or null => "uV",
            "MILLIVOLTS" => "mV",
            "VOLTS" => "V",
            string other => other,
        };
        string filter = string.Join(' ', new[] { ("HP", "HighPassFilter", 100.0), ("LP", "LowPassFilter", 1.0), ("N", "ACFilter", 1.0) }
            .Where(f => Number(waveform, f.Item2) is not null)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Item1}:{Number(waveform, f.Item2)!.Value / f.Item3}Hz")));
        var channel = new Channel(label, unit, rate, samples.Length)
        {
            Resolution = Math.Abs(gain),
            Prefilter = filter,
            PhysicalRange = Number(lead, "LeadLowLimit") is { } low && Number(lead, "LeadHighLimit") is { } high ? (low * gain, high * gain) : null,
        };
        return (channel, new ScaledSamples(samples, gain));
    }

    private static double? Number(XmlFact fact, string name) => HeaderText.TryNumber(fact.TextAt(name), out double value) ? value : null;

    private static Subject ReadSubject(XmlFact root)
    {
        XmlFact? person = root.Child("PatientDemographics");
        string? name = HeaderText.OrNull(string.Join(' ', new[] { person?.TextAt("PatientFirstName"), person?.TextAt("PatientLastName") }.OfType<string>()));
        double? age = HeaderText.TryNumber(person?.TextAt("PatientAge"), out double value) ? person?.TextAt("AgeUnits")?.ToUpperInvariant() switch
        {
            "MONTHS" => value / 12,
            "WEEKS" => value / 52.1775,
            "DAYS" => value / 365.2425,
            "HOURS" => value / 8765.82,
            _ => value,
        }
        : null;
        DateOnly? birth = DateOnly.TryParseExact(
            person?.TextAt("DateofBirth"), ["MM-dd-yyyy", "M-d-yyyy", "MM/dd/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
        string? sex = person?.TextAt("Gender")?.ToUpperInvariant() switch { "MALE" or "M" => "M", "FEMALE" or "F" => "F", _ => null };
        return new Subject(person?.TextAt("PatientID"), name, sex, birth, age, null);
    }

    private static DateTime? ReadStart(XmlFact root)
    {
        XmlFact? test = root.Child("TestDemographics");
        return DateTime.TryParseExact(
            $"{test?.TextAt("AcquisitionDate")} {test?.TextAt("AcquisitionTime")}", ["MM-dd-yyyy HH:mm:ss", "M-d-yyyy H:mm:ss"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime start) ? start : null;
    }

    /// <summary>The device's statements, at 0, and the QRS complexes at their times in milliseconds.</summary>
    private static IEnumerable<Annotation> ReadAnnotations(XmlFact root)
    {
        var line = new System.Text.StringBuilder();
        foreach (XmlFact statement in root.At("Diagnosis")?.Children.Where(c => c.Name == "DiagnosisStatement") ?? [])
        {
            line.Append(line.Length > 0 ? " " : "").Append(statement.TextAt("StmtText"));
            if (statement.Children.Any(c => c.Name == "StmtFlag" && c.Text == "ENDSLINE"))
            {
                yield return new Annotation(0, null, line.ToString());
                line.Clear();
            }
        }

        if (line.Length > 0)
        {
            yield return new Annotation(0, null, line.ToString());
        }

        foreach (XmlFact beat in root.Child("QRSTimesTypes")?.Children.Where(c => c.Name == "QRS") ?? [])
        {
            if (Number(beat, "Time") is { } milliseconds)
            {
                yield return new Annotation(milliseconds / 1000, null, $"QRS type {beat.TextAt("Type")}");
            }
        }
    }
}
