using System.Globalization;
using System.Text.Json;
using Clef.Learning.Runs;

namespace Clef.Learning.Training;

/// <summary>
/// The lines of <c>metrics.jsonl</c> and the same figures as TensorBoard events. Metrics hold nothing that depends on the clock, so that a resumed run's file
/// equals that of one that never stopped; times are in the events only.
/// </summary>
public sealed class TrainingLog : IDisposable
{
    private const string Metrics = "metrics.jsonl", Events = "events.out.tfevents.clef";

    private readonly AppendOnlyLog _metrics;
    private readonly AppendOnlyLog _events;
    private readonly TimeProvider _time;

    /// <summary>Opens the run's logs at the lengths of a checkpoint; null for a new run.</summary>
    public TrainingLog(RunFolder run, IReadOnlyDictionary<string, long>? lengths, TimeProvider time)
    {
        _time = time;
        _metrics = new AppendOnlyLog(run.File(Metrics), lengths?[Metrics] ?? 0);
        _events = new AppendOnlyLog(run.File(Events), lengths?[Events] ?? 0);
        if (lengths is null)
        {
            _events.Append(TensorBoardEvents.Header(Now()));
        }
    }

    /// <summary>Lengths on disk, for the checkpoint.</summary>
    public IReadOnlyDictionary<string, long> Checkpoint() => new SortedDictionary<string, long>(StringComparer.Ordinal)
    {
        [Metrics] = _metrics.Checkpoint(),
        [Events] = _events.Checkpoint(),
    };

    /// <summary>Writes the figures of one step, in the order of their names.</summary>
    public void Write(long step, string prefix, IEnumerable<KeyValuePair<string, double>> figures)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            foreach ((string name, double value) in figures.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                string tag = $"{prefix}/{name}";
                if (double.IsFinite(value))
                {
                    json.WriteNumber(tag, value);
                }
                else
                {
                    json.WriteString(tag, value.ToString(CultureInfo.InvariantCulture));
                }

                _events.Append(TensorBoardEvents.Scalar(Now(), step, tag, (float)value));
            }

            json.WriteEndObject();
        }

        _metrics.AppendLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        _events.Dispose();
    }

    private double Now() => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
