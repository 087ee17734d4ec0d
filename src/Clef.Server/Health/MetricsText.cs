using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Clef.Server.Health;

/// <summary>
/// The figures of this process in the text form that Prometheus, and OpenTelemetry's collector, read (version 0.0.4): its own meter's, the web server's
/// (<c>http.server.request.duration</c> and others, by OpenTelemetry's conventions) and the runtime's.
/// </summary>
internal sealed class MetricsText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int MostSeries = 2000; // a bound on memory: what comes after is not counted

    /// <summary>The meters that are told of.</summary>
    public static IReadOnlySet<string> Meters { get; } = new HashSet<string> { "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "System.Runtime", ServerMetrics.MeterName };

    private readonly ConcurrentDictionary<(Instrument Instrument, string Tags), MetricSeries> _series = new();
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">Meters of another host within the process, which have another factory, are not counted.</param>
    public MetricsText(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<float>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<short>((i, v, tags, _) => Take(i, v, tags));
        _listener.SetMeasurementEventCallback<byte>((i, v, tags, _) => Take(i, v, tags));
        _listener.Start();
    }

    /// <summary>All series now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (IGrouping<Instrument, KeyValuePair<(Instrument Instrument, string Tags), MetricSeries>> group in _series.GroupBy(s => s.Key.Instrument)
            .OrderBy(g => Name(g.Key), StringComparer.Ordinal))
        {
            string name = Name(group.Key);
            text.Append(CultureInfo.InvariantCulture,
                $"# HELP {name} {group.Key.Description?.Replace('\n', ' ')}\n# TYPE {name} {MetricSeries.KindOf(group.Key)}\n");
            foreach ((var key, MetricSeries series) in group.OrderBy(s => s.Key.Tags, StringComparer.Ordinal))
            {
                series.Write(text, name, key.Tags);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (Instrument, string) key = (instrument, Labels(tags));
        if (_series.TryGetValue(key, out MetricSeries? series) || _series.Count < MostSeries)
        {
            (series ?? _series.GetOrAdd(key, _ => new MetricSeries(instrument))).Take(value);
        }
    }

    /// <summary>Dots become underscores, and a counter ends in <c>_total</c>, as OpenTelemetry writes its names for Prometheus.</summary>
    private static string Name(Instrument instrument)
    {
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return instrument.Name.Replace('.', '_') + unit + (MetricSeries.KindOf(instrument) == "counter" ? "_total" : "");
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach ((string name, object? value) in tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            string escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{name.Replace('.', '_')}=\"{escaped}\"");
        }

        return text.ToString();
    }
}
