using System.Net;
using Clef.Core;
using Clef.Server.Hosting;

namespace Clef.Server;

/// <summary>What a service serves, and where.</summary>
public sealed record ServeOptions
{
    /// <summary>Model folders, or folders of them.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Files of trained probes, or folders of them; those in a model folder's <c>probes</c> are found without.</summary>
    public IReadOnlyList<string> Probes { get; init; } = [];

    /// <summary>Tables of embeddings to be searched, as <c>model=file</c>.</summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];

    /// <summary>A cohort whose recordings are served; null for none.</summary>
    public string? Cohort { get; init; }

    /// <summary>Where the cohort's recordings are, if not where the cohort was built from.</summary>
    public string? Recordings { get; init; }

    /// <summary>The frozen text encoder of models that were aligned with one.</summary>
    public string? TextEncoder { get; init; }

    /// <summary>The folder that the service writes to: uploads, jobs, the audit log, caches.</summary>
    public required string Data { get; init; }

    /// <summary>The address: <c>127.0.0.1:8080</c>, <c>localhost:0</c>, <c>0.0.0.0:8080</c>, <c>[::1]:8080</c>. Port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>The bearer token that every request has to bear; null for none, which only loopback allows.</summary>
    public string? Token { get; init; }

    /// <summary>The folder of the viewer's files; null for none.</summary>
    public string? Viewer { get; init; }

    /// <summary>An OpenTelemetry collector that metrics are sent to (OTLP over HTTP), such as <c>http://127.0.0.1:4318</c>; null for none.</summary>
    public Uri? Collector { get; init; }

    /// <summary>Limits.</summary>
    public ServeLimits Limits { get; init; } = new();

    /// <summary>The fewest characters of a token: 128 random bits as hexadecimal digits.</summary>
    public const int ShortestToken = 32;

    internal IPEndPoint EndPoint => ListenAddress.Parse(Listen);

    /// <summary>The options, where they can be served safely.</summary>
    /// <exception cref="ClefException">The address is none, or is reachable from elsewhere and no token is asked for.</exception>
    internal ServeOptions Checked()
    {
        if (Token is { } token && (token.Length < ShortestToken || token.Any(c => c is <= ' ' or > '~')))
        {
            throw new ClefException("serve", "token", $"{token.Length} characters", $"at least {ShortestToken} printable ones without spaces");
        }

        if (Collector is { } collector && (!collector.IsAbsoluteUri || collector.Scheme is not ("http" or "https")))
        {
            throw new ClefException("serve", "--collector", collector.OriginalString, "an address such as http://127.0.0.1:4318");
        }

        return Token is not null || IPAddress.IsLoopback(EndPoint.Address)
            ? this with { Limits = Limits.Checked() }
            : throw new ClefException("serve", "--listen", Listen,
                "an address of this machine only, or a bearer token (--token-file), since others could reach the service");
    }
}
