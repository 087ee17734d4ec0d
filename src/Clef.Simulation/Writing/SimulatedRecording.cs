using Clef.Signals.Recordings;

namespace Clef.Simulation.Writing;

/// <summary>A simulated signal as a recording that the writers of file formats take. It carries no annotation, so that no label leaks into the file.</summary>
public sealed class SimulatedRecording : Recording
{
    private float[][] _signals = [];

    /// <inheritdoc/>
    public override IReadOnlyList<Annotation> Annotations => Marks;

    /// <summary>Annotations to write; none unless asked for.</summary>
    public IReadOnlyList<Annotation> Marks { get; init; } = [];

    /// <summary>Wraps signals of one rate.</summary>
    /// <param name="name">The recording's name.</param>
    /// <param name="labels">The channels' labels.</param>
    /// <param name="signals">Channel x sample, in the unit.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="range">Values are held within plus and minus this.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="start">When it was recorded, in the invented calendar.</param>
    /// <param name="marks">Annotations; none where null.</param>
    public static SimulatedRecording Of(
        string name, IReadOnlyList<string> labels, float[][] signals, string unit, double rate, double range, Subject subject, DateTime start, IReadOnlyList<Annotation>? marks = null) => new()
    {
        Name = name,
        Format = "simulated",
        DurationSeconds = signals[0].Length / rate,
        Start = start,
        Subject = subject,
        Marks = marks ?? [],
        _signals = [.. signals.Select(x => Array.ConvertAll(x, v => (float)Math.Clamp(v, -range, range)))],
        Channels = [.. labels.Select(label => new Channel(label, unit, rate, signals[0].Length)
        {
            // A step of a tenth of a microvolt for EEG and one microvolt for ECG, as usual equipment has.
            Resolution = 2 * range / 65535,
            PhysicalRange = (-range, range),
            Transducer = "SIMULATED",
            Prefilter = "SIMULATED",
        })],
    };

    /// <inheritdoc/>
    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        float[] x = _signals[channel];
        for (int i = 0; i < destination.Length; i++)
        {
            long at = firstSample + i;
            destination[i] = at >= 0 && at < x.Length ? x[at] : float.NaN;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
