using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>Puts together the segments of a multi-segment record.</summary>
internal static class WfdbSegments
{
    /// <summary>
    /// Opens the headers of all segments. In a variable layout the first segment, of length 0, lists every signal, and each segment's signals are found
    /// by their description; in a fixed layout they are found by their order.
    /// </summary>
    public static (IReadOnlyList<WfdbSignal> Layout, WfdbPart[] Parts, long Frames) Open(
        SourceFolder folder, string fileName, WfdbHeader header, List<Remark> remarks)
    {
        string record = $"{folder.Name}/{fileName}";
        bool variable = header.Segments[0].Frames == 0;
        var headers = new (string Name, WfdbHeader Header)?[header.Segments.Count];
        var missing = new List<string>();
        var read = new Dictionary<string, (string, WfdbHeader)?>(StringComparer.Ordinal);
        for (int i = 0; i < headers.Length; i++)
        {
            string name = header.Segments[i].Name;
            if (name == "~")
            {
                continue;
            }

            if (!read.TryGetValue(name, out (string, WfdbHeader)? found))
            {
                found = ReadSegment(folder, fileName, name, header, remarks);
                read.Add(name, found);
                if (found is null)
                {
                    missing.Add(name);
                }
            }

            headers[i] = found;
        }

        if (missing.Count > 0)
        {
            remarks.Add(new Remark("segment-missing", $"{missing.Count} of {headers.Length} segments have no header file ({missing[0]}{(missing.Count > 1 ? ", ..." : "")}); they read as NaN"));
        }

        WfdbHeader layoutHeader = (variable ? headers[0] : headers.FirstOrDefault(h => h is not null))?.Header
            ?? throw new ClefException(record, "segments", variable ? header.Segments[0].Name : null, "a header file for the layout or for one segment at least");
        IReadOnlyList<WfdbSignal> layout = layoutHeader.Signals;
        if (layout.Count != header.SignalCount)
        {
            throw new ClefException(record, "number of signals", header.SignalCount, $"{layout.Count}, as its segments have");
        }

        var parts = new List<WfdbPart>(headers.Length);
        var opened = new Dictionary<string, (WfdbSegment Segment, int[] Map)>(StringComparer.Ordinal);
        long frames = 0;
        for (int i = variable ? 1 : 0; i < headers.Length; i++)
        {
            WfdbSegment? segment = null;
            int[] map = [];
            if (headers[i] is var (name, part))
            {
                if (!opened.TryGetValue(name, out (WfdbSegment, int[]) known))
                {
                    known = (new WfdbSegment(folder, name, part), Map(layout, part.Signals, variable, $"{folder.Name}/{name}"));
                    opened.Add(name, known);
                }

                (segment, map) = known;
            }

            parts.Add(new WfdbPart(segment, frames, header.Segments[i].Frames, map));
            frames += header.Segments[i].Frames;
            if (frames > WfdbLimits.Frames)
            {
                throw new ClefException(record, "segment lengths", frames, $"at most {WfdbLimits.Frames} frames in all");
            }
        }

        if (header.Frames is { } stated && stated != frames)
        {
            remarks.Add(new Remark("segment-lengths-differ", $"the record line states {stated} samples, the segments add up to {frames}; the segments were believed"));
        }

        return (layout, [.. parts], frames);
    }

    private static (string, WfdbHeader)? ReadSegment(SourceFolder folder, string fileName, string segment, WfdbHeader record, List<Remark> remarks)
    {
        string source = $"{folder.Name}/{fileName}";
        string name = SourceFolder.Sibling(fileName, segment + ".hea")
            ?? throw new ClefException(source, "segment", segment, "the name of a record beside the header");
        using ByteSource? file = folder.TryOpen(name);
        if (file is null)
        {
            return null;
        }

        WfdbHeader header = WfdbHeaderReader.Read(file, remarks);
        if (header.Segments.Count > 0)
        {
            throw new ClefException(source, "segment", segment, "a record of one segment");
        }

        return header.FrameRate == record.FrameRate
            ? (name, header)
            : throw new ClefException($"{folder.Name}/{name}", "sampling frequency", header.FrameRate, $"{record.FrameRate}, as in {fileName}");
    }

    /// <summary>For each signal of the layout the segment's signal that has its samples, or -1.</summary>
    private static int[] Map(IReadOnlyList<WfdbSignal> layout, IReadOnlyList<WfdbSignal> signals, bool variable, string source)
    {
        if (!variable && signals.Count != layout.Count)
        {
            throw new ClefException(source, "number of signals", signals.Count, $"{layout.Count}, as in the first segment of this fixed layout");
        }

        var map = new int[layout.Count];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = variable ? -1 : i;
            for (int k = 0; variable && map[i] < 0 && k < signals.Count; k++)
            {
                map[i] = signals[k].Description == layout[i].Description ? k : -1;
            }

            if (map[i] < 0)
            {
                continue;
            }

            WfdbSignal signal = signals[map[i]];
            if (signal.SamplesPerFrame != layout[i].SamplesPerFrame || signal.Unit != layout[i].Unit)
            {
                throw new ClefException(source, $"signal '{signal.Description}'", $"{signal.SamplesPerFrame} samples a frame in {signal.Unit}",
                    $"{layout[i].SamplesPerFrame} samples a frame in {layout[i].Unit}, as in the layout");
            }
        }

        return map;
    }
}
