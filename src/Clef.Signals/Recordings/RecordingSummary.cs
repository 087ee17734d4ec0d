using System.Globalization;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Quality;

namespace Clef.Signals.Recordings;

/// <summary>What is wrong with a channel.</summary>
/// <param name="Faults">Shares of the judged seconds by fault: missing, flat, clipped, mains, muscle, electrodePop.</param>
/// <param name="EcgIndex">The signal-quality index of an ECG lead, 0 to 1; null for any other channel.</param>
public sealed record QualitySummary(IReadOnlyDictionary<string, double> Faults, double? EcgIndex);

/// <summary>The part of the recording whose quality was judged.</summary>
/// <param name="From">Where it begins, seconds.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="WorstEcgIndex">The index of the worst ECG lead; null without one.</param>
public sealed record QualitySpan(double From, double Seconds, double? WorstEcgIndex);

/// <summary>One channel, for people and programs.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Unit">Its unit; empty where the file does not say.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Resolution">One step in the unit; null for floating point.</param>
/// <param name="Minimum">Lower end of the physical range, where stated.</param>
/// <param name="Maximum">Upper end of the physical range, where stated.</param>
/// <param name="Quality">What is wrong with it; null where it was not asked for or the channel is no voltage.</param>
public sealed record ChannelSummary(
    string Label, string Unit, double SampleRate, long Samples, double? Resolution, double? Minimum, double? Maximum, QualitySummary? Quality);

/// <summary>The annotations.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Kinds">The most frequent texts with their numbers.</param>
public sealed record AnnotationSummary(int Count, IReadOnlyDictionary<string, int> Kinds);

/// <summary>What <c>clef info</c> and the service show of a recording.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Format">The format.</param>
/// <param name="Start">When it began; null where the file does not say.</param>
/// <param name="DurationSeconds">Its length.</param>
/// <param name="Subject">The facts of the person that the file states; values are null unless asked for.</param>
/// <param name="Annotations">The annotations in short.</param>
/// <param name="Gaps">Spans in which nothing was recorded.</param>
/// <param name="Quality">The part that was judged; null where it was not.</param>
/// <param name="Channels">The channels.</param>
/// <param name="Remarks">What reading tolerated.</param>
public sealed record RecordingSummary(
    string Name, string Format, DateTime? Start, double DurationSeconds, IReadOnlyDictionary<string, string?> Subject, AnnotationSummary Annotations,
    IReadOnlyList<TimeSpanSeconds> Gaps, QualitySpan? Quality, IReadOnlyList<ChannelSummary> Channels, IReadOnlyList<Remark> Remarks)
{
    private const int KindsShown = 12;

    /// <summary>Describes a recording; its quality is judged over at most <paramref name="qualitySeconds"/> of its middle, and not at all where that is 0.</summary>
    public static RecordingSummary Of(Recording recording, bool showSubject, double qualitySeconds)
    {
        RecordingQuality? quality = qualitySeconds > 0 && recording.DurationSeconds > 0 ? RecordingQuality.Assess(recording, qualitySeconds) : null;
        Dictionary<string, int> kinds = recording.Annotations.GroupBy(a => a.Text, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(KindsShown).ToDictionary(g => g.Key, g => g.Count());
        IEnumerable<Remark> remarks = recording is EdfRecording edf ? recording.Remarks.Concat(edf.AnnotationRemarks) : recording.Remarks;
        return new RecordingSummary(
            recording.Name, recording.Format, recording.Start, recording.DurationSeconds, Facts(recording.Subject, showSubject),
            new AnnotationSummary(recording.Annotations.Count, kinds), recording.Gaps,
            quality is null ? null : new QualitySpan(quality.FromSeconds, quality.Seconds, quality.Channels.Min(c => c?.EcgIndex)),
            [.. recording.Channels.Select((c, i) => Describe(c, quality?.Channels[i]))], [.. remarks]);
    }

    private static ChannelSummary Describe(Channel channel, ChannelQualitySummary? quality) =>
        new(channel.Label, channel.Unit, channel.SampleRate, channel.SampleCount, double.IsNaN(channel.Resolution) ? null : channel.Resolution,
            channel.PhysicalRange?.Minimum, channel.PhysicalRange?.Maximum,
            quality is null ? null : new QualitySummary(quality.Shares.ToDictionary(s => FaultName(s.Key), s => Math.Round(s.Value, 4)), quality.EcgIndex));

    private static string FaultName(QualityFlags flag) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(flag.ToString());

    /// <summary>The facts of a person that a file states; their values only where they are to be shown.</summary>
    public static Dictionary<string, string?> Facts(Subject subject, bool show)
    {
        var facts = new Dictionary<string, string?>();
        Add("code", subject.Code);
        Add("name", subject.Name);
        Add("sex", subject.Sex);
        Add("birthDate", subject.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("age", subject.AgeYears?.ToString(CultureInfo.InvariantCulture));
        Add("notes", subject.Notes);
        return facts;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                facts.Add(name, show ? value : null);
            }
        }
    }
}
