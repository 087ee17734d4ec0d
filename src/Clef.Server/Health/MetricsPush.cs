using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Clef.Server.Health;

/// <summary>
/// Sends the same figures that <see cref="MetricsText"/> tells to an OpenTelemetry collector, by OTLP over HTTP, where one is named; a last time when the
/// service stops.
/// </summary>
internal sealed class MetricsPush : IDisposable
{
    private const int EveryMilliseconds = 15_000;

    private readonly MeterProvider? _provider;

    public MetricsPush(ServeOptions options)
    {
        if (options.Collector is { } collector)
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("clef"))
                .AddMeter([.. MetricsText.Meters])
                .AddOtlpExporter((exporter, reader) =>
                {
                    exporter.Endpoint = new Uri(collector, "/v1/metrics");
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = EveryMilliseconds;
                })
                .Build();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();
}
