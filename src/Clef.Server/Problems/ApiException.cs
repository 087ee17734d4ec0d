namespace Clef.Server.Problems;

/// <summary>A request that is answered with a problem: a status and a sentence that the client may read.</summary>
internal sealed class ApiException(int status, string detail, TimeSpan? retryAfter = null) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>When it may be tried again; null where that is of no use.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static ApiException NotFound(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static ApiException Bad(string detail) => new(StatusCodes.Status400BadRequest, detail);

    public static ApiException Unprocessable(string detail) => new(StatusCodes.Status422UnprocessableEntity, detail);
}
