using System.Globalization;
using System.Text.Json;
using Clef.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace Clef.Server.Problems;

/// <summary>
/// Turns whatever goes wrong into problem details (RFC 9457): a status, its name, a sentence, and the request's trace. No type, no stack, no path.
/// </summary>
internal static class ProblemResponses
{
    /// <summary>What a full disk is answered with.</summary>
    public const string FullDisk = "The service's disk is full.";

    public static void UseProblems(this WebApplication app)
    {
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Clef));
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                {
                    await Write(context, context.Response.StatusCode, null, null);
                }
            }
            catch (Exception e)
            {
                await Answer(context, e, log);
            }
        });
    }

    private static async Task Answer(HttpContext context, Exception e, ILogger log)
    {
        if (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status499ClientClosedRequest;
            return;
        }

        (int status, string? detail, TimeSpan? retry) = e switch
        {
            ApiException known => (known.Status, known.Message, known.RetryAfter),
            _ when DiskFull.Explains(e) => (StatusCodes.Status507InsufficientStorage, FullDisk, null),
            ClefException wrong => (StatusCodes.Status422UnprocessableEntity, SafeText.Of(wrong), null),
            BadHttpRequestException { InnerException: JsonException json } =>
                (StatusCodes.Status400BadRequest,
                    SafeText.Cut($"The body is not the JSON that is expected here{(json.Path is { Length: > 0 } at ? $", at {at}" : "")}."), null),
            BadHttpRequestException bad => (bad.StatusCode, Sentence(bad.StatusCode), null),
            OperationCanceledException => (StatusCodes.Status503ServiceUnavailable, "The request took too long, or the service is stopping.",
                TimeSpan.FromSeconds(5)),
            _ => (StatusCodes.Status500InternalServerError, "Something is wrong on the side of the service; its log has the trace.", (TimeSpan?)null),
        };
        if (status == StatusCodes.Status500InternalServerError)
        {
            // The type and the place in the code; the message might quote a name.
            log.LogError("{Trace}: {Type} at {Place}", context.TraceIdentifier, e.GetType().Name, new System.Diagnostics.StackTrace(e)
                .GetFrame(0)?.GetMethod()?.ToString());
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // what was sent is not whole, and the client has to see that
            return;
        }

        await Write(context, status, detail, retry);
    }

    private static Task Write(HttpContext context, int status, string? detail, TimeSpan? retryAfter)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        if (retryAfter is { } after)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var problem = new Problem("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail ?? Sentence(status), context.TraceIdentifier);
        return response.WriteAsync(JsonSerializer.Serialize(problem, JsonSerializerOptions.Web));
    }

    private static string Sentence(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
        StatusCodes.Status408RequestTimeout => "The body came too slowly.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than is allowed here.",
        StatusCodes.Status415UnsupportedMediaType => "The body is of a type that is not taken here.",
        _ => "The request cannot be understood: a parameter is missing, or is not of its type.",
    };
}

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says the kind.</param>
/// <param name="Title">The status's name.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Trace">Finds the request in the log.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Trace);
