using System.Globalization;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Quality;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary>What is wrong with a channel: shares of the judged seconds by fault (missing, flat, clipped, mains, muscle, electrodePop), and an ECG lead's index.</summary>
internal sealed record QualitySummary(IReadOnlyDictionary<string, double> Faults, double? EcgIndex);

/// <summary>The part of the recording whose quality was judged, and the index of its worst ECG lead.</summary>
internal sealed record QualitySpan(double From, double Seconds, double? WorstEcgIndex);

/// <summary>One channel, for people and programs. The quality is null where it was not asked for or the channel is no voltage.</summary>
internal sealed record ChannelSummary(
    string Label, string Unit, double SampleRate, long Samples, double? Resolution, double? Minimum, double? Maximum, QualitySummary? Quality);

/// <summary>The annotations: their number and the most frequent texts.</summary>
internal sealed record AnnotationSummary(int Count, IReadOnlyDictionary<string, int> Kinds);

/// <summary>What <c>clef info</c> shows.</summary>
/// <param name="Subject">The facts that the file states; values are null unless asked for.</param>
internal sealed record RecordingSummary(
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

    private static Dictionary<string, string?> Facts(Subject subject, bool show)
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
