using System.CommandLine;
using System.Runtime.CompilerServices;
using Clef.Core;
using Clef.Server;

namespace Clef.Cli.Serve;

/// <summary><c>clef serve --models DIR...</c>.</summary>
internal static class ServeCommand
{
    private const string Description =
        """
        Serve models over HTTP: recordings, signal and spectra as tiles, embeddings, predictions, search; and the viewer. For research; not a medical device.
        Listens on this machine alone unless told; beyond it a bearer token is required. What is uploaded, the jobs and the audit log are kept in --data,
        and a service that was stopped or killed goes on with the jobs it had taken. docs/serving.md describes the interface; so does /openapi/v1.json.
        """;

    public static Command Create()
    {
        var models = new Option<string[]>("--models") { Description = "Model folders, or folders of them.", AllowMultipleArgumentsPerToken = true };
        var probes = new Option<string[]>("--probes") { Description = "Trained probes (files or folders), as 'clef ecg probe' and 'clef eeg probe' write them.", AllowMultipleArgumentsPerToken = true };
        var cohort = new Option<string?>("--cohort") { Description = "A cohort whose recordings are served." };
        var recordings = new Option<string?>("--recordings") { Description = "The cohort's recordings, where they have moved." };
        var indexes = new Option<string[]>("--index") { Description = "MODEL=FILE: embeddings to be searched.", AllowMultipleArgumentsPerToken = true };
        var encoder = new Option<string?>("--text-encoder") { Description = "The frozen text encoder, for models aligned with one." };
        var data = new Option<string>("--data") { Description = "The folder the service writes to.", DefaultValueFactory = _ => "clef-serve" };
        var listen = new Option<string>("--listen") { Description = "Address and port.", DefaultValueFactory = _ => "127.0.0.1:8080" };
        var token = new Option<string?>("--token-file") { Description = "A file with the bearer token; or set CLEF_TOKEN." };
        var viewer = new Option<string?>("--viewer") { Description = "The folder of the viewer's files, where it is another." };
        var upload = new Option<long>("--largest-upload") { Description = "The largest recording that may be uploaded, MB.", DefaultValueFactory = _ => 4096 };
        var waiting = new Option<int>("--waiting-jobs") { Description = "Jobs that may wait; more are answered with 429.", DefaultValueFactory = _ => 256 };
        var kept = new Option<int>("--kept-jobs") { Description = "Jobs that are kept with their results; beyond them the oldest that are over are forgotten.", DefaultValueFactory = _ => 10_000 };
        var rate = new Option<int>("--rate") { Description = "Requests a second from one address.", DefaultValueFactory = _ => 500 };
        var collector = new Option<string?>("--collector") { Description = "An OpenTelemetry collector that metrics are sent to (OTLP over HTTP), such as http://127.0.0.1:4318." };
        var command = new Command("serve", Description) { models, probes, cohort, recordings, indexes, encoder, data, listen, token, viewer, upload, waiting, kept, rate, collector };
        command.SetAction((parsed, stop) => Run(
            new ServeSettings(
                parsed.GetValue(models) ?? [], parsed.GetValue(probes) ?? [], parsed.GetValue(indexes) ?? [], parsed.GetValue(cohort), parsed.GetValue(recordings), parsed.GetValue(encoder),
                parsed.GetValue(data)!, parsed.GetValue(listen)!, parsed.GetValue(token), parsed.GetValue(viewer), parsed.GetValue(upload), parsed.GetValue(waiting), parsed.GetValue(kept),
                parsed.GetValue(rate), parsed.GetValue(collector)),
            stop));
        return command;
    }

    /// <summary>Apart, so that the web framework is loaded by this command alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> Run(ServeSettings given, CancellationToken stop)
    {
        var options = new ServeOptions
        {
            Models = given.Models,
            Probes = given.Probes,
            Indexes = given.Indexes,
            Cohort = given.Cohort,
            Recordings = given.Recordings,
            TextEncoder = given.TextEncoder,
            Data = given.Data,
            Listen = given.Listen,
            Token = Token(given.TokenFile),
            Viewer = given.Viewer ?? (Directory.Exists(Path.Combine(AppContext.BaseDirectory, "viewer")) ? Path.Combine(AppContext.BaseDirectory, "viewer") : null),
            Collector = given.Collector is { } address ? new Uri(address, UriKind.RelativeOrAbsolute) : null,
            Limits = new ServeLimits { UploadBytes = given.UploadMegabytes << 20, WaitingJobs = given.WaitingJobs, KeptJobs = given.KeptJobs, RequestsPerSecond = given.Rate },
        };
        await ServerRun.Run(options, address => Console.Error.WriteLine($"clef: serving at {address}; Ctrl-C stops"), stop);
        Console.Error.WriteLine("clef: stopped; nothing that was accepted is lost");
        return 0;
    }

    private static string? Token(string? file)
    {
        try
        {
            return file is null ? Environment.GetEnvironmentVariable("CLEF_TOKEN") is { Length: > 0 } set ? set : null : File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(file, null, null, "a readable file with the token", e);
        }
    }
}

/// <summary>What the command line says.</summary>
internal sealed record ServeSettings(
    string[] Models, string[] Probes, string[] Indexes, string? Cohort, string? Recordings, string? TextEncoder, string Data, string Listen, string? TokenFile, string? Viewer,
    long UploadMegabytes, int WaitingJobs, int KeptJobs, int Rate, string? Collector);
