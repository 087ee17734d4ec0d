using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>WFDB records (PhysioNet): a header file <c>.hea</c> with signal files beside it.</summary>
public sealed class WfdbFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "WFDB";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) => fileName.EndsWith(".hea", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        var remarks = new List<Remark>();
        WfdbHeader header = ReadHeader(folder, fileName, remarks);
        IReadOnlyList<WfdbSignal> layout;
        WfdbPart[] parts;
        long frames;
        if (header.Segments.Count == 0)
        {
            layout = header.Signals;
            var segment = new WfdbSegment(folder, fileName, header);
            try
            {
                frames = segment.Frames(remarks);
            }
            catch
            {
                segment.Dispose();
                throw;
            }

            var own = new int[layout.Count];
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = i;
            }

            parts = [new WfdbPart(segment, 0, frames, own)];
        }
        else
        {
            (layout, parts, frames) = WfdbSegments.Open(folder, fileName, header, remarks);
        }

        var channels = new Channel[layout.Count];
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i] = Describe(layout[i], header.FrameRate, frames);
        }

        return new WfdbRecording(folder, fileName, header, layout, parts)
        {
            Name = $"{folder.Name}/{fileName}",
            Format = "WFDB",
            Channels = channels,
            Subject = WfdbSubject.Read(header.Comments),
            Start = header.Start,
            DurationSeconds = frames / header.FrameRate,
            Gaps = [.. parts.Where(p => p.Segment is null && p.Frames > 0)
                .Select(p => new TimeSpanSeconds(p.FirstFrame / header.FrameRate, p.Frames / header.FrameRate))],
            Remarks = remarks,
        };
    }

    /// <summary>Reads one header of the folder.</summary>
    internal static WfdbHeader ReadHeader(SourceFolder folder, string fileName, List<Remark> remarks)
    {
        using ByteSource source = folder.Open(fileName);
        return WfdbHeaderReader.Read(source, remarks);
    }

    private static Channel Describe(WfdbSignal signal, double frameRate, long frames)
    {
        int bits = signal.Format == WfdbSampleFormat.None ? signal.AdcResolution : signal.Format.Bits();
        double least = -Math.Pow(2, bits - 1), most = -least - 1;
        (double a, double b) = ((least - signal.Baseline) / signal.Gain, (most - signal.Baseline) / signal.Gain);
        return new Channel(signal.Description, signal.Unit, frameRate * signal.SamplesPerFrame, frames * signal.SamplesPerFrame)
        {
            Resolution = Math.Abs(1 / signal.Gain),
            PhysicalRange = bits <= 0 || signal.Format == WfdbSampleFormat.Difference8 ? null : (Math.Min(a, b), Math.Max(a, b)),
        };
    }
}
