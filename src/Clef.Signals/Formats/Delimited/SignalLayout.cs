using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Delimited;

/// <summary>Whether channels are the rows or the columns of a matrix.</summary>
public enum ChannelAxis
{
    /// <summary>Each row is a channel.</summary>
    Rows,

    /// <summary>Each column is a channel.</summary>
    Columns,
}

/// <summary>
/// What a file of bare numbers does not say of itself. It is read from a JSON file beside the data (<c>ecg.csv</c> and <c>ecg.json</c>), or given by the
/// caller. An unknown key is an error.
/// </summary>
public sealed record SignalLayout
{
    /// <summary>Most channels of a matrix or table: four times the largest arrays in use.</summary>
    internal const int MaximumChannels = 4096;

    /// <summary>Lowest rate: a sample in eleven days. With rates near 0 a length in seconds is no longer a number.</summary>
    internal const double MinimumRate = 1e-6;

    /// <summary>Highest rate: 1 MHz.</summary>
    internal const double MaximumRate = 1_000_000;

    private const int MaximumBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Samples a second, in hertz.</summary>
    public double? SampleRate { get; init; }

    /// <summary>The unit of every channel, <c>uV</c> for instance.</summary>
    public string? Unit { get; init; }

    /// <summary>The unit of each channel, where they differ.</summary>
    public string[]? Units { get; init; }

    /// <summary>The label of each channel, in file order.</summary>
    public string[]? Labels { get; init; }

    /// <summary>Stored numbers are multiplied by this to reach the unit.</summary>
    public double? Scale { get; init; }

    /// <summary>When the first sample was taken, in local time.</summary>
    public DateTime? Start { get; init; }

    /// <summary>MATLAB: the variable that holds the samples.</summary>
    public string? Variable { get; init; }

    /// <summary>MATLAB: which axis the channels are on.</summary>
    public ChannelAxis? ChannelsAre { get; init; }

    /// <summary>Text: the character between columns.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Text: the decimal sign, '.' or ','.</summary>
    public char? DecimalSign { get; init; }

    /// <summary>Text: whether the first row (after those skipped) holds labels.</summary>
    public bool? Header { get; init; }

    /// <summary>Text: rows before the header or the data.</summary>
    public int? SkipRows { get; init; }

    /// <summary>Text: the column of times, by label or by number from 1; it is no channel.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Text: the unit of the times, <c>s</c> or <c>ms</c>.</summary>
    public string? TimeUnit { get; init; }

    /// <summary>Text: a cell of this text reads as NaN, as do empty cells and <c>nan</c>.</summary>
    public string? Missing { get; init; }

    /// <summary>Reads the layout beside a data file, or answers null where there is none.</summary>
    internal static SignalLayout? Beside(SourceFolder folder, string fileName, RemarkList remarks)
    {
        using ByteSource? source = folder.TryOpen(Path.ChangeExtension(fileName, ".json"));
        return source is null ? null : Parse(source, remarks);
    }

    internal static SignalLayout Parse(ByteSource source, RemarkList remarks)
    {
        try
        {
            SignalLayout layout = JsonSerializer.Deserialize<SignalLayout>(HeaderText.ReadAll(source, MaximumBytes, remarks), Options)
                ?? throw new ClefException(source.Name, null, "null", "an object");
            layout.Check(source.Name);
            return layout;
        }
        catch (JsonException e)
        {
            throw new ClefException(source.Name, e.Path, null, $"a signal layout ({e.Message})", e);
        }
    }

    private void Check(string file)
    {
        if (SampleRate is { } rate && !(rate >= MinimumRate && rate <= MaximumRate))
        {
            throw new ClefException(file, "sampleRate", rate, $"at least {MinimumRate} and at most {MaximumRate}");
        }

        if (Scale is { } scale && (scale == 0 || !double.IsFinite(scale)))
        {
            throw new ClefException(file, "scale", scale, "a number other than 0");
        }

        if (DecimalSign is { } sign && sign is not ('.' or ','))
        {
            throw new ClefException(file, "decimalSign", $"{sign}", "'.' or ','");
        }

        if (Delimiter is { } delimiter && (delimiter is '"' or '\n' or '\r' || delimiter == DecimalSign || char.IsAsciiLetterOrDigit(delimiter)))
        {
            throw new ClefException(file, "delimiter", $"{delimiter}", "a character that is neither a letter, a digit, a quote, nor the decimal sign");
        }

        if (TimeUnit is not (null or "s" or "ms"))
        {
            throw new ClefException(file, "timeUnit", TimeUnit, "'s' or 'ms'");
        }

        if (SkipRows is < 0 or > 10_000)
        {
            throw new ClefException(file, "skipRows", SkipRows, "0 to 10000");
        }

        if (Labels?.Any(l => l is null) == true || Units?.Any(u => u is null) == true)
        {
            throw new ClefException(file, "labels", null, "texts");
        }
    }
}
