using System.Diagnostics;
using Microsoft.Extensions.Logging.Console;

namespace Clef.Server.Hosting;

/// <summary>
/// One line a request: method, route, status, milliseconds. The route is the pattern (<c>/recordings/{id}</c>), never the path, the query or a header, so
/// that no name and no identifier of a person comes into a log; the frameworks' own messages, which quote them, are off.
/// </summary>
internal static class AccessLog
{
    public static void AddLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.None);
        logging.AddFilter(nameof(Clef), LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            (console.SingleLine, console.UseUtcTimestamp, console.ColorBehavior) = (true, true, LoggerColorBehavior.Disabled);
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public static void UseAccessLog(this WebApplication app)
    {
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Clef));
        app.Use(async (context, next) =>
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
                if (!route.StartsWith("/health", StringComparison.Ordinal))
                {
                    log.LogInformation("{Method} {Route} {Status} {Milliseconds:0.0} ms", Known(context.Request.Method), route, context.Response.StatusCode,
                        Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        });
    }

    private static string Known(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS" or "PATCH" ? method.ToUpperInvariant()
        : "OTHER";
}
