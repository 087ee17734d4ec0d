using System.Net;
using Clef.Server.Problems;

namespace Clef.Server.Hosting;

/// <summary>
/// Where no token is asked for, a web page from elsewhere must not reach the service through the user's browser: the host named must be this machine (a
/// name that an attacker's DNS points here is refused), and a request that a browser says comes from another site is refused.
/// </summary>
internal static class SameSite
{
    public static void UseSameSite(this WebApplication app, string? token)
    {
        if (token is not null)
        {
            return;
        }

        app.Use((context, next) =>
        {
            HttpRequest request = context.Request;
            string host = request.Host.Host;
            if (!host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                && !(IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)))
            {
                throw new ApiException(StatusCodes.Status403Forbidden, "Without a token the service answers only to localhost, 127.0.0.1 and [::1].");
            }

            string origin = request.Headers.Origin.ToString(), site = request.Headers["Sec-Fetch-Site"].ToString();
            bool foreign = (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}") || site == "cross-site";
            return foreign ? throw new ApiException(StatusCodes.Status403Forbidden, "Requests from other sites are refused.") : next(context);
        });
    }
}
