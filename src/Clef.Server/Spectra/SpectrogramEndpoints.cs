using Clef.Server.Problems;
using Clef.Server.Recordings;
using Clef.Signals.Preparation;

namespace Clef.Server.Spectra;

/// <summary>Spectra of EEG as tiles of one session each, by channel or by region.</summary>
internal static class SpectrogramEndpoints
{
    public static void MapSpectra(this RouteGroupBuilder api) =>
        api.MapGet("/recordings/{id}/spectrogram/{tile:int}", Tile).WithName("ReadSpectrogram").WithTags("signal")
            .WithSummary("The spectra of one session (1,280 s) of an EEG.")
            .Produces<SpectrogramHeader>(StatusCodes.Status200OK, Tiles.ContentType)
            .WithDescription("Binary as the signal: header, then one byte a level, (row, frequency, time). 0: nothing recorded; 1 to 255: the level "
                + "from -`clipDecibels` to +`clipDecibels` dB of uV^2/Hz. "
                + "`by`: region (six, the mean of their electrodes) or channel (the 19 that the model sees). `average`: so many frames become one.");

    private static async Task<IResult> Tile(RecordingLibrary library, SpectrogramStore store, Tiles tiles, string id, int tile, CancellationToken stop,
        string by = "region", int average = 1)
    {
        if (by is not ("region" or "channel") || average is < 1 or > 1280)
        {
            throw ApiException.Bad("`by` is region or channel, `average` 1 to 1,280.");
        }

        using RecordingLease lease = library.Open(id);
        int count = SpectrogramStore.Count(lease.Recording);
        if (tile < 0 || tile >= count)
        {
            throw ApiException.NotFound("tile");
        }

        if (library.Find(id).Modality != Modality.Eeg)
        {
            throw ApiException.Unprocessable("The recording is no EEG.");
        }

        await store.Make(id, lease.Recording, tile, stop);
        return await tiles.Answer(
            numbers =>
            {
                SessionSpectrogram spectra = store.Read(id, tile);
                var names = new List<string>();
                foreach ((string name, IReadOnlyList<string> electrodes) in by == "channel" ? spectra.Channels.Select(c => (c, (IReadOnlyList<string>)[c]))
                    : ScalpRegions.All)
                {
                    stop.ThrowIfCancellationRequested();
                    numbers.Write(SpectrogramRow.Of(spectra, name, electrodes, average).Levels);
                    names.Add(name);
                }

                int frames = (spectra.Frames + average - 1) / average;
                return new SpectrogramHeader(
                    tile, count, tile * SpectrogramStore.Pipeline.SessionSeconds, spectra.HopSeconds * average, frames, spectra.Frequencies.Count,
                    spectra.Frequencies[0],
                    spectra.Frequencies[1] - spectra.Frequencies[0], spectra.ClipDecibels, SpectrogramStore.Pipeline.Name, names);
            },
            stop);
    }
}

/// <summary>The header of a tile of spectra.</summary>
/// <param name="Tile">Its place.</param>
/// <param name="Tiles">How many the recording has.</param>
/// <param name="From">Start, seconds; frame t is centred t times <paramref name="Hop"/> later.</param>
/// <param name="Hop">Seconds a frame.</param>
/// <param name="Frames">Frames.</param>
/// <param name="Bins">Frequencies.</param>
/// <param name="LowestHertz">The first of them.</param>
/// <param name="HertzPerBin">From one to the next.</param>
/// <param name="ClipDecibels">What 255 stands for; 1 stands for its negative.</param>
/// <param name="Pipeline">The preparation.</param>
/// <param name="Rows">Regions or channels.</param>
internal sealed record SpectrogramHeader(
    int Tile, int Tiles, double From, double Hop, int Frames, int Bins, double LowestHertz, double HertzPerBin, double ClipDecibels, string Pipeline,
    IReadOnlyList<string> Rows);

/// <summary>A row of spectra: the mean level of some electrodes, those without a signal left out.</summary>
/// <param name="Name">Region or channel.</param>
/// <param name="Levels">(frequency, time) in 8 bits.</param>
internal sealed record SpectrogramRow(string Name, byte[] Levels)
{
    private const float HalfSteps = 127, Middle = 128;

    public static SpectrogramRow Of(SessionSpectrogram spectra, string name, IReadOnlyList<string> electrodes, int average)
    {
        int[] channels = [.. electrodes.Select(e => spectra.Channels.ToList().IndexOf(e)).Where(c => c >= 0)];
        int bins = spectra.Frequencies.Count, frames = (spectra.Frames + average - 1) / average;
        var levels = new byte[bins * frames];
        var sum = new float[frames];
        var count = new int[frames];
        for (int bin = 0; bin < bins; bin++)
        {
            Array.Clear(sum);
            Array.Clear(count);
            foreach (int channel in channels)
            {
                ReadOnlySpan<float> row = spectra.Values.AsSpan(((channel * bins) + bin) * spectra.Frames, spectra.Frames);
                ReadOnlySpan<bool> valid = spectra.Valid.AsSpan(channel * spectra.Frames, spectra.Frames);
                for (int t = 0; t < row.Length; t++)
                {
                    sum[t / average] += valid[t] ? row[t] : 0;
                    count[t / average] += valid[t] ? 1 : 0;
                }
            }

            for (int t = 0; t < frames; t++)
            {
                levels[(bin * frames) + t] = count[t] == 0 ? SessionSpectrogram.NoValue : (byte)MathF.Round((sum[t] / count[t] * HalfSteps) + Middle);
            }
        }

        return new SpectrogramRow(name, levels);
    }
}
