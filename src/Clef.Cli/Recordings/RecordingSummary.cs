using System.Globalization;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Recordings;

namespace Clef.Cli.Recordings;

/// <summary>One channel, for people and programs.</summary>
internal sealed record ChannelSummary(string Label, string Unit, double SampleRate, long Samples, double? Resolution, double? Minimum, double? Maximum);

/// <summary>The annotations: their number and the most frequent texts.</summary>
internal sealed record AnnotationSummary(int Count, IReadOnlyDictionary<string, int> Kinds);

/// <summary>What <c>clef info</c> shows.</summary>
/// <param name="Subject">The facts that the file states; values are null unless asked for.</param>
internal sealed record RecordingSummary(
    string Name, string Format, DateTime? Start, double DurationSeconds, IReadOnlyDictionary<string, string?> Subject, AnnotationSummary Annotations,
    IReadOnlyList<TimeSpanSeconds> Gaps, IReadOnlyList<ChannelSummary> Channels, IReadOnlyList<Remark> Remarks)
{
    private const int KindsShown = 12;

    public static RecordingSummary Of(Recording recording, bool showSubject)
    {
        Dictionary<string, int> kinds = recording.Annotations.GroupBy(a => a.Text, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(KindsShown).ToDictionary(g => g.Key, g => g.Count());
        IEnumerable<Remark> remarks = recording is EdfRecording edf ? recording.Remarks.Concat(edf.AnnotationRemarks) : recording.Remarks;
        return new RecordingSummary(
            recording.Name, recording.Format, recording.Start, recording.DurationSeconds, Facts(recording.Subject, showSubject),
            new AnnotationSummary(recording.Annotations.Count, kinds), recording.Gaps, [.. recording.Channels.Select(Describe)], [.. remarks]);
    }

    private static ChannelSummary Describe(Channel channel) =>
        new(channel.Label, channel.Unit, channel.SampleRate, channel.SampleCount, double.IsNaN(channel.Resolution) ? null : channel.Resolution,
            channel.PhysicalRange?.Minimum, channel.PhysicalRange?.Maximum);

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
