using Clef.Server.About;
using Clef.Server.Audit;
using Clef.Server.Cohorts;
using Clef.Server.Health;
using Clef.Server.Hosting;
using Clef.Server.Jobs;
using Clef.Server.Models;
using Clef.Server.Predictions;
using Clef.Server.Problems;
using Clef.Server.Recordings;
using Clef.Server.Search;
using Clef.Server.Signals;
using Clef.Server.Spectra;

namespace Clef.Server;

/// <summary>The service, put together. Each line is a part that its own folder explains.</summary>
public static class ClefServer
{
    /// <summary>Builds the service; it listens once the returned application is started.</summary>
    /// <param name="given">What to serve.</param>
    /// <exception cref="Clef.Core.ClefException">The options, a model, a probe or the cohort is wrong.</exception>
    public static WebApplication Create(ServeOptions given)
    {
        ServeOptions options = given.Checked();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Clef.Server" });
        builder.AddKestrel(options);
        builder.Logging.AddLog();

        IServiceCollection services = builder.Services;
        services.AddSingleton(options).AddSingleton(options.Limits).AddSingleton(TimeProvider.System);
        services.AddSingleton<IHostLifetime, CallerLifetime>();
        services.AddRouting();
        services.AddThrottling(options.Limits);
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => ServerJson.Set(o.SerializerOptions));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Describe);
        services.AddSingleton<ServerMetrics>().AddSingleton<MetricsText>().AddSingleton<MetricsPush>().AddSingleton<Readiness>();
        services.AddSingleton<DataFolder>().AddSingleton<ServedCohort>();
        services.AddSingleton<UploadSpool>().AddSingleton<RecordingCache>().AddSingleton<RecordingDigest>().AddSingleton<RecordingLibrary>();
        services.AddSingleton<RequestWork>().AddSingleton<Tiles>().AddSingleton<PyramidStore>().AddSingleton<SpectrogramStore>();
        services.AddSingleton<ModelShelf>().AddSingleton<ProbeShelf>().AddSingleton<ProbeDirections>().AddSingleton<Predictor>()
            .AddSingleton<ArchiveIndexes>().AddSingleton<ArchiveMaps>();
        services.AddSingleton(s => new AuditLog(s.GetRequiredService<DataFolder>().Audit, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<JobStore>().AddSingleton<JobQueue>().AddSingleton<JobWork>().AddHostedService<JobRunner>();

        WebApplication app = builder.Build();
        try
        {
            Open(app.Services);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }

        app.UseResponseHeaders();
        app.UseAccessLog();
        app.UseProblems();
        app.UseSameSite(options.Token);
        app.UseBearerToken(options.Token);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseRequestTimeouts();

        app.MapHealth();
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.MapRecordings();
        api.MapLabels();
        api.MapSignals();
        api.MapSpectra();
        api.MapModels();
        api.MapJobs();
        api.MapSearch();
        api.MapAudit();
        api.MapAbout();
        app.MapViewer(options.Viewer);
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        return app;
    }

    /// <summary>Opens what is served now, so that what is wrong with it is said before the service listens.</summary>
    private static void Open(IServiceProvider services)
    {
        services.GetRequiredService<MetricsText>();
        services.GetRequiredService<MetricsPush>();
        services.GetRequiredService<RecordingLibrary>();
        services.GetRequiredService<ProbeShelf>();
        services.GetRequiredService<ArchiveIndexes>();
        services.GetRequiredService<AuditLog>();
        services.GetRequiredService<JobQueue>();
    }
}
