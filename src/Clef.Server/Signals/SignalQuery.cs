using System.ComponentModel;
using System.Globalization;
using Clef.Server.Problems;
using Clef.Signals.Recordings;
using Microsoft.AspNetCore.Mvc;

namespace Clef.Server.Signals;

/// <summary>How the numbers of a tile are written.</summary>
internal enum SampleEncoding
{
    /// <summary>Single precision; NaN where nothing was recorded.</summary>
    F32,

    /// <summary>16-bit integers times the trace's scale; -32768 where nothing was recorded.</summary>
    I16,
}

/// <summary>Which part of a recording is wanted, and how.</summary>
internal sealed class SignalQuery
{
    private const int MostColumns = 16_384, MostChannels = 1024;
    private const double Latest = 1e9, Longest = 1e8; // seconds: some thirty years, and three

    [FromQuery(Name = "from"), Description("Start, seconds.")]
    public double From { get; init; }

    [FromQuery(Name = "seconds"), Description("Length, seconds. Beyond the recording's end nothing is recorded.")]
    public double Seconds { get; init; }

    [FromQuery(Name = "columns"), Description(
        "Pixel columns: where more than two samples fall on one, it gets their least and greatest. Without, samples as they are.")]
    public int? Columns { get; init; }

    [FromQuery(Name = "channels"), Description("Channels by place from 0, such as 0,1,5; all where not given.")]
    public string? Channels { get; init; }

    [FromQuery(Name = "montage"), Description("average-reference, longitudinal-bipolar, transverse-bipolar or laplacian; as-recorded where not given.")]
    public string? Montage { get; init; }

    [FromQuery(Name = "lowCut"), Description("High-pass at so many hertz (second order, without phase).")]
    public double? LowCut { get; init; }

    [FromQuery(Name = "highCut"), Description("Low-pass at so many hertz.")]
    public double? HighCut { get; init; }

    [FromQuery(Name = "notch"), Description("Notch at the mains frequency, 50 or 60 hertz.")]
    public double? Notch { get; init; }

    [FromQuery(Name = "encoding"), Description("f32 (single precision, the default) or i16 (16-bit integers times a scale).")]
    public string? Encoding { get; init; }

    /// <summary>How numbers are written.</summary>
    internal SampleEncoding Written => Encoding == "i16" ? SampleEncoding.I16 : SampleEncoding.F32;

    /// <summary>True where channels are combined or filtered.</summary>
    public bool IsProcessed => (Montage ?? "as-recorded") != "as-recorded" || IsFiltered;

    /// <summary>True where channels are filtered.</summary>
    public bool IsFiltered => LowCut is not null || HighCut is not null || Notch is not null;

    /// <summary>Refuses what makes no sense.</summary>
    public SignalQuery Checked()
    {
        bool span = From is >= 0 and <= Latest && Seconds is > 0 and <= Longest;
        bool filters = LowCut is null or (>= 0.01 and <= 1000) && HighCut is null or (>= 0.1 and <= 10_000) && Notch is null or 50 or 60
            && !(LowCut >= HighCut);
        return !span ? throw ApiException.Bad($"`from` is 0 to {Latest:0} and `seconds` above 0 and at most {Longest:0}.")
            : Encoding is not (null or "f32" or "i16") ? throw ApiException.Bad("`encoding` is f32 or i16.")
            : Columns is < 1 or > MostColumns ? throw ApiException.Bad($"`columns` is 1 to {MostColumns}.")
            : filters ? this
            : throw ApiException.Bad("`lowCut` is 0.01 to 1,000 Hz and below `highCut`, which is 0.1 to 10,000 Hz; `notch` is 50 or 60.");
    }

    /// <summary>The channels wanted.</summary>
    public int[] ChannelsOf(Recording recording)
    {
        if (Channels is null)
        {
            return [.. Enumerable.Range(0, recording.Channels.Count)];
        }

        string[] parts = Channels.Split(',', MostChannels + 1);
        return [.. parts.Select(p => parts.Length <= MostChannels && int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int channel)
            && channel < recording.Channels.Count
            ? channel
            : throw ApiException.Bad($"`channels` are places from 0 to {recording.Channels.Count - 1}, separated by commas."))];
    }
}
