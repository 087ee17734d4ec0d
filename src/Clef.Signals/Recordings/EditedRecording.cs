namespace Clef.Signals.Recordings;

/// <summary>
/// A recording with other facts around the same samples, as de-identification and conversion need it. It does not dispose of the recording that it shows.
/// </summary>
public sealed class EditedRecording : Recording
{
    private EditedRecording(Recording source, IReadOnlyList<Annotation> annotations) => (Source, Annotations) = (source, annotations);

    /// <summary>The recording that has the samples.</summary>
    public Recording Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>Replaces facts of a recording; channels, samples, gaps and length stay.</summary>
    /// <param name="source">The recording; it must outlive the edited one.</param>
    /// <param name="subject">What is said of the person.</param>
    /// <param name="start">When the first sample was taken; null where it is not to be said.</param>
    /// <param name="annotations">The annotations.</param>
    public static EditedRecording Of(Recording source, Subject subject, DateTime? start, IReadOnlyList<Annotation> annotations) => new(source, annotations)
    {
        Name = source.Name,
        Format = source.Format,
        Channels = source.Channels,
        Subject = subject,
        Start = start,
        DurationSeconds = source.DurationSeconds,
        Gaps = source.Gaps,
        Remarks = source.Remarks,
    };

    /// <inheritdoc/>
    public override void Read(int channel, long firstSample, Span<float> destination) => Source.Read(channel, firstSample, destination);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
