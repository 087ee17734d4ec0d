using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>Signal, as samples or as the extremes of pixel columns, and the heart's beats.</summary>
internal static class SignalEndpoints
{
    public static void MapSignals(this RouteGroupBuilder api)
    {
        RouteGroupBuilder signals = api.MapGroup("/recordings/{id}").WithTags("signal");
        signals.MapGet("/signal", Signal).WithName("ReadSignal").WithSummary("A span of signal at any zoom.")
            .Produces<TileHeader>(StatusCodes.Status200OK, Tiles.ContentType).Produces<Preparing>(StatusCodes.Status202Accepted)
            .WithDescription("Binary: a 32-bit little-endian length, so many bytes of JSON (the header shown here), then the numbers of all traces, "
                + "one after another, each beginning `at` so many bytes after the header. "
                + "`kind` samples: `count` numbers a trace. `kind` extremes: `count` pairs, least then greatest. value = number x `scale`. "
                + "A long span of a long recording is drawn from extremes that are made when first asked for; until then the answer is 202 with Retry-After.");
        signals.MapGet("/heart", Heart).WithName("ReadHeart").WithSummary("R peaks and rhythm of an ECG channel over at most an hour.").Produces<HeartAnswer>();
    }

    private static async Task<IResult> Signal(HttpContext context, RecordingLibrary library, PyramidStore pyramids, Tiles tiles, string id,
        [AsParameters] SignalQuery query)
    {
        query.Checked();
        using RecordingLease lease = library.Open(id);
        Recording recording = lease.Recording;
        int[] channels = query.ChannelsOf(recording);
        CancellationToken left = context.RequestAborted;
        if (query.Columns is not { } columns)
        {
            return await Answer(tiles, query, "samples", () => SignalReader.Read(recording, channels, query), left);
        }

        if (query.IsProcessed)
        {
            // One zoom, one kind: where any trace has more than two samples a column, all come as extremes.
            bool few = ColumnReader.AreSamples(recording, channels, query.Seconds, columns);
            return await Answer(tiles, query, few ? "samples" : "extremes", () => SignalReader.Read(recording, channels, query)
                .Select(t => few ? t : t.ToColumns(columns, query.Seconds)), left);
        }

        if (SignalReader.Samples(recording, channels, Math.Min(query.Seconds, recording.DurationSeconds)) > SignalReader.MostSamples)
        {
            using SignalPyramid? pyramid = pyramids.Open(id, recording, out double progress);
            if (pyramid is null)
            {
                context.Response.Headers.RetryAfter = "1";
                return Results.Json(new Preparing(Math.Round(progress, 3)), statusCode: StatusCodes.Status202Accepted);
            }

            return await Answer(tiles, query, "extremes", () => channels.Select(c => pyramid.Read(c, query.From, query.Seconds, columns)), left);
        }

        return ColumnReader.AreSamples(recording, channels, query.Seconds, columns)
            ? await Answer(tiles, query, "samples", () => SignalReader.Read(recording, channels, query), left)
            : await Answer(tiles, query, "extremes", () => ColumnReader.Read(recording, channels, query.From, query.Seconds, columns, left), left);
    }

    /// <summary>Traces are taken one after another, and each is written before the next.</summary>
    private static Task<IResult> Answer(Tiles tiles, SignalQuery query, string kind, Func<IEnumerable<SignalTrace>> traces, CancellationToken stop) =>
        tiles.Answer(
        numbers =>
        {
            var headers = new List<TraceHeader>();
            foreach (SignalTrace trace in traces())
            {
                stop.ThrowIfCancellationRequested();
                long at = numbers.Length;
                float scale = trace.Write(query.Written, numbers);
                headers.Add(new TraceHeader(trace.Name, trace.Unit, trace.Rate, kind == "samples" ? trace.Values.Length : trace.Values.Length / 2, scale, at));
            }

            return new TileHeader(query.From, query.Seconds, kind, query.Written, headers);
        },
        stop);

    private static async Task<HeartAnswer> Heart(RecordingLibrary library, RequestWork work, string id, int? channel, CancellationToken stop,
        double from = 0, double seconds = 600)
    {
        using RecordingLease lease = library.Open(id);
        return await work.Do(() => HeartAnswer.Of(lease.Recording, channel, from, seconds), stop);
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
