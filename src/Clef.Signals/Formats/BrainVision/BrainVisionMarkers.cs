using System.Globalization;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.BrainVision;

/// <summary>The markers of a <c>.vmrk</c> file: type, description, position in samples from 1, size in samples, channel from 1 (0: all), date.</summary>
internal sealed record BrainVisionMarkers(IReadOnlyList<Annotation> Annotations, DateTime? Start)
{
    /// <summary>No markers.</summary>
    public static BrainVisionMarkers None { get; } = new([], null);

    /// <summary>Reads the marker file. An annotation's text is <c>type/description</c>, as the format's other readers write it.</summary>
    public static BrainVisionMarkers Read(ByteSource source, double rate, Channel[] channels, RemarkList remarks)
    {
        BrainVisionHeader file = BrainVisionHeader.Read(source, "BrainVisionDataExchangeMarkerFile", remarks);
        var annotations = new List<Annotation>();
        DateTime? start = null;
        int segments = 0;
        foreach ((int number, string[] fields) in file.Numbered("Marker Infos", "Mk"))
        {
            if (fields.Length < 3 || !HeaderText.TryNumber(fields[2], out double position))
            {
                remarks.Add("marker-unreadable", $"marker {number} has no position and was left out");
                continue;
            }

            double onset = (position - 1) / rate;
            double? duration = fields.Length > 3 && HeaderText.TryNumber(fields[3], out double size) && size >= 0 ? size / rate : null;
            string? channel = fields.Length > 4 && int.TryParse(fields[4], out int index) && index >= 1 && index <= channels.Length ? channels[index - 1].Label : null;
            if (fields[0].Equals("New Segment", StringComparison.OrdinalIgnoreCase))
            {
                segments++;
                start ??= fields.Length > 5 && position <= 1 ? Date(fields[5], remarks) : null;
            }

            annotations.Add(new Annotation(onset, duration, fields[1].Length > 0 ? $"{fields[0]}/{fields[1]}" : fields[0], channel));
        }

        if (segments > 1)
        {
            remarks.Add("segments-concatenated", $"{segments} segments follow each other; the time between them is stated only by their 'New Segment' markers");
        }

        return new BrainVisionMarkers(annotations, start);
    }

    /// <summary><c>YYYYMMDDhhmmssuuuuuu</c>, with microseconds; all zeros where the date was removed.</summary>
    private static DateTime? Date(string text, RemarkList remarks)
    {
        if (text.Length >= 14
            && DateTime.TryParseExact(text.AsSpan(0, 14), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            return text.Length == 20 && int.TryParse(text.AsSpan(14), NumberStyles.None, CultureInfo.InvariantCulture, out int microseconds)
                ? time.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : time;
        }

        if (text.AsSpan().IndexOfAnyExcept('0') >= 0)
        {
            remarks.Add("date-unreadable", $"the date '{text}' of the first segment was not read");
        }

        return null;
    }
}
