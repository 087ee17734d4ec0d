using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Clef.Server.Health;

/// <summary>The service's own instruments. Names and units follow OpenTelemetry's conventions; tags have few values and never an identifier.</summary>
internal sealed class ServerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Clef.Server";

    private readonly Counter<long> _jobs, _uploaded, _predictions;
    private readonly Histogram<double> _jobSeconds, _passSeconds;
    private readonly Histogram<int> _batch;

    public ServerMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create(MeterName);
        _jobs = meter.CreateCounter<long>("clef.jobs", "{job}", "Jobs that ended, by kind and outcome.");
        _jobSeconds = meter.CreateHistogram<double>("clef.job.duration", "s", "Time of a job from its start to its end.");
        _uploaded = meter.CreateCounter<long>("clef.upload.size", "By", "Bytes of recordings taken.");
        _predictions = meter.CreateCounter<long>("clef.predictions", "{prediction}", "Predictions made and audited.");
        _batch = meter.CreateHistogram("clef.batch.size", "{item}", "Windows or sessions that a model saw at once.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32] });
        _passSeconds = meter.CreateHistogram<double>("clef.batch.duration", "s", "Time of one pass of a model.");
        meter.CreateObservableGauge("process.memory.usage", () => Environment.WorkingSet, "By", "Resident memory.");
        meter.CreateObservableGauge("clef.managed.memory", () => GC.GetTotalMemory(false), "By", "Managed memory in use.");
        WaitingJobs = meter.CreateUpDownCounter<int>("clef.jobs.waiting", "{job}", "Jobs that wait.");
        RunningJobs = meter.CreateUpDownCounter<int>("clef.jobs.running", "{job}", "Jobs that run.");
    }

    /// <summary>Jobs that wait.</summary>
    public UpDownCounter<int> WaitingJobs { get; }

    /// <summary>Jobs that run.</summary>
    public UpDownCounter<int> RunningJobs { get; }

    public void JobEnded(string kind, string outcome, double seconds)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome } };
        _jobs.Add(1, tags);
        _jobSeconds.Record(seconds, tags);
    }

    public void Uploaded(long bytes) => _uploaded.Add(bytes);

    public void Predicted() => _predictions.Add(1);

    public void Passed(string model, int items, double seconds)
    {
        var tags = new TagList { { "model", model } };
        _batch.Record(items, tags);
        _passSeconds.Record(seconds, tags);
    }
}
