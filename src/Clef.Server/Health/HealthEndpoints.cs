namespace Clef.Server.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it takes work. <c>/metrics</c>: its figures.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive\n")).ExcludeFromDescription();
        app.MapGet("/health/ready", (Readiness readiness) => readiness.IsReady
            ? Results.Text("ready\n")
            : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable)).ExcludeFromDescription();
        app.MapGet("/metrics", (MetricsText metrics) => Results.Text(metrics.Write(), MetricsText.ContentType)).ExcludeFromDescription();
    }
}
