using System.Buffers.Binary;
using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Philips;

/// <summary>
/// Philips ECG files (<c>restingecgdata</c>, types SierraECG and PhilipsECG, versions 1.03 and 1.04 with their revisions): base64 samples of 16 bits,
/// lead after lead, plain or compressed by XLI. With XLI, III, aVR, aVL and aVF are stored as what they differ from the sum of the
/// leads that they follow from. The averaged beats are not read.
/// </summary>
public sealed class PhilipsXmlFormat : IRecordingFormat
{
    private const string Payload = "parsedwaveforms";
    private const int MaximumLeads = 64;
    private static readonly string[] Standard = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <inheritdoc/>
    public string Name => "Philips XML";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) => XmlHead.Contains(head, "<restingecgdata");

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        using ByteSource source = folder.Open(fileName);
        string file = source.Name;
        XmlFact root = XmlFact.Load(source, [Payload], remarks);
        CheckVersion(file, root);
        XmlFact signal = root.At("dataacquisition", "signalcharacteristics") ?? throw new ClefException(file, "signalcharacteristics", null, "that element");
        XmlFact data = root.At("waveforms", Payload) ?? throw new ClefException(file, Payload, null, "waveforms");
        double rate = Need(file, signal, "samplingrate", 1, SignalLayout.MaximumRate);
        double resolution = Number(signal.TextAt("resolution") ?? signal.TextAt("signalresolution") ?? data.Attribute("resolution")) is { } stated and > 0
            ? stated : throw new ClefException(file, "resolution", null, "microvolts a bit, more than 0");
        CheckEncoding(file, signal, data);
        int count = (int)(Number(data.Attribute("numberofleads")) ?? Need(file, signal, "numberchannelsallocated", 1, MaximumLeads));
        if (count is < 1 or > MaximumLeads)
        {
            throw new ClefException(file, "numberofleads", count, $"1 to {MaximumLeads}");
        }

        List<short[]> leads = ReadLeads(file, data, count, rate, remarks);
        string[] labels = Labels(signal, data, leads.Count, remarks);
        if (string.Equals(Compression(data), "XLI", StringComparison.OrdinalIgnoreCase))
        {
            AddLimbLeads(leads, labels);
        }

        string filter = Filter(root, signal);
        double offset = Number(signal.TextAt("signaloffset")) ?? 0;
        Channel[] channels = leads.Select((lead, i) =>
            new Channel(labels[i], "uV", rate, lead.Length) { Resolution = resolution, Prefilter = filter }).ToArray();
        remarks.CheckLabels(channels);
        return new SampledRecording(leads.Select(l => (SampleSource)new ScaledSamples(l, resolution, -offset * resolution)).ToArray(), () => ReadStatements(root))
        {
            Name = file,
            Format = "Philips XML",
            Channels = channels,
            Subject = ReadSubject(root),
            Start = ReadStart(root),
            DurationSeconds = leads.Max(l => l.Length) / rate,
            Remarks = remarks.ToList(),
        };
    }

    private static void CheckVersion(string file, XmlFact root)
    {
        string? type = root.TextAt("documentinfo", "documenttype"), version = root.TextAt("documentinfo", "documentversion");
        if (type is not ("SierraECG" or "PhilipsECG"))
        {
            throw new ClefException(file, "documenttype", type, "SierraECG or PhilipsECG");
        }

        if (version is null || !(version is "1.03" or "1.04" || version.StartsWith("1.03.", StringComparison.Ordinal) || version.StartsWith("1.04.", StringComparison.Ordinal)))
        {
            throw new ClefException(file, "documentversion", version, "1.03 or 1.04");
        }
    }

    private static void CheckEncoding(string file, XmlFact signal, XmlFact data)
    {
        if (data.Attribute("dataencoding") is { } encoding && !encoding.Equals("Base64", StringComparison.OrdinalIgnoreCase))
        {
            throw new ClefException(file, "dataencoding", encoding, "Base64");
        }

        if (signal.TextAt("bitspersample") is { } bits && bits != "16")
        {
            throw new ClefException(file, "bitspersample", bits, "16");
        }

        if (Compression(data) is { } method && !method.Equals("XLI", StringComparison.OrdinalIgnoreCase) && !method.Equals("Uncompressed", StringComparison.OrdinalIgnoreCase))
        {
            throw new ClefException(file, "compression", method, "XLI or Uncompressed");
        }
    }

    private static string? Compression(XmlFact data) =>
        string.Equals(data.Attribute("compressflag"), "False", StringComparison.OrdinalIgnoreCase) ? null : data.Attribute("compressmethod") ?? data.Attribute("compression");

    private static List<short[]> ReadLeads(string file, XmlFact data, int count, double rate, RemarkList remarks)
    {
        double milliseconds = Number(data.Attribute("durationperchannel")) is { } stated and > 0 and <= 3_600_000 ? stated
            : throw new ClefException(file, "durationperchannel", data.Attribute("durationperchannel"), "up to 3,600,000 ms");
        int samples = (int)Math.Min(Array.MaxLength / 4, milliseconds * rate / 1000);
        byte[] bytes = Base64Text.Decode(data.Payload, file, Payload);
        List<short[]> leads;
        if (string.Equals(Compression(data), "XLI", StringComparison.OrdinalIgnoreCase))
        {
            leads = PhilipsXli.Decode(bytes, file, count, samples);
        }
        else
        {
            int each = Math.Min(samples, bytes.Length / 2 / count);
            leads = [.. Enumerable.Range(0, count).Select(l =>
            {
                var lead = new short[each];
                for (int i = 0; i < each; i++)
                {
                    lead[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * ((l * each) + i)));
                }

                return lead;
            })];
        }

        if (leads.Count == 0)
        {
            throw new ClefException(file, Payload, null, "at least one lead");
        }

        if (leads.Count != count)
        {
            remarks.Add("lead-count-wrong", $"{count} leads are stated and {leads.Count} are stored");
        }

        if (leads.Any(l => l.Length != samples))
        {
            remarks.Add("sample-count-wrong", $"{samples} samples a lead are stated and {leads.Min(l => l.Length)} to {leads.Max(l => l.Length)} are stored");
        }

        return leads;
    }

    /// <summary>Restores III, aVR, aVL and aVF; the halves are rounded down, as the device rounded them.</summary>
    private static void AddLimbLeads(List<short[]> leads, string[] labels)
    {
        if (leads.Count < 6 || !labels.AsSpan(0, 6).SequenceEqual(Standard.AsSpan(0, 6)))
        {
            return;
        }

        int length = leads.Take(6).Min(l => l.Length);
        for (int i = 0; i < length; i++)
        {
            int one = leads[0][i], two = leads[1][i];
            int three = two - one - leads[2][i];
            leads[2][i] = (short)three;
            leads[3][i] = (short)(-leads[3][i] - ((one + two) >> 1));
            leads[4][i] = (short)(((one - three) >> 1) - leads[4][i]);
            leads[5][i] = (short)(((two + three) >> 1) - leads[5][i]);
        }
    }

    private static string[] Labels(XmlFact signal, XmlFact data, int count, RemarkList remarks)
    {
        if (data.Attribute("leadlabels")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { } stated && stated.Length >= count)
        {
            return stated[..count];
        }

        if (signal.TextAt("acquisitiontype") is "STD-12" or "10-WIRE" && count == Standard.Length)
        {
            return Standard;
        }

        remarks.Add("label-missing", "the leads have no labels and were numbered");
        return [.. Enumerable.Range(1, count).Select(i => $"{i}")];
    }

    private static string Filter(XmlFact root, XmlFact signal)
    {
        XmlFact? report = root.At("reportinfo", "reportbandwidth");
        string? high = signal.TextAt("hipass") ?? report?.TextAt("highpassfiltersetting"), low = signal.TextAt("lowpass") ?? report?.TextAt("lowpassfiltersetting");
        return string.Join(' ', new[] { high is null ? null : $"HP:{high}Hz", low is null ? null : $"LP:{low}Hz" }.OfType<string>());
    }

    private static Subject ReadSubject(XmlFact root)
    {
        XmlFact? person = root.At("patient", "generalpatientdata");
        string? name = HeaderText.OrNull(string.Join(' ', new[] { person?.TextAt("name", "firstname"), person?.TextAt("name", "lastname") }.OfType<string>()));
        string? sex = person?.TextAt("sex")?.ToUpperInvariant() switch { "MALE" or "M" => "M", "FEMALE" or "F" => "F", _ => null };
        return new Subject(
            person?.TextAt("patientid"), name, sex, HeaderText.Date(person?.TextAt("age", "dateofbirth")), Number(person?.TextAt("age", "years")), null);
    }

    private static DateTime? ReadStart(XmlFact root)
    {
        XmlFact? acquisition = root.Child("dataacquisition");
        return DateTime.TryParseExact(
            $"{acquisition?.Attribute("date")} {acquisition?.Attribute("time")}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime start)
            ? start : null;
    }

    private static IEnumerable<Annotation> ReadStatements(XmlFact root) =>
        root.Descendants("statement").Select(s => HeaderText.OrNull($"{s.TextAt("leftstatement")} {s.TextAt("rightstatement")}")).OfType<string>()
            .Select(text => new Annotation(0, null, text));

    private static double? Number(string? text) => HeaderText.TryNumber(text, out double value) ? value : null;

    private static double Need(string file, XmlFact signal, string name, double minimum, double maximum) =>
        Number(signal.TextAt(name)) is { } value && value >= minimum && value <= maximum ? value
        : throw new ClefException(file, name, signal.TextAt(name), string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"));
}
