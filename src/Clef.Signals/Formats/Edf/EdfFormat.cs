using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>The European Data Format, its extension EDF+, and BioSemi's 24-bit BDF and BDF+.</summary>
public sealed class EdfFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "EDF/BDF";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        fileName.EndsWith(".edf", StringComparison.OrdinalIgnoreCase)
        || fileName.EndsWith(".bdf", StringComparison.OrdinalIgnoreCase)
        || fileName.EndsWith(".rec", StringComparison.OrdinalIgnoreCase)
        || head.StartsWith("0       "u8)
        || (head.Length > 8 && head[0] == 0xff && head[1..8].SequenceEqual("BIOSEMI"u8));

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        ByteSource source = folder.Open(fileName);
        try
        {
            return Open(source, $"{folder.Name}/{fileName}");
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file whose bytes are at hand; the recording disposes of them.</summary>
    public static EdfRecording Open(ByteSource source, string name)
    {
        var remarks = new List<Remark>();
        EdfHeader header = EdfHeaderReader.Read(source, remarks);
        EdfTimeline timeline = EdfTimeline.Read(source, header, new EdfFields(source.Name, remarks));
        EdfSignal? status = header.IsBdf ? header.Signals.FirstOrDefault(s => s is { Label: "Status" or "STATUS", Samples: > 0 }) : null;
        EdfSignal[] signals = [.. header.Signals.Where(s => !s.IsAnnotations && s != status && s.Samples > 0)];
        EdfRun last = timeline.Runs[^1];
        double stored = last.Onset + (last.Records * header.RecordSeconds);
        EdfMissing? missing = EdfMissing.Find(header.Recording);
        double length = missing is { Length: var stated } && stated < stored && stated > stored - header.RecordSeconds ? stated : stored;
        return new EdfRecording(source, header, timeline, signals, status, missing is not null)
        {
            Name = name,
            Format = header.FormatName,
            Channels = [.. signals.Select(s => Describe(s, header, last, length < stored ? length : double.PositiveInfinity))],
            Subject = EdfSubject.Read(header.Patient),
            Start = header.Start?.AddTicks((long)Math.Round(timeline.FirstOnset * TimeSpan.TicksPerSecond)),
            DurationSeconds = length,
            Gaps = timeline.Gaps(header.RecordSeconds),
            Remarks = remarks,
        };
    }

    /// <summary>A channel; one of a file that is padded ends where the recording does.</summary>
    private static Channel Describe(EdfSignal signal, EdfHeader header, EdfRun last, double length)
    {
        double rate = signal.Samples / header.RecordSeconds;
        long stored = EdfRecording.FirstSample(last, signal, header) + last.Records * signal.Samples;
        return new(signal.Label, signal.Unit, rate, double.IsFinite(length) ? Math.Min(stored, (long)Math.Round(length * rate)) : stored)
        {
            Transducer = signal.Transducer,
            Prefilter = signal.Prefilter,
            Resolution = Math.Abs(signal.Step),
            PhysicalRange = signal.Scaled
                ? (Math.Min(signal.PhysicalMinimum, signal.PhysicalMaximum), Math.Max(signal.PhysicalMinimum, signal.PhysicalMaximum))
                : null,
        };
    }
}
