using System.Security.Cryptography;
using System.Text;
using Clef.Server.Problems;

namespace Clef.Server.Hosting;

/// <summary>Demands the bearer token (RFC 6750) of every request but those for health and for the viewer's own files.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    public static void UseBearerToken(this WebApplication app, string? token)
    {
        if (token is null)
        {
            return;
        }

        byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        app.Use((context, next) =>
        {
            if (IsOpen(context.Request.Path) || Bears(context.Request, expected))
            {
                return next(context);
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new ApiException(StatusCodes.Status401Unauthorized, "The request needs the service's bearer token.");
        });
    }

    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || !(path.StartsWithSegments("/api") || path.StartsWithSegments("/metrics") || path.StartsWithSegments("/openapi"));

    /// <summary>Digests are compared, in a time that does not depend on where they differ.</summary>
    private static bool Bears(HttpRequest request, byte[] expected)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..])), expected);
    }
}
