using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Clef.Server.Health;

/// <summary>One instrument under one set of tags: a sum, the last value, or a histogram.</summary>
internal sealed class MetricSeries
{
    // OpenTelemetry's bounds for durations in seconds; other histograms state their own.
    private static readonly double[] Durations = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _lock = new();
    private readonly bool _last;
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private double _sum;
    private long _count;

    public MetricSeries(Instrument instrument)
    {
        // What observes says the whole each time; what counts says what is added.
        _last = instrument.IsObservable;
        _bounds = instrument switch
        {
            Histogram<double> d => d.Advice?.HistogramBucketBoundaries?.ToArray() ?? Durations,
            Histogram<int> i => i.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray() ?? Durations,
            Histogram<long> l => l.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray() ?? Durations,
            _ => [],
        };
        _counts = new long[_bounds.Length];
    }

    /// <summary>Prometheus's word for an instrument.</summary>
    public static string KindOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
    }

    public void Take(double value)
    {
        lock (_lock)
        {
            _sum = _last ? value : _sum + value;
            _count++;
            for (int i = 0; i < _bounds.Length; i++)
            {
                _counts[i] += value <= _bounds[i] ? 1 : 0;
            }
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (_lock)
        {
            string braces = labels.Length > 0 ? $"{{{labels}}}" : "", comma = labels.Length > 0 ? "," : "";
            if (_bounds.Length == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {_sum}\n");
                return;
            }

            for (int i = 0; i < _bounds.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{_bounds[i]}\"}} {_counts[i]}\n");
            }

            text.Append(CultureInfo.InvariantCulture,
                $"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {_count}\n{name}_sum{braces} {_sum}\n{name}_count{braces} {_count}\n");
        }
    }
}
