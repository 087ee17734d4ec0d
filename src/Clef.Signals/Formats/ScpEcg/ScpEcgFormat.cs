using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.ScpEcg;

/// <summary>
/// SCP-ECG records (EN 1064:2005, ISO 11073-91064): the rhythm data of section 6 with plain, standard or own Huffman codes, first or second
/// differences, reference beat subtraction and bimodal compression. Amplitudes are in microvolts.
/// </summary>
public sealed class ScpEcgFormat : IRecordingFormat
{
    /// <summary>Codes of leads (EN 1064, 5.6.3), those in use.</summary>
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "I", [2] = "II", [3] = "V1", [4] = "V2", [5] = "V3", [6] = "V4", [7] = "V5", [8] = "V6", [9] = "V7", [10] = "V2R", [11] = "V3R", [12] = "V4R",
        [13] = "V5R", [14] = "V6R", [15] = "V7R", [16] = "X", [17] = "Y", [18] = "Z", [19] = "CC5", [20] = "CM5", [61] = "III", [62] = "aVR", [63] = "aVL",
        [64] = "aVF", [65] = "-aVR", [66] = "V8", [67] = "V9", [68] = "V8R", [69] = "V9R",
    };

    /// <inheritdoc/>
    public string Name => "SCP-ECG";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        (head.Length >= 22 && head[16..22].SequenceEqual("SCPECG"u8) && head[8] == 0 && head[9] == 0)
        || (fileName.EndsWith(".scp", StringComparison.OrdinalIgnoreCase) && head.Length >= 22 && head[8] == 0 && head[9] == 0);

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new RemarkList();
        using ByteSource source = folder.Open(fileName);
        var record = new ScpRecord(source, remarks);
        ScpPatient patient = ScpPatient.Read(record, remarks);
        var waveforms = new ScpWaveforms(source.Name, record, remarks);
        short[][] leads = waveforms.Decode();
        double rate = 1e6 / waveforms.IntervalMicroseconds, microvolts = waveforms.Nanovolts / 1000.0;
        long first = waveforms.Leads.Min(l => l.First);
        var channels = new Channel[leads.Length];
        var sources = new SampleSource[leads.Length];
        for (int i = 0; i < leads.Length; i++)
        {
            // Leads may begin one after the other, as on a three-channel strip.
            long delay = waveforms.Leads[i].First - first;
            sources[i] = new ScaledSamples(leads[i], microvolts);
            sources[i] = delay == 0 ? sources[i] : new DelayedSamples(sources[i], delay);
            string label = Names.GetValueOrDefault(waveforms.Leads[i].Code) ?? $"lead {waveforms.Leads[i].Code}";
            channels[i] = new Channel(label, "uV", rate, sources[i].Count) { Resolution = microvolts, Prefilter = patient.Prefilter };
        }

        if (leads.All(l => l.Length == 0) && waveforms.Leads.Any(l => l.Count > 0))
        {
            throw new ClefException(source.Name, "section 6", null, "samples");
        }

        Annotation[] beats = waveforms.Beats.Select(b => new Annotation((b.Fiducial - first) / rate, null, $"QRS type {b.Type}")).ToArray();
        remarks.CheckLabels(channels);
        return new SampledRecording(sources, () => beats)
        {
            Name = source.Name,
            Format = "SCP-ECG",
            Channels = channels,
            Subject = patient.Subject,
            Start = patient.Start,
            DurationSeconds = channels.Max(c => c.SampleCount) / rate,
            Remarks = remarks.ToList(),
        };
    }
}
