using System.Net;
using System.Threading.RateLimiting;
using Clef.Server.Problems;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace Clef.Server.Hosting;

/// <summary>Limits of rate, concurrency and time. Health is always answered.</summary>
internal static class Throttling
{
    /// <summary>The time limit of uploads.</summary>
    public const string Upload = "upload";

    public static void AddThrottling(this IServiceCollection services, ServeLimits limits)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) => throw new ApiException(
                StatusCodes.Status429TooManyRequests, "Too many requests.", context.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after)
                    ? after : TimeSpan.FromSeconds(1));
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => Watched(context)
                    ? RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress ?? IPAddress.None, _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = limits.RequestsPerSecond,
                        TokensPerPeriod = Math.Max(1, limits.RequestsPerSecond / 10),
                        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, limits.RequestsPerSecond / 10) / (double)limits.RequestsPerSecond),
                        QueueLimit = 0,
                    })
                    : RateLimitPartition.GetNoLimiter(IPAddress.Any)),
                PartitionedRateLimiter.Create<HttpContext, bool>(context => Watched(context) && !IsStream(context)
                    ? RateLimitPartition.GetConcurrencyLimiter(true,
                        _ => new ConcurrencyLimiterOptions { PermitLimit = limits.ConcurrentRequests, QueueLimit = limits.ConcurrentRequests })
                    : RateLimitPartition.GetNoLimiter(false)));
        });
        services.AddRequestTimeouts(timeouts =>
        {
            timeouts.DefaultPolicy = Policy(limits.RequestSeconds);
            timeouts.AddPolicy(Upload, Policy(limits.UploadSeconds));
        });
    }

    private static RequestTimeoutPolicy Policy(double seconds) =>
        new() { Timeout = TimeSpan.FromSeconds(seconds), TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable };

    private static bool Watched(HttpContext context) => !context.Request.Path.StartsWithSegments("/health");

    /// <summary>Event streams and uploads last long and cost little; they have limits of their own.</summary>
    private static bool IsStream(HttpContext context) =>
        context.Request.Path.Value is { } path
            && (path.EndsWith("/events", StringComparison.Ordinal)
                || (HttpMethods.IsPost(context.Request.Method) && path.EndsWith("/recordings", StringComparison.Ordinal)));
}
