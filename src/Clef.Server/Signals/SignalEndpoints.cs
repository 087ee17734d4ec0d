using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>Signal, as samples or as the extremes of pixel columns, and the heart's beats.</summary>
internal static class SignalEndpoints
{
    public static void MapSignals(this RouteGroupBuilder api)
    {
        RouteGroupBuilder signals = api.MapGroup("/recordings/{id}").WithTags("signal");
        signals.MapGet("/signal", Signal).WithSummary("A span of signal at any zoom.").Produces<TileHeader>(StatusCodes.Status200OK, Tiles.ContentType).Produces<Preparing>(StatusCodes.Status202Accepted)
            .WithDescription("Binary: a 32-bit little-endian length, so many bytes of JSON (the header shown here), then the numbers of all traces, one after another, each beginning `at` so many bytes after the header. "
                + "`kind` samples: `count` numbers a trace. `kind` extremes: `count` pairs, least then greatest. value = number x `scale`. "
                + "A long span of a long recording is drawn from extremes that are made when first asked for; until then the answer is 202 with Retry-After.");
        signals.MapGet("/heart", Heart).WithSummary("R peaks and rhythm of an ECG channel over at most an hour.").Produces<HeartAnswer>();
    }

    private static IResult Signal(HttpContext context, RecordingLibrary library, PyramidStore pyramids, string id, [AsParameters] SignalQuery query)
    {
        query.Checked();
        using RecordingLease lease = library.Open(id);
        Recording recording = lease.Recording;
        int[] channels = query.ChannelsOf(recording);
        if (query.Columns is { } columns && !query.IsProcessed && SignalReader.Samples(recording, channels, Math.Min(query.Seconds, recording.DurationSeconds)) > SignalReader.MostSamples)
        {
            using SignalPyramid? pyramid = pyramids.Open(id, recording, out double progress);
            if (pyramid is null)
            {
                context.Response.Headers.RetryAfter = "1";
                return Results.Json(new Preparing(Math.Round(progress, 3)), statusCode: StatusCodes.Status202Accepted);
            }

            return Answer(query, "extremes", [.. channels.Select(c => pyramid.Read(c, query.From, query.Seconds, columns))]);
        }

        IReadOnlyList<SignalTrace> traces = SignalReader.Read(recording, channels, query);
        // One zoom, one kind: where any trace has more than two samples a column, all come as extremes.
        return query.Columns is { } wanted && traces.Any(t => t.Values.Length > 2 * wanted)
            ? Answer(query, "extremes", [.. traces.Select(t => t.ToColumns(wanted, query.Seconds))])
            : Answer(query, "samples", traces);
    }

    private static IResult Answer(SignalQuery query, string kind, IReadOnlyList<SignalTrace> traces)
    {
        using var numbers = new MemoryStream();
        TraceHeader[] headers = [.. traces.Select(t =>
        {
            long at = numbers.Length;
            float scale = t.Write(query.Written, numbers);
            return new TraceHeader(t.Name, t.Unit, t.Rate, kind == "samples" ? t.Values.Length : t.Values.Length / 2, scale, at);
        })];
        return Tiles.Answer(new TileHeader(query.From, query.Seconds, kind, query.Written, headers), numbers.GetBuffer().AsSpan(0, (int)numbers.Length));
    }

    private static HeartAnswer Heart(RecordingLibrary library, string id, int? channel, double from = 0, double seconds = 600)
    {
        using RecordingLease lease = library.Open(id);
        return HeartAnswer.Of(lease.Recording, channel, from, seconds);
    }
}

/// <summary>A long recording's extremes are being made.</summary>
/// <param name="Progress">The share that is done.</param>
internal sealed record Preparing(double Progress);

/// <summary>The header of a tile of signal.</summary>
/// <param name="From">Start, seconds.</param>
/// <param name="Seconds">Length.</param>
/// <param name="Kind"><c>samples</c> or <c>extremes</c>.</param>
/// <param name="Encoding"><c>f32</c> or <c>i16</c>.</param>
/// <param name="Traces">The traces.</param>
internal sealed record TileHeader(double From, double Seconds, string Kind, SampleEncoding Encoding, IReadOnlyList<TraceHeader> Traces);

/// <summary>One trace of a tile: its name, unit, samples or columns a second, how many, what a number is worth, and where its numbers begin.</summary>
internal sealed record TraceHeader(string Name, string Unit, double Rate, int Count, float Scale, long At);
